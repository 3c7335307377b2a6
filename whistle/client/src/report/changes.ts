/** Who came and who went, as a plain line between two messages. */

import { t } from '../t.js';
import type { ReporterThread } from './rpc.js';
import { listed } from './words.js';

/** The words of the thread's change number `index`. */
export function changeWords(thread: ReporterThread, index: number): string {
  const { by, name, added, removed, renewed, handedOver } = thread.changes[index]!;
  if (handedOver) return handOverWords(thread, index);
  if (by === 'you') return t('You let {names} read this.', { names: listed([...added, ...renewed]) });
  const who = name ?? (by !== 'reporter' ? t('A reviewer') : thread.handedOver ? t('Whoever holds this now') : t('Whoever held this before you'));
  if (added.length) return t('{who} let {names} read this.', { who, names: listed(added) });
  if (renewed.length) return t('With a new key, {names} can go on reading this.', { names: listed(renewed) });
  if (name && removed.length === 1 && removed[0] === name) return t('{who} stepped back, and can read nothing more of this.', { who });
  return t('{names} can read nothing more of this.', { names: listed(removed.length ? removed : [who]) });
}

/** Only the one that went before one's own hand-over, or before none, was to oneself. */
function handOverWords({ changes, handedOver }: ReporterThread, index: number): string {
  if (changes[index]?.by === 'you') return t('You handed this over to another person.');
  const next = changes.slice(index + 1).find((change) => change.handedOver);
  return (next ? next.by === 'you' : !handedOver) ? t('Handed over to you.') : t('Handed over to another person.');
}
