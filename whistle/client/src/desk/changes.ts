/** Who came, who left, and whether another person writes for the reporter now: in words, and where they stand. */

import type { DeskThread } from './rpc.js';

type Change = DeskThread['changes'][number];

/** "A, B and C". */
export const listed = (names: string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export function changeWords({ by, name, added, removed, handedOver }: Change): string {
  if (handedOver) {
    return 'The reporter handed this concern over: somebody else holds it and writes for it from here on, with a token of their own.';
  }
  const who = by === 'reporter' ? 'The reporter' : by === 'you' ? 'You' : (name ?? 'Somebody');
  if (by !== 'reporter' && removed.length === 1 && removed[0] === name) {
    return `${who} left this concern, and cannot read what is written from here on.`;
  }
  const said = [
    added.length ? `${who} let ${listed(added)} read this, from the beginning.` : '',
    removed.length ? `${listed(removed)} can no longer read what is written from here on.` : '',
  ].filter((words) => words !== '');
  return said.join(' ') || `${who} changed the key of this concern. The same people can read it.`;
}

/** The changes that come before each message, and those after the last. What waits has no place yet and comes last. */
export function changesAround({ messages, changes }: Pick<DeskThread, 'messages' | 'changes'>): { before: Change[][]; last: Change[] } {
  const left = [...changes];
  const before = messages.map(({ place }) => {
    const until = left.findIndex(({ after }) => place > 0 && after >= place);
    return left.splice(0, until < 0 ? left.length : until);
  });
  return { before, last: left };
}
