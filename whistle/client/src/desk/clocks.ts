/** How the clocks of a concern stand, in words: what was owed, when it came, and what stopped the time. Pure. */

import { byWords, dateWords, dayWords, shortWhen, spanWords } from './dates.js';
import type { ClocksView, DueKind, Duty } from './server.js';

/** By the code that the record keeps. Auditors see the code and nothing else, so none of these tells of a concern. */
export const LATE_REASONS: ReadonlyArray<readonly [code: string, words: string]> = [
  ['waited-for-others', 'Waited for another body or department'],
  ['safety', 'An earlier answer could have put somebody at risk'],
  ['proceedings', 'Other proceedings had to come first'],
  ['more-to-do', 'More had to be looked into than the time allows'],
  ['nobody-there', 'The person who had it was away'],
  ['too-much-work', 'More work than there were people for'],
  ['fault', 'The service, a device or a key did not work'],
  ['overlooked', 'It was overlooked'],
];

const lateReason = (code: string): string => LATE_REASONS.find(([known]) => known === code)?.[1] ?? code;

const NAMES: Record<DueKind, string> = {
  triage: 'Triage',
  acknowledgement: 'Acknowledgement',
  reply: 'First reply',
  update: 'Update',
  outcome: 'Outcome',
  reason: 'Why it is still open',
  check: 'Check after closing',
};

/** Hours before it is due from which somebody can say why a concern is still open. */
const SOON = 14 * 24;

/** A reason counts for what is late, or will be within these hours. */
const DAY = 24;

/** Hours of a month, on average. */
const MONTH = 730.5;

/** More than this many that came in time are folded away. */
const FEW = 5;

export interface Line {
  /** What is owed: 'First reply'. */
  name: string;
  /** 'Late by 3 days', 'In time.'; empty while it runs. */
  standing: string;
  late: boolean;
  /** When it was due, and when it came. */
  words: string[];
  /** What to say more of, if anything: why it was late, or why the concern is still open. */
  explain: { kind: DueKind; button: string } | null;
}

/** What the page lists: what is late or still to come in sight, what came in time apart where it is a lot. */
export interface Lines {
  shown: Line[];
  folded: Line[];
  pauses: string[];
}

export function lines({ duties, pauses }: ClocksView, now: number): Lines {
  const all = duties.filter((duty) => isShown(duty, duties, now)).map((duty) => ({ duty, line: line(duty, duties, now) }));
  const kept = all.filter(({ duty }) => duty.standing === 'in time');
  const fold = kept.length > FEW;
  return {
    shown: all.filter(({ duty }) => !fold || duty.standing !== 'in time').map((one) => one.line),
    folded: fold ? kept.map((one) => one.line) : [],
    pauses: pauses.map(({ start, end }) => (end === null
      ? `Since ${byWords(start, now)}, and not answered yet.`
      : `${end > start ? spanWords(end - start) : 'Less than an hour'}, ${betweenWords(start, end, now)}.`)),
  };
}

/** How many are late: what a link to this part of the page says. */
export const lateOnes = ({ duties }: ClocksView): number => duties.filter(isLate).length;

/** By when somebody has to say why the concern has been open for so many months, once it can be said. */
export function reasonDue({ duties }: ClocksView, now: number): { due: number; months: number } | null {
  const owed = duties.find((duty) => duty.kind === 'reason' && duty.done === null && now >= duty.due - SOON);
  return owed ? { due: owed.due, months: Math.round((owed.due - owed.start) / MONTH) } : null;
}

/** When the clock that stands still goes on at the latest. */
export const resumes = ({ duties }: ClocksView): number | null =>
  duties.reduce<number | null>((latest, duty) => (duty.resumes === null ? latest : Math.max(latest ?? 0, duty.resumes)), null);

/** How many minutes a triage may take that has not been done. */
export const triageWithin = ({ duties }: ClocksView): number | null =>
  duties.find((duty) => duty.kind === 'triage' && duty.done === null)?.minutes_allowed ?? null;

/** '1 staffed hour', '90 staffed minutes'. */
export function staffedWords(minutes: number): string {
  const [count, unit] = minutes > 0 && minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${count} staffed ${unit}${count === 1 ? '' : 's'}`;
}

/** While a question stops a clock. `resumes`: when it goes on at the latest, if the service said so. */
export const goesOnWords = (resumes: number | null, now: number): string =>
  resumes === null ? 'The clock stands still meanwhile.' : `The clock goes on by ${dateWords(resumes, now)} at the latest.`;

const isLate = ({ standing }: Duty): boolean => standing === 'late' || standing === 'overdue';

/** Of what comes in months only the nearest is of use. */
function isShown(duty: Duty, duties: Duty[], now: number): boolean {
  if (duty.standing !== 'still running') return true;
  if (duty.kind === 'reason') return now >= duty.due - SOON;
  return duty.kind !== 'check' || duty === duties.find(({ kind, standing }) => kind === 'check' && standing === 'still running');
}

function line(duty: Duty, duties: Duty[], now: number): Line {
  const late = isLate(duty);
  return {
    name: NAMES[duty.kind] + (duty.stretch > 0 ? ', after it opened again' : ''),
    standing: late ? lateWords(duty, now) : duty.standing === 'in time' ? 'In time.' : '',
    late,
    words: [whenWords(duty, now), ...tookWords(duty), ...whyWords(duty, late)],
    explain: explained(duty, duties, now),
  };
}

function lateWords({ due, done, minutes, minutes_allowed: allowed }: Duty, now: number): string {
  if (minutes !== null && allowed !== null) return `Late by ${staffedWords(Math.max(1, minutes - allowed))}`;
  return `Late by ${spanWords((done ?? now) - due)}`;
}

function whenWords({ due, done, standing, resumes: on }: Duty, now: number): string {
  if (standing === 'paused') return `Waiting for the reporter. ${goesOnWords(on, now)}`;
  if (done !== null) return `It came ${shortWhen(done, now)}, and was due by ${byWords(due, now)}.`;
  return now > due ? `Was due by ${byWords(due, now)}, and has not come.` : `Due by ${byWords(due, now)}.`;
}

const tookWords = ({ minutes }: Duty): string[] => (minutes === null ? [] : [`It took ${staffedWords(minutes)}.`]);

function whyWords({ kind, reason, disputed, done }: Duty, late: boolean): string[] {
  return [
    ...(disputed ? ['The reporter says that it did not answer them.'] : []),
    ...(reason ? [`${kind === 'reason' ? 'Reason' : 'Why it was late'}: ${lateReason(reason)}.`] : []),
    ...(late && !reason && done !== null ? ['No reason was given.'] : []),
  ];
}

/** A reason counts for the latest of its kind, so that it can be asked for there alone. */
function explained(duty: Duty, duties: Duty[], now: number): Line['explain'] {
  const { kind, done, reason } = duty;
  if (kind === 'reason') {
    return done === null && now >= duty.due - SOON ? { kind, button: 'Say why this is still open' } : null;
  }
  const meant = duties.filter((one) => one.kind === kind && one.due <= now + DAY && one.standing !== 'in time').at(-1);
  return isLate(duty) && !reason && duty === meant ? { kind, button: 'Say why this was late' } : null;
}

function betweenWords(start: number, end: number, now: number): string {
  const [from, to] = [dayWords(start, now), dayWords(end, now)];
  return from === to ? from : `from ${from} to ${to}`;
}
