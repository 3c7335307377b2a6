/** What happens when the service says "signed out", or says nothing: the page keeps all it has and says so. */

import { SignedOut, session, service } from './server.js';
import { hourOf } from './dates.js';
import type { Store } from './state.js';

export class Watch {
  constructor(private readonly store: Store) {}

  /** Runs `work`. A lost session shows its notice; `otherwise` is told of any failure, that one too. */
  async over(work: () => Promise<void>, otherwise: (error: unknown) => void = () => undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof SignedOut) await this.store.change({ signedOut: true });
      otherwise(error);
    }
  }

  /** Who is signed in, and what time the service has. Also after someone has signed in again in another tab. */
  async look(): Promise<void> {
    const [who, facts] = await Promise.all([session(), service().catch(() => null)]);
    await this.store.change({
      session: who,
      signedOut: false,
      service: facts ?? this.store.state.service,
      now: facts?.hour ?? hourOf(Date.now()),
    });
  }
}
