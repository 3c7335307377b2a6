/** Two people at one concern: what arrived while somebody was writing, and who else has it open. Pure. */

import { listed } from './changes.js';
import type { DeskThread } from './rpc.js';
import type { HereView } from './server.js';

type Message = DeskThread['messages'][number];

/** What others wrote and the page did not show before. */
export function arrivals(before: Pick<DeskThread, 'messages'>, after: Pick<DeskThread, 'messages'>): Message[] {
  const known = new Set(before.messages.map(({ hash }) => hash));
  return after.messages.filter(({ hash, from }) => from !== 'you' && !known.has(hash));
}

const author = ({ from, name, confirmed }: Message): string => {
  if (!confirmed) return 'somebody who could not be confirmed';
  return from === 'reporter' ? 'the reporter' : (name ?? 'a colleague');
};

/** 'Tom Ellery wrote while you were writing.' */
export function meanwhileWords(arrived: readonly Message[]): string {
  const who = listed([...new Set(arrived.map(author))]);
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} wrote while you were writing. Read it, then send yours.`;
}

/** Who else has it open, as the service says; those who write come first. */
export function othersWords(here: HereView['here'], nameOf: (id: string) => string): string {
  const named = (doing: string) => [...new Set(here.filter((one) => one.doing === doing).map(({ id }) => nameOf(id)))];
  const writing = named('writing');
  const reading = named('reading').filter((name) => !writing.includes(name));
  return [
    writing.length ? `${listed(writing)} ${writing.length === 1 ? 'is' : 'are'} writing here now.` : '',
    reading.length ? `${listed(reading)} ${reading.length === 1 ? 'is' : 'are'} reading this too.` : '',
  ].filter((words) => words !== '').join(' ');
}
