/** What happens when the service says "signed out", or says nothing: the page keeps all it has and says so. */

import { Refused, SignedOut, session, service, type Session } from './server.js';
import { hourOf } from './dates.js';
import type { Store } from './state.js';

export class Watch {
  /** When the service was last asked what time it is. */
  looked = 0;

  constructor(
    private readonly store: Store,
    /** Called when somebody else turns out to be signed in now: before that person is named, so that nothing is left. */
    private readonly otherPerson: () => void,
  ) {}

  /** Runs `work`. A lost session shows its notice; `otherwise` is told of any failure, that one too. */
  async over(work: () => Promise<void>, otherwise: (error: unknown) => void = () => undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof SignedOut) await this.store.change({ signedOut: true });
      otherwise(error);
    }
  }

  /**
   * Changes something on the service, with the token of the session. A refused token may be one from before a sign-in
   * in another tab: then it is tried once more with the present one, unless nobody, or somebody else, is signed in.
   */
  async change(send: (csrf: string) => Promise<void>): Promise<void> {
    const before = this.store.state.session;
    try {
      await send(before?.csrf ?? '');
    } catch (error) {
      if (!(error instanceof Refused && error.status === 403)) throw error;
      await this.look();
      const { session: now } = this.store.state;
      if (!now || !before || !samePerson(now, before)) throw error;
      await send(now.csrf);
    }
  }

  /** Who is signed in, and what time the service has. Also after someone has signed in again in another tab. */
  async look(): Promise<void> {
    const [who, facts] = await Promise.all([session(), service().catch(() => null)]);
    this.looked = Date.now();
    const before = this.store.state.session;
    if (before && !samePerson(before, who)) this.otherPerson();
    await this.store.change({
      session: who,
      signedOut: false,
      service: facts ?? this.store.state.service,
      clocksApart: facts ? Math.abs(facts.hour - hourOf(Date.now())) > 1 : this.store.state.clocksApart,
    });
  }
}

const samePerson = (one: Session, other: Session): boolean => one.reviewer === other.reviewer && one.name === other.name;
