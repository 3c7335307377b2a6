/** Fetches what the worker needs to hold the service's record against itself. */

import type { FollowApi, Given, RecordGiven, RecordView, Remote } from './rpc.js';
import { Declined, recorded } from './service.js';

const WELL_KNOWN = '/.well-known/whistle/checkpoint';
const MOST_ROUNDS = 4; // each asks for proofs between no more than four checkpoints

/** Only that there is no such thing is an answer; whatever else went wrong says nothing of the record. */
const given = (asked: Promise<string>): Promise<Given> =>
  asked.catch((error: unknown) => (error instanceof Declined && error.code === 'not-found' ? false : null));

export const newestCheckpoint = (): Promise<Given> => given(recorded(WELL_KNOWN));

/** Never fails: where nothing can be checked, that is what it says. */
export async function checkRecord(worker: Remote<FollowApi>, newest: Given, earlier?: RecordGiven['earlier']): Promise<RecordView> {
  const shown: Record<string, Given> = {};
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await worker.checkRecord({ newest, shown, ...(earlier && { earlier }) });
    if (found.needs.length === 0) return found;
    for (const pair of found.needs) shown[pair] = await given(recorded(`/api/v1/consistency/${pair}`));
  }
  return { needs: [], standing: 'unchecked', mark: '' };
}

/** Against what was written down at an earlier visit. Fails with `bad-mark` for what this token cannot have made. */
export async function compareMark(worker: Remote<FollowApi>, mark: string): Promise<RecordView> {
  const { size } = await worker.readMark({ mark });
  const newest = await newestCheckpoint();
  return checkRecord(worker, newest, { mark, note: await given(recorded(`${WELL_KNOWN}/${size}`)) });
}
