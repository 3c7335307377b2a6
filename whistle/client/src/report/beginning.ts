/** Starts the worker and gives it the signed list of reviewers. */

import { Refused, type Beginning, type DirectoryView, type Remote } from './rpc.js';
import { hourNow, today } from './dates.js';
import { onLeaving } from './leaving.js';
import { newestDirectory, service, signed, type Service } from './service.js';

export interface Begun<Api> {
  worker: Remote<Api>;
  view: DirectoryView;
  service: Service;
  /** The directory's text, which the worker has verified. */
  text: string;
}

/** What the worker begins with: a directory, and always the authority that came with the page. */
const beginning = (directory: string) => ({ directory, authority: signed().authority, today: today(), nowHour: hourNow() });

/** `open` starts the worker that this page needs. */
export async function begin<Api extends Beginning>(open: () => Remote<Api>): Promise<Begun<Api>> {
  const worker = open();
  onLeaving(() => worker.terminate());
  try {
    const { directory } = signed();
    const [told, view] = await Promise.all([service(), worker.begin(beginning(directory))]);
    return { worker, view, service: told, text: directory };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** The same, with the hours told anew where they have passed meanwhile; without an answer, as it was. */
export async function refreshed<Api>(begun: Begun<Api>): Promise<Begun<Api>> {
  const { next_release, next_staffed } = begun.service;
  if (Date.now() < Math.min(next_release, next_staffed) * 1000) return begun;
  return { ...begun, service: await service().catch(() => begun.service) };
}

/**
 * The list as it is now, in the same worker and so under the same token, when it changed after the page was loaded.
 * Only the authority that came with the page may have signed it, and an older one is not taken back.
 */
export async function renew<Api extends Beginning>({ worker, view: before, text: old, service: told }: Begun<Api>): Promise<Begun<Api>> {
  const text = await newestDirectory();
  const view = await worker.begin(beginning(text));
  if (view.version > before.version) return { worker, view, service: told, text };
  await worker.begin(beginning(old));
  throw new Refused('directory-older', 'The list is not newer.');
}
