/** Starts the worker and gives it the signed list of reviewers. */

import { openReportWorker, type DirectoryView, type Remote, type ReportApi } from './rpc.js';
import { today } from './dates.js';
import { onLeaving } from './leaving.js';
import { authority, directory, service, type Service } from './service.js';

export interface Begun {
  worker: Remote<ReportApi>;
  view: DirectoryView;
  service: Service;
  /** The directory's text, which the worker has verified. */
  text: string;
}

export async function begin(): Promise<Begun> {
  const worker = openReportWorker();
  onLeaving(() => worker.terminate());
  try {
    const [told, list, keys] = await Promise.all([service(), directory(), authority()]);
    const view = await worker.begin({ directory: list, authority: keys, today: today() });
    return { worker, view, service: told, text: list };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
