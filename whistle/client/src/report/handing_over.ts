/** When a concern reaches its readers, and when one of them will look, as the service says it for everyone alike. */

import { t } from '../t.js';
import { moment } from './dates.js';
import type { Service } from './service.js';

const HOUR = 3600;

/**
 * "on Monday 23 November, 7am"; or that it is hardly a wait, where the service hands over that often. In unix seconds and
 * hours, as the service has them.
 */
export function handedOver(next: number, hour: number): string {
  const at = Math.ceil(next / HOUR);
  return at > hour + 1 ? t('on {when}', { when: moment(at) }) : t('within the hour');
}

/** What ends the sentence "Do not wait for a reply here:". */
export const soonestLook = ({ staffed, next_staffed }: Service): string =>
  staffed
    ? t('someone is at work now and aims to look within an hour, which may be too late.')
    : t('nobody may read this before {when}.', { when: moment(Math.ceil(next_staffed / HOUR)) });

/** Where the hour by which something should be done comes before the next hour of work: that it may take longer. */
export const mayTakeLonger = ({ next_staffed }: Service, hour: number): string =>
  next_staffed > hour * HOUR
    ? t('Nobody may be at work before {when}, so it may take until then.', { when: moment(Math.ceil(next_staffed / HOUR)) })
    : '';

/** For the check: one line. */
export function reaches({ next_release, hour }: Service, urgent: boolean): string {
  if (urgent) return t('It reaches them at once');
  const words = t('{when}, with others', { when: handedOver(next_release, hour) });
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Before sending: when, why, and what that means. */
export function beforeSending(service: Service, urgent: boolean): string {
  if (!urgent) {
    const when = handedOver(service.next_release, service.hour);
    return t('They get it {when}, together with others, so that nobody can tell when you wrote it.', { when });
  }
  const look = service.staffed
    ? t('Someone is at work now and aims to look within an hour.')
    : t('Nobody may read it before {when}.', { when: moment(Math.ceil(service.next_staffed / HOUR)) });
  return `${t('It is urgent, so it reaches them at once.')} ${look} ${t('If someone is in danger now, call 999.')}`;
}
