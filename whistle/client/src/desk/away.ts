/** Going away: from when to when, and who stands in meanwhile. */

import { dateWords, isoDate } from './dates.js';
import * as server from './server.js';
import type { Store } from './state.js';
import type { Watch } from './watch.js';

/** What stands in the form, and what stands in its way. */
export interface Leave {
  from: string;
  until: string;
  /** The id of an entry, or empty. */
  deputy: string;
  is: 'writing' | 'sending';
  trouble: { where: 'from' | 'until' | 'form'; words: string } | null;
}

export const NO_LEAVE: Leave = { from: '', until: '', deputy: '', is: 'writing', trouble: null };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is wrong with the days, if anything. `today` as the days are written. */
export function wrongDays({ from, until }: Pick<Leave, 'from' | 'until'>, today: string): Leave['trouble'] {
  if (!DAY.test(from)) return { where: 'from', words: 'Enter the first day on which you are away.' };
  if (!DAY.test(until)) return { where: 'until', words: 'Enter the last day on which you are away.' };
  if (until < from) return { where: 'until', words: 'The last day must not be before the first.' };
  return until < today ? { where: 'until', words: 'The last day must not be over already.' } : null;
}

/** The person's own entry among the colleagues, with the days that the service has. */
export const ownEntry = (colleagues: readonly server.Colleague[], me: readonly string[]): server.Colleague | undefined =>
  colleagues.find(({ id }) => me.includes(id));

/** 'You are away from 1 to 4 December', as the service has it; empty when nothing is planned. */
export function absenceWords(own: server.Colleague | undefined, colleagues: readonly server.Colleague[], now: number): string {
  if (!own || own.away_from === null || own.away_until === null || own.away_until < now) return '';
  const days = `from ${dateWords(own.away_from, now)} to ${dateWords(own.away_until, now)}`;
  const deputy = colleagues.find(({ id }) => id === own.deputy)?.name;
  return `You are away ${days}. ${deputy ? `${deputy} is your deputy.` : 'You have named no deputy.'}`;
}

function troubleOf(error: unknown): Leave['trouble'] {
  if (error instanceof server.SignedOut) return { where: 'form', words: 'You have been signed out, so this was not kept. Sign in again, then save it.' };
  if (error instanceof server.NoAnswer) return { where: 'form', words: 'The service did not answer. Save it again: this cannot do harm.' };
  return { where: 'form', words: 'The service did not take this. Check the days and the deputy, then save it again.' };
}

export class Going {
  constructor(
    private readonly store: Store,
    private readonly watch: Watch,
    private readonly lookAround: () => Promise<void>,
  ) {}

  edit(patch: Partial<Pick<Leave, 'from' | 'until' | 'deputy'>>): void {
    void this.store.change({ leave: { ...this.store.state.leave, ...patch, trouble: null } });
  }

  /** Puts what the service has into the form. */
  begin(own: server.Colleague | undefined): void {
    const planned = own?.away_from != null && own.away_until != null && own.away_until >= this.store.state.now;
    const leave = planned
      ? { ...NO_LEAVE, from: isoDate(own.away_from!), until: isoDate(own.away_until!), deputy: own.deputy ?? '' }
      : NO_LEAVE;
    void this.store.change({ leave });
  }

  async save(): Promise<void> {
    const { leave, now } = this.store.state;
    if (leave.is === 'sending') return;
    const trouble = wrongDays(leave, isoDate(now));
    if (trouble) return this.store.change({ leave: { ...leave, trouble } });
    const { from, until, deputy } = leave;
    await this.#send({ from, until, deputy: deputy || null }, 'Saved.');
  }

  async back(): Promise<void> {
    await this.#send({}, 'You are no longer away.');
  }

  async #send(absence: server.Absence, said: string): Promise<void> {
    await this.store.change({ leave: { ...this.store.state.leave, is: 'sending', trouble: null } });
    let trouble: Leave['trouble'] = null;
    await this.watch.over(
      async () => {
        await this.watch.change((csrf) => server.away(absence, csrf));
        await this.lookAround();
      },
      (error) => {
        trouble = troubleOf(error);
      },
    );
    const kept = 'from' in absence ? this.store.state.leave : NO_LEAVE;
    await this.store.change({ leave: { ...kept, is: 'writing', trouble }, ...(trouble ? {} : { said }) });
  }
}
