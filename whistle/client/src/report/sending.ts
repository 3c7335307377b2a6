/** Sends sealed bytes until it is certain what became of them. The same bytes go again, so there is never a second copy. */

import { byId, el, progress, say, show } from './dom.js';
import { Declined, NoAnswer, send } from './service.js';
import { Refused } from './rpc.js';

interface Places {
  button: string;
  progress: string;
  trouble: string;
}

export interface Job {
  what: 'concerns' | 'messages';
  /** Resolves to the same bytes each time, until `again` was told to forget them. */
  frame(): Promise<ArrayBuffer>;
  /** Checks the answer; throws when it proves nothing. */
  accept(answer: ArrayBuffer): Promise<void>;
  /** What to say when nobody knows whether it arrived. */
  doubt: string;
}

export type Outcome = 'arrived' | 'in doubt' | 'declined' | 'not sealed';

export async function deliver(places: Places, job: Job): Promise<{ outcome: Outcome; code?: string }> {
  show(places.trouble, false);
  try {
    progress(places.progress, 'Encrypting on this device');
    const frame = await job.frame();
    progress(places.progress, 'Sending');
    const answer = await send(job.what, frame);
    progress(places.progress, 'Checking the receipt');
    await job.accept(answer);
    say(places.button, 'Send');
    return { outcome: 'arrived' };
  } catch (error) {
    const [outcome, words] = judged(error, job.doubt);
    byId(places.trouble).replaceChildren(el('p', '', words));
    show(places.trouble, true);
    say(places.button, outcome === 'in doubt' ? 'Send again' : 'Send');
    return error instanceof Declined || error instanceof Refused ? { outcome, code: error.code } : { outcome };
  } finally {
    progress(places.progress, '');
  }
}

const SEALING = new Set(['empty', 'too-long', 'no-readers', 'too-many-readers', 'unknown-reader', 'unknown-route', 'left-out',
  'directory-expired', 'not-begun', 'not-opened', 'locked', 'worker-failed']);

function judged(error: unknown, doubt: string): [Outcome, string] {
  if (error instanceof Declined) return ['declined', `${error.message} Your words are still on this page.`];
  if (error instanceof Refused && SEALING.has(error.code)) {
    const why = error.code === 'too-long' ? 'It is too long. Shorten it and send it again.' : 'Go back one step and try again.';
    return ['not sealed', `This could not be encrypted, so nothing was sent. ${why} Your words are still on this page.`];
  }
  return ['in doubt', error instanceof NoAnswer ? doubt : `The service’s answer could not be confirmed. ${doubt}`];
}
