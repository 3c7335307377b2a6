/** Starts the worker and gives it the signed list of reviewers. */

import { openReportWorker, type DirectoryView, type Remote, type ReportApi } from './rpc.js';
import { today } from './dates.js';
import { onLeaving } from './leaving.js';
import { service, signed, type Service } from './service.js';

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
    const { directory, authority } = signed();
    const [told, view] = await Promise.all([service(), worker.begin({ directory, authority, today: today() })]);
    return { worker, view, service: told, text: directory };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
