/** Starts the worker and gives it the signed list of reviewers. */

import { openReportWorker, Refused, type DirectoryView, type Remote, type ReportApi } from './rpc.js';
import { hourNow, today } from './dates.js';
import { onLeaving } from './leaving.js';
import { newestDirectory, service, signed, type Service } from './service.js';

export interface Begun {
  worker: Remote<ReportApi>;
  view: DirectoryView;
  service: Service;
  /** The directory's text, which the worker has verified. */
  text: string;
}

/** What the worker begins with: a directory, and always the authority that came with the page. */
const beginning = (directory: string) => ({ directory, authority: signed().authority, today: today(), nowHour: hourNow() });

export async function begin(): Promise<Begun> {
  const worker = openReportWorker();
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
export async function refreshed(begun: Begun): Promise<Begun> {
  const { next_release, next_staffed } = begun.service;
  if (Date.now() < Math.min(next_release, next_staffed) * 1000) return begun;
  return { ...begun, service: await service().catch(() => begun.service) };
}

/**
 * The list as it is now, in the same worker and so under the same token, when it changed after the page was loaded.
 * Only the authority that came with the page may have signed it, and an older one is not taken back.
 */
export async function renew({ worker, view: before, text: old, service: told }: Begun): Promise<Begun> {
  const text = await newestDirectory();
  const view = await worker.begin(beginning(text));
  if (view.version > before.version) return { worker, view, service: told, text };
  await worker.begin(beginning(old));
  throw new Refused('directory-older', 'The list is not newer.');
}
