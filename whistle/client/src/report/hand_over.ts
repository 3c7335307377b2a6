/** Handing the concern to another person: what that means, their token, and only then the button that does it. */

import { t } from '../t.js';
import type { Conversation } from './conversation.js';
import { byId, el, say } from './dom.js';
import { Errand, placesOf } from './errand.js';
import type { Steps } from './steps.js';
import { fail } from './steps.js';
import { isGroupOf, type NewToken } from './token_step.js';

export class HandingOver {
  readonly errand: Errand;
  private token: Promise<NewToken> | undefined;

  constructor(private readonly steps: Steps, private readonly talk: Conversation) {
    this.errand = new Errand(talk, {
      places: placesOf('hand', t('Hand over now')),
      what: 'epochs',
      seal: (worker) => worker.sealHandOver(),
      fields: () => [],
      arrived: () => {
        say('handed-when', talk.handOver);
        this.forget();
        steps.go('handed');
      },
    });
  }

  /** From the step that says what it means to the one with the token; going back and forth shows the same one. */
  async toToken(): Promise<void> {
    this.token ??= this.talk.worker().then((worker) => worker.newHolder());
    const token = await this.token;
    byId('new-token').replaceChildren(...token.token.split('-').map((group) => el('li', '', group)));
    this.steps.go('hand-token');
  }

  /** Nobody can mend a wrong note afterwards, so here the check cannot be left out. */
  async toLast(): Promise<unknown> {
    const note = byId<HTMLInputElement>('new-last').value;
    const token = await this.token;
    if (note.trim() === '') return fail('new-last', t('Type the last group of the new token, from the note'));
    if (!token || !isGroupOf(note, token)) return fail('new-last', t('That is not the last group. Check the note against the token above'));
    say('hand-when', this.talk.handOver);
    return this.steps.go('hand-now');
  }

  forget(): void {
    this.token = undefined;
    byId('new-token').replaceChildren();
    byId<HTMLInputElement>('new-last').value = '';
  }
}
