/** One message of a thread. What could not be confirmed says so before anything else, and hides its text. */

import { html, nothing, type TemplateResult } from 'lit';
import { happenedWords, shortWhen } from '../dates.js';
import { leaves } from '../next.js';
import type { DeskThread } from '../rpc.js';
import { PROBLEMS, reasonWords } from '../words.js';
import { answered, asked } from './questions.js';

export type Message = DeskThread['messages'][number];

export interface Around {
  now: number;
  tick: number | null;
  /** All of the thread: what a message is about is found among them. */
  messages: Message[];
}

/** Where the last message begins. */
export const NEWEST = 'newest-message';

/** Text as it was typed: line breaks kept, links dead, direction its own. */
export const words = (text: string): TemplateResult => html`<p class="words" dir="auto">${text}</p>`;

/** On paper "you" would be whoever holds it, so the name stands there too. */
function author({ from, name, confirmed }: Message): string | TemplateResult {
  if (!confirmed) return 'Sender not confirmed';
  if (from === 'reporter') return 'The reporter';
  return from === 'you' ? html`You<span class="print-only"> (${name})</span>` : (name ?? 'A colleague');
}

const DID: Partial<Record<NonNullable<Message['kind']>, string>> = {
  concern: 'raised this',
  answer: 'answered',
  dispute: 'says that this did not answer them',
  withdrawal: 'withdrew this',
  detriment: 'says that they have been treated badly since',
  acknowledgement: 'acknowledged',
  holding: 'said that an answer is to come',
  check: 'asked whether the reporter has been treated badly',
  question: 'asked',
};

function doing({ kind, reason, confirmed }: Message): string {
  if (!confirmed) return '';
  if (kind === 'closing') return `closed this: ${reason ? reasonWords(reason).toLowerCase() : 'no reason given'}`;
  return (kind && DID[kind]) ?? 'wrote';
}

export function message(item: Message, around: Around, extra: TemplateResult | typeof nothing = nothing): TemplateResult {
  const { now, tick } = around;
  const own = item.confirmed && item.from !== 'reporter';
  const harm = item.confirmed && item.kind === 'detriment';
  return html`
    <li class="message ${own ? 'message--own' : ''} ${item.confirmed ? '' : 'message--doubt'} ${harm ? 'message--harm' : ''}">
      <div class="message-head">
        <h3 id=${item === around.messages.at(-1) ? NEWEST : nothing} tabindex=${item === around.messages.at(-1) ? -1 : nothing}><span class="message-who">${author(item)}</span> <span class="message-did">${doing(item)}</span></h3>
        <p class="message-when">
          ${item.confirmed ? html`<span class="confirmed">Confirmed</span>` : html`<span class="word word--danger">Not confirmed</span>`}
          <span class="screen-only">${shortWhen(item.hour, now)}</span>
          <span class="print-only">${happenedWords(item.hour)}</span>
        </p>
      </div>
      ${item.confirmed ? extra : nothing}
      ${item.confirmed ? said(item, around) : doubt(item)}
      ${item.confirmed && isDisputed(item, around.messages)
        ? html`<p class="disputed"><span class="word word--late">Disputed</span> The reporter says that this did not answer them.</p>`
        : nothing}
      ${item.place === 0 && item.confirmed && item.from !== 'reporter'
        ? html`<p class="message-wait">Not yet delivered: goes out ${leaves(tick, now)}.</p>`
        : nothing}
    </li>
  `;
}

/** What a message is about: only something that is confirmed, and stands in this thread. */
const about = ({ of }: Message, messages: Message[]): Message | undefined =>
  messages.find(({ hash, confirmed }) => confirmed && hash === of);

const isDisputed = ({ hash, from }: Message, messages: Message[]): boolean =>
  from !== 'reporter' && messages.some(({ kind, of, confirmed }) => confirmed && kind === 'dispute' && of === hash);

function said(item: Message, around: Around): TemplateResult {
  const text = item.text ? words(item.text) : nothing;
  switch (item.kind) {
    case 'question':
      return html`${text}${asked(item.questions ?? [])}`;
    case 'answer':
      return html`${answered(about(item, around.messages)?.questions ?? [], item.replies ?? [])}${text}`;
    case 'dispute':
      return html`<p class="quiet">${disputed(about(item, around.messages), around.now)}</p>${text}`;
    case 'withdrawal':
      return html`${text}<p class="quiet">What was written stays in the thread.</p>`;
    default:
      return item.text === undefined ? html`<p class="quiet">No text.</p>` : words(item.text);
  }
}

function disputed(what: Message | undefined, now: number): string | TemplateResult {
  if (!what) return 'They name a message that is not in this thread.';
  const whose = what.from === 'you' ? html`you<span class="print-only"> (${what.name})</span>` : (what.name ?? 'a colleague');
  return html`About what ${whose} wrote ${shortWhen(what.hour, now)}.`;
}

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
