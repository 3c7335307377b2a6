/**
 * Hours as people say them, in the time of the country the service is for, wherever the phone thinks it is. The names are
 * messages like all others: browsers know the dates of some languages only, and fall back to American ones without a word.
 */

import { t } from '../t.js';

const ZONE = 'Europe/London';
const HOUR = 3_600_000;
const WEEK = 7 * 24;

const DAYS = [t('Sunday'), t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday')];
const MONTHS = [
  t('January'), t('February'), t('March'), t('April'), t('May'), t('June'),
  t('July'), t('August'), t('September'), t('October'), t('November'), t('December'),
];

const numbers = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', hourCycle: 'h23',
});

interface Reading {
  weekday: number;
  day: number;
  month: string;
  year: number;
  clock: number;
}

/** What calendar and clock say there, of a time in milliseconds. */
function read(time: number): Reading {
  const part = Object.fromEntries(numbers.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour } = part as Record<'year' | 'month' | 'day' | 'hour', number>;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { weekday, day, month: MONTHS[month - 1] ?? '', year, clock: hour };
}

const withYear = ({ day, month, year }: Reading): string => t('{day} {month} {year}', { day, month, year });

export const hourNow = (): number => Math.floor(Date.now() / HOUR);

/** The device's day as `YYYY-MM-DD`, the form in which the directory writes its dates. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now());

/** "27 November 2026", from a date as the directory writes it. */
export const longDate = (date: string): string => withYear(read(Date.parse(date)));

/** "Friday 27 November", with a year in place of the weekday when it is not near. */
export function day(hour: number): string {
  const reading = read(hour * HOUR);
  if (Math.abs(hour - hourNow()) > 20 * WEEK) return withYear(reading);
  return t('{weekday} {day} {month}', { weekday: DAYS[reading.weekday] ?? '', day: reading.day, month: reading.month });
}

/** "3pm", "midday". */
export function clock(hour: number): string {
  const { clock: of24 } = read(hour * HOUR);
  if (of24 === 0) return t('midnight');
  if (of24 === 12) return t('midday');
  return of24 < 12 ? t('{n}am', { n: of24 }) : t('{n}pm', { n: of24 - 12 });
}

/** "Friday 27 November, 3pm". */
export const moment = (hour: number): string => t('{day}, {time}', { day: day(hour), time: clock(hour) });

/** "Friday 27 November, 3pm to 4pm": the service knows no time better than to the hour. */
export const happened = (hour: number): string =>
  t('{day}, {from} to {to}', { day: day(hour), from: clock(hour), to: clock(hour + 1) });
