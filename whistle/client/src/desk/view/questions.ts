/** Questions as they stand in the thread, and beside their answers. */

import { html, nothing, type TemplateResult } from 'lit';
import type { QuestionView } from '../rpc.js';

const SKIPPED = 'Skipped. The reporter may skip any question, and it says nothing about them.';
const CONSENT = new Map([['yes', 'Yes, you may tell them.'], ['no', 'No. Do not tell them.']]);

const note = ({ asks, identifies }: QuestionView): TemplateResult | typeof nothing =>
  asks === 'consent'
    ? html` <span class="quiet">(yes or no)</span>`
    : identifies ? html` <span class="quiet">(could point to the reporter)</span>` : nothing;

export const asked = (questions: QuestionView[]): TemplateResult => html`
  <ol class="questions">
    ${questions.map((question) => html`<li><span dir="auto">${question.text}</span>${note(question)}</li>`)}
  </ol>
`;

/** Every reply is shown, also one to a question that cannot be found. */
export function answered(questions: QuestionView[], replies: string[]): TemplateResult {
  const count = Math.max(questions.length, replies.length);
  return html`
    <dl class="exchange">
      ${Array.from({ length: count }, (_, at) => html`<div>
        <dt dir="auto">${questions[at]?.text ?? `Question ${at + 1}, which is not in this thread`}</dt>
        <dd>${reply(questions[at], replies[at] ?? '')}</dd>
      </div>`)}
    </dl>
  `;
}

function reply(question: QuestionView | undefined, said: string): TemplateResult {
  if (said.trim() === '') return html`<span class="quiet">${SKIPPED}</span>`;
  const consent = question?.asks === 'consent' ? CONSENT.get(said) : undefined;
  return consent ? html`<strong>${consent}</strong>` : html`<span class="words" dir="auto">${said}</span>`;
}
