/** Asking the reporter: one to eight questions, typed or chosen, each of which may be skipped. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { BANK, MOST_QUESTIONS, blank, forConsent, fromBank, withOne, worded, type Asked } from '../bank.js';
import type { Draft } from '../state.js';
import { unwatched } from './unwatched.js';

type Change = (questions: Asked[]) => void;

export function asking({ questions, trouble }: Draft, fixed: boolean, change: Change): TemplateResult {
  const words = trouble?.where === 'questions' ? trouble.words : '';
  const add = (one: Asked) => {
    change(withOne(questions, one));
  };
  return html`
    <p>The reporter may skip any question, and skipping counts for nothing. Each answer can narrow down who they are: ask for a
      season rather than a day, and a number rather than names.</p>
    <div class="field ${words ? 'field--error' : ''}">
      ${words ? html`<p class="error" id="questions-error" role="alert">${words}</p>` : nothing}
      <ol class="asked">
        ${questions.map((one, at) => question(one, at, fixed, words !== '' && at === 0,
          (patch) => change(questions.map((each, other) => (other === at ? { ...each, ...patch } : each))),
          questions.length > 1 ? () => change(questions.filter((_, other) => other !== at)) : null))}
      </ol>
    </div>
    ${questions.length < MOST_QUESTIONS && !fixed ? more(add) : nothing}
    ${questions.length >= MOST_QUESTIONS ? html`<p class="quiet">That is the most that one message can ask.</p>` : nothing}
  `;
}

function question(
  one: Asked, at: number, fixed: boolean, wrong: boolean, edit: (patch: Partial<Asked>) => void, remove: (() => void) | null,
): TemplateResult {
  const [id, name] = [`question-${at}`, `Question ${at + 1}`];
  const consent = one.asks === 'consent';
  return html`
    <li class="asked-one">
      <div class="asked-head">
        <label class="label" for=${id}>${name}${consent ? ': whom you would tell' : ''}</label>
        ${remove && !fixed
          ? html`<button type="button" class="link-button" @click=${remove}>Remove<span class="visually-hidden"> ${name}</span></button>`
          : nothing}
      </div>
      <textarea class="input input--short" id=${id} ${ref(unwatched)} rows="1" .value=${live(one.text)} ?readonly=${fixed}
        aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? 'questions-error' : consent ? `${id}-hint` : nothing}
        @input=${(event: InputEvent) => edit({ text: (event.currentTarget as HTMLTextAreaElement).value })}></textarea>
      ${consent
        ? html`<p class="hint" id="${id}-hint">The reporter is asked, to answer with yes or no:
            ‘${one.text.trim() ? worded(one) : 'May we tell …?'}’ Tell nobody before they have said yes.</p>`
        : html`<label class="tick">
            <input type="checkbox" .checked=${live(one.identifies)} ?disabled=${fixed} aria-describedby=${one.why ? `${id}-why` : nothing}
              @change=${(event: Event) => edit({ identifies: (event.currentTarget as HTMLInputElement).checked })}>
            <span>The answer could point to the reporter</span>
          </label>
          ${one.why ? html`<p class="hint" id="${id}-why">${one.why}</p>` : nothing}`}
    </li>
  `;
}

const more = (add: (one: Asked) => void): TemplateResult => html`
  <div class="doing">
    <button type="button" class="button button--quiet" @click=${() => add(blank())}>Write another question</button>
    <button type="button" class="button button--quiet" @click=${() => add(forConsent())}>Ask for consent to tell somebody</button>
  </div>
  <details class="bank">
    <summary>Choose from questions that ask for little</summary>
    <ul>
      ${BANK.map((entry) => html`<li><button type="button" class="link-button" @click=${() => add(fromBank(entry))}>${entry[0]}</button>
        ${entry[1] ? html`<span class="hint">Could point to the reporter. ${entry[1]}</span>` : nothing}</li>`)}
    </ul>
  </details>
`;
