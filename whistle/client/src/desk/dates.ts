// Hours as people say them. The service knows every time to the hour only, so nothing here shows a minute, except the next
// tick, which is the service's own.

const ZONE = 'Europe/London'; // where the clocks run, wherever the laptop is
const HOUR = 3_600_000;
const DAY = 24;

const day = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short', day: 'numeric', month: 'short' });
const oldDay = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' });
const plainDay = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'long' });
const narrowDay = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'short' });
const fullDay = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'long', year: 'numeric' });
const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE });
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });

const at = (hour: number): Date => new Date(hour * HOUR);

/** Hours since 1970 at the given instant. */
export const hourOf = (milliseconds: number): number => Math.floor(milliseconds / HOUR);

/** `2026-11-20`, the form in which the directory writes its dates. */
export const isoDate = (hour: number): string => isoDay.format(at(hour));

/** '3pm', 'midday', '3:15pm'. */
export function clockWords(date: Date): string {
  const [hour = 0, minute = 0] = clock.format(date).split(':').map(Number);
  if (minute === 0 && hour === 0) return 'midnight';
  if (minute === 0 && hour === 12) return 'midday';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

/** Days from `now` to `hour` by the calendar, not by 24 hours: 0 is today. */
function daysAway(hour: number, now: number): number {
  const days = (value: number) => Date.parse(isoDate(value)) / (HOUR * DAY);
  return days(hour) - days(now);
}

/** 'today', 'tomorrow', 'yesterday', 'Fri 27 Nov', or with the year when it is far away. */
export function dayWords(hour: number, now: number): string {
  const away = daysAway(hour, now);
  if (away === 0) return 'today';
  if (away === 1) return 'tomorrow';
  if (away === -1) return 'yesterday';
  return (Math.abs(away) > 300 ? oldDay : shortDay).format(at(hour)).replace(',', '');
}

/** 'Friday 20 November 2026, between 2pm and 3pm': when something happened. */
export const happenedWords = (hour: number): string =>
  `${day.format(at(hour)).replace(',', '')}, between ${clockWords(at(hour))} and ${clockWords(at(hour + 1))}`;

/** '4 December', with the year when that is another than now. */
export function dateWords(hour: number, now: number): string {
  return (isoDate(hour).slice(0, 4) === isoDate(now).slice(0, 4) ? plainDay : fullDay).format(at(hour));
}

/** '4 Dec': the same in a narrow place. */
export const dayMonth = (hour: number): string => narrowDay.format(at(hour));

/** The last hour of a day that is written as `isoDate` writes it: a day ends where the clocks run. */
export function lastHourOf(day: string): number {
  const hour = hourOf(Date.parse(`${day}T23:00Z`));
  return isoDate(hour) === day ? hour : hour - 1;
}

/** 'Friday 20 November 2026'. */
export const longDay = (hour: number): string => day.format(at(hour)).replace(',', '');

/** 'today, 3pm to 4pm': the same in a narrow place. */
export const shortWhen = (hour: number, now: number): string =>
  `${dayWords(hour, now)}, ${clockWords(at(hour))} to ${clockWords(at(hour + 1))}`;

/** '3pm today', '9am tomorrow', '2pm on Fri 27 Nov': a moment by which something is due. */
export function byWords(hour: number, now: number): string {
  const words = dayWords(hour, now);
  const plain = words === 'today' || words === 'tomorrow' || words === 'yesterday';
  return `${clockWords(at(hour))} ${plain ? words : `on ${words}`}`;
}

/** '3 hours', '1 day', '12 days'. */
export function spanWords(hours: number): string {
  const [count, unit] = hours < 2 * DAY ? [Math.max(hours, 1), 'hour'] : [Math.round(hours / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** '3:15pm', or with its day when the tick is not today. */
export function tickWords(seconds: number, now: number): string {
  const hour = hourOf(seconds * 1000);
  const time = clockWords(new Date(seconds * 1000));
  const words = dayWords(hour, now);
  return words === 'today' ? `at ${time}` : `at ${time} ${words === 'tomorrow' ? words : `on ${words}`}`;
}

export interface Due {
  late: boolean;
  /** 'Today, 3pm' or, when late, 'by 5 hours'. */
  when: string;
}

/** What stands in the list's first column. The whole of the due hour still counts as in time. */
export function dueWords(due: number, now: number): Due {
  if (now > due) return { late: true, when: `by ${spanWords(now - due)}` };
  const words = dayWords(due, now);
  return { late: false, when: `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${clockWords(at(due))}` };
}
