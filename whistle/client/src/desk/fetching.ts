/** All pages of a thread or of its journal, fetched and handed to the worker together. */

import { Refused, type DeskApi, type DeskThread, type JournalView, type Remote } from './rpc.js';
import * as server from './server.js';

/** 125 MB: no thread that people write comes near, and a server that says more would keep this page fetching for ever. */
export const MOST_PAGES = 1000;

export type Opener = Pick<Remote<DeskApi>, 'openPages'>;

export interface Fetched {
  view: DeskThread;
  first: ArrayBuffer;
}

function checkPages({ pagesTotal }: { pagesTotal: number }): void {
  if (pagesTotal > MOST_PAGES) throw new Refused('malformed', 'The server says that this has too many pages.');
}

/** The journal of a thread that is open in the worker. */
export async function fetchJournal(worker: Pick<Remote<DeskApi>, 'openJournal'>, concern: string): Promise<JournalView> {
  const pages = [await server.journalPage(concern, 0)];
  const opened = await worker.openJournal({ concern, pages });
  checkPages(opened);
  if (opened.pagesTotal <= 1) return opened;
  for (let number = 1; number < opened.pagesTotal; number++) pages.push(await server.journalPage(concern, number));
  return worker.openJournal({ concern, pages });
}

/** A thread that grows meanwhile is fetched again, from its first page. */
export async function fetchThread(worker: Opener, concern: string, tries = 3): Promise<Fetched> {
  const first = await server.page(concern, 0);
  const opened = await worker.openPages({ pages: [first], concern });
  checkPages(opened);
  if (opened.pagesTotal <= 1) return { view: opened, first };
  const pages = [first];
  for (let number = 1; number < opened.pagesTotal; number++) pages.push(await server.page(concern, number));
  try {
    return { view: await worker.openPages({ pages, concern }), first };
  } catch (error) {
    if (tries > 1 && error instanceof Refused && error.code === 'changed') return fetchThread(worker, concern, tries - 1);
    throw error;
  }
}
