/** Hours as people say them, in the time of the country the service is for, wherever the phone thinks it is. */

const ZONE = 'Europe/London';
const HOUR = 3_600_000;
const WEEK = 7 * 24;

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, ...options });
const long = format({ weekday: 'long', day: 'numeric', month: 'long' });
const withYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
const clock = format({ hour: 'numeric', hour12: true });

export const hourNow = (): number => Math.floor(Date.now() / HOUR);

/** The device's day as `YYYY-MM-DD`, the form in which the directory writes its dates. */
export const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now());

/** "27 November 2026", from a date as the directory writes it. */
export const longDate = (date: string): string => withYear.format(new Date(date));

/** "Friday 27 November", with a year in place of the weekday when it is not near. */
export function day(hour: number): string {
  const far = Math.abs(hour - hourNow()) > 20 * WEEK;
  return (far ? withYear : long).format(hour * HOUR).replace(',', '');
}

/** "3pm", "midday". */
function time(hour: number): string {
  const words = clock.format(hour * HOUR).replace(/\s/g, '').toLowerCase();
  return words === '12pm' || words === '0pm' ? 'midday' : words === '12am' || words === '0am' ? 'midnight' : words;
}

/** "Friday 27 November, 3pm". */
export const moment = (hour: number): string => `${day(hour)}, ${time(hour)}`;

/** "Friday 27 November, 3pm to 4pm": the service knows no time better than to the hour. */
export const happened = (hour: number): string => `${day(hour)}, ${time(hour)} to ${time(hour + 1)}`;

/** The next morning, Monday to Friday, when somebody is at work: "Monday 23 November, 9am". */
export function nextWorkingMorning(): string {
  const weekday = format({ weekday: 'short' });
  const hourOfDay = format({ hour: 'numeric', hourCycle: 'h23' });
  let hour = hourNow() + 1;
  while (Number(hourOfDay.format(hour * HOUR)) !== 9 || /^S/.test(weekday.format(hour * HOUR))) hour++;
  return moment(hour);
}
