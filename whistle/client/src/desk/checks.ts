/** After a closing the reporter is asked four times whether they have been treated badly: which of these comes next. */

import type { DeskThread } from './rpc.js';

/** Calendar months after the closing. */
const MONTHS = [1, 3, 6, 12];

/** The service refuses one that comes earlier than this before its hour. */
const EARLIEST = 14 * 24;

export interface Check {
  /** From 1. */
  number: number;
  due: number;
  /** It can be made from now on. */
  open: boolean;
}

export const CHECKS = MONTHS.length;

/** From confirmed messages alone; null while the concern is not closed, and once all were made. */
export function nextCheck({ state, messages }: Pick<DeskThread, 'state' | 'messages'>, now: number): Check | null {
  if (state !== 'closed') return null;
  const confirmed = messages.filter((message) => message.confirmed);
  const at = confirmed.map(({ kind }) => kind).lastIndexOf('closing');
  const closing = confirmed[at];
  if (!closing) return null;
  const hours = MONTHS.map((months) => addMonths(closing.hour, months));
  const open = (hour: number): number => hours.filter((due) => hour >= due - EARLIEST).length;
  // One that was made late stands for all that could be made then, so that nobody is asked twice at once.
  const over = Math.max(0, ...confirmed.slice(at + 1).filter(({ kind }) => kind === 'check').map(({ hour }) => open(hour)));
  const due = hours[over];
  return due === undefined ? null : { number: over + 1, due, open: open(now) > over };
}

/** The same day and hour so many calendar months later (UTC, as the service counts); the last day of a month too short. */
function addMonths(hour: number, months: number): number {
  const from = new Date(hour * 3_600_000);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const day = Math.min(from.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  return Date.UTC(year, month, day, from.getUTCHours()) / 3_600_000;
}
