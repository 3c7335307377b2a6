/** The form of an entry of the journal, and its fields. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Desk } from '../app.js';
import type { Entry, Slot } from '../entries.js';
import type { DeskThread } from '../rpc.js';
import { signInAgain } from './notices.js';
import { unwatched } from './unwatched.js';

/** What the parts of a form need to know of it. */
type Standing = Pick<Entry, 'is' | 'trouble'>;

const fixed = ({ is }: Standing): boolean => is !== 'writing';

const troubleAt = ({ trouble }: Standing, where: NonNullable<Entry['trouble']>['where']): string =>
  trouble?.where === where ? trouble.words : '';

/** A small form that stands open until it is saved or given up. */
export function form(desk: Desk, { concern }: DeskThread, slot: Slot, entry: Entry, title: string, inside: unknown): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.noting.save(concern, slot);
  };
  return html`
    <form class="move" @submit=${submit} novalidate aria-labelledby="${slot}-title">
      <h3 id="${slot}-title" tabindex="-1">${title}</h3>
      ${inside}
      ${buttons(desk, entry, 'Save', () => desk.noting.toDeed(concern, null))}
    </form>
  `;
}

export function buttons(desk: Desk, entry: Standing, save: string, cancel: (() => void) | null): TemplateResult {
  const trouble = troubleAt(entry, 'form');
  return html`
    ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
    ${trouble && desk.state.signedOut ? html`<p class="doing">${signInAgain(desk)}</p>` : nothing}
    <p class="doing">
      <button type="submit" class="button" aria-disabled=${entry.is === 'saving' ? 'true' : nothing}>
        ${entry.is === 'saving' ? 'Saving…' : entry.is === 'unsure' ? 'Save again' : save}</button>
      ${cancel && entry.is === 'writing' ? html`<button type="button" class="button button--quiet" @click=${cancel}>Cancel</button>` : nothing}
    </p>
  `;
}

type Choice<Value> = readonly [value: Value, words: string, note?: string];

export function oneOf<Value extends string | number>(
  name: string, label: string, entry: Standing, choices: readonly Choice<Value>[], chosen: Value | null, choose: (value: Value) => void,
): TemplateResult {
  const trouble = troubleAt(entry, 'choice');
  return html`
    <fieldset class="field ${trouble ? 'field--error' : ''}" ?disabled=${fixed(entry)} aria-describedby=${trouble ? `${name}-error` : nothing}>
      <legend class="label">${label}</legend>
      ${trouble ? html`<p class="error" id="${name}-error" role="alert">${trouble}</p>` : nothing}
      <div class="reasons">
        ${choices.map(([value, words, note]) => html`
          <label class="reason">
            <input type="radio" name=${name} .checked=${live(chosen === value)} @change=${() => choose(value)}>
            <span dir="auto">${words}${note ? html` <span class="quiet">(${note})</span>` : nothing}</span>
          </label>`)}
      </div>
    </fieldset>
  `;
}

/** Words for colleagues, which nothing but this page keeps or reads. */
export function freeText(
  id: string, label: string, hint: string, entry: Entry, edit: (text: string) => void, part: 'text' | 'why' = 'text', short = true,
): TemplateResult {
  const trouble = troubleAt(entry, part);
  const described = [trouble ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter((one) => one !== '').join(' ');
  return html`
    <div class="field ${trouble ? 'field--error' : ''}">
      <label class="label" for=${id}>${label}</label>
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      ${trouble ? html`<p class="error" id="${id}-error" role="alert">${trouble}</p>` : nothing}
      <textarea class="input ${short ? 'input--short' : ''}" id=${id} ${ref(unwatched)} autocapitalize="sentences" rows=${short ? 1 : 4}
        .value=${live(entry[part])} ?readonly=${fixed(entry)} aria-invalid=${trouble ? 'true' : nothing}
        aria-describedby=${described || nothing}
        @input=${(event: InputEvent) => edit((event.currentTarget as HTMLTextAreaElement).value)}></textarea>
    </div>
  `;
}
