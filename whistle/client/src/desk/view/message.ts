/** One message of a thread. What could not be confirmed says so before anything else, and hides its text. */

import { html, nothing, type TemplateResult } from 'lit';
import { happenedWords, shortWhen } from '../dates.js';
import { leaves } from '../next.js';
import type { DeskThread } from '../rpc.js';
import { PROBLEMS, reasonWords } from '../words.js';

type Message = DeskThread['messages'][number];

export interface Around {
  now: number;
  tick: number | null;
}

/** Text as it was typed: line breaks kept, links dead, direction its own. */
export const words = (text: string): TemplateResult => html`<p class="words" dir="auto">${text}</p>`;

/** On paper "you" would be whoever holds it, so the name stands there too. */
function author({ from, name, confirmed }: Message): string | TemplateResult {
  if (!confirmed) return 'Sender not confirmed';
  if (from === 'reporter') return 'The reporter';
  return from === 'you' ? html`You<span class="print-only"> (${name})</span>` : (name ?? 'A colleague');
}

function doing({ kind, reason, confirmed }: Message): string {
  if (!confirmed) return '';
  if (kind === 'acknowledgement') return 'acknowledged';
  if (kind === 'closing') return `closed this: ${reason ? reasonWords(reason).toLowerCase() : 'no reason given'}`;
  return kind === 'concern' ? 'raised this' : 'wrote';
}

export function message(item: Message, { now, tick }: Around, extra: TemplateResult | typeof nothing = nothing): TemplateResult {
  const own = item.confirmed && item.from !== 'reporter';
  return html`
    <li class="message ${own ? 'message--own' : ''} ${item.confirmed ? '' : 'message--doubt'}">
      <div class="message-head">
        <h3><span class="message-who">${author(item)}</span> <span class="message-did">${doing(item)}</span></h3>
        <p class="message-when">
          ${item.confirmed ? html`<span class="confirmed">Confirmed</span>` : html`<span class="word word--danger">Not confirmed</span>`}
          <span class="screen-only">${shortWhen(item.hour, now)}</span>
          <span class="print-only">${happenedWords(item.hour)}</span>
        </p>
      </div>
      ${item.confirmed ? extra : nothing}
      ${item.confirmed ? said(item) : doubt(item)}
      ${item.place === 0 && item.confirmed && item.from !== 'reporter'
        ? html`<p class="message-wait">Not yet delivered: goes out ${leaves(tick, now)}.</p>`
        : nothing}
    </li>
  `;
}

const said = (item: Message): TemplateResult =>
  item.text === undefined ? html`<p class="quiet">No text.</p>` : words(item.text);

function doubt(item: Message): TemplateResult {
  const claimed = item.name ? ` The key it is signed with is listed as ${item.name}’s.` : '';
  return html`
    <p class="doubt-words"><strong>This could not be confirmed: do not act on it, and do not answer it.</strong></p>
    <p>${item.problem ? PROBLEMS[item.problem] : 'It could not be checked.'}${claimed} Messages marked ‘Confirmed’ are not
      affected. Tell the person who runs the service.</p>
    ${item.text === undefined
      ? nothing
      : html`<details class="doubt-text"><summary>Show what it says</summary>${words(item.text)}</details>`}
  `;
}
