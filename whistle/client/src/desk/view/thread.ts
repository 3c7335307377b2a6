/** The thread, oldest first, with what changed about who can read it standing where it happened. */

import { html, nothing, type TemplateResult } from 'lit';
import { changesAround, changeWords } from '../changes.js';
import type { DeskThread } from '../rpc.js';
import { message, type Around } from './message.js';

type Times = Pick<Around, 'now' | 'tick'>;

/** `answers` stand at the concern itself. */
export function thread(view: DeskThread, times: Times, answers: TemplateResult | typeof nothing): TemplateResult {
  const { before, last } = changesAround(view);
  const around = { ...times, messages: view.messages };
  const lines = (changes: DeskThread['changes']) => changes.map((change) => html`<li class="change"><p>${changeWords(change)}</p></li>`);
  return html`
    <ol class="thread" aria-label="The thread, oldest first">
      ${view.messages.map((item, index) => [
        ...lines(before[index] ?? []),
        message(item, around, index === 0 ? answers : nothing),
      ])}
      ${lines(last)}
    </ol>
  `;
}
