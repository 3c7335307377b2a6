/** In whose hands a concern is, what it is put under, and what it is linked with: at its head, each with what changes it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { CATEGORIES, categoryWords, isNamed } from '../categories.js';
import { nameOf } from '../colleagues.js';
import { freshEntry, linksIn, type Entry } from '../entries.js';
import { candidates, halfDone } from '../linking.js';
import type { DeskThread, JournalView } from '../rpc.js';
import { freeText, form, oneOf } from './writing.js';

/** More than this many are looked for by their words. */
const MOST_SHOWN = 8;

/** Who handles it and what it is put under, among the facts at its head. */
export function held(desk: Desk, journal: JournalView | null): TemplateResult | typeof nothing {
  if (!journal) return nothing;
  const { handler, entries, category } = journal;
  const name = entries.find((entry) => entry.handler === handler)?.handlerName ?? nameOf(handler, desk.people);
  return html`
    <span>${desk.people.me.includes(handler) ? html`<strong>You</strong> handle this` : handler ? html`<strong>${name}</strong> handles this` : 'Nobody handles this yet'}</span>
    ${category ? html`<span>Category: ${categoryWords(category).toLowerCase()}</span>` : nothing}
  `;
}

/** What changes it, each with one press or a small form. */
export function hands(desk: Desk, view: DeskThread, journal: JournalView | null): TemplateResult | typeof nothing {
  if (!journal) return nothing;
  const { concern } = view;
  const { handler, category, readable, broken } = journal;
  const deed = desk.noting.journals.entry(concern, 'deed');
  const own = desk.people.me.includes(handler);
  const give = others(desk, view).length > 0;
  return html`
    <div class="hands" id="hands" tabindex="-1" role="group" aria-label="What else you can do">
      ${readable && !broken && !deed
        ? html`
          ${own ? press(desk, concern, 'Give it back', '') : press(desk, concern, handler ? 'Take it over' : 'Take this', ownId(desk))}
          ${give ? begin(desk, concern, 'Give to a colleague', freshEntry('handler', { form: true })) : nothing}
          ${begin(desk, concern, category ? 'Change the category' : 'Choose a category', freshEntry('category', { category: category || null, form: true }))}
          ${begin(desk, concern, 'Link with another', freshEntry('link', { form: true }))}`
        : nothing}
      ${deed && !deed.form && deed.is === 'saving' ? html`<span class="quiet" role="status">Saving…</span>` : nothing}
    </div>
    ${deed && (deed.form || deed.trouble) ? deedForm(desk, view, deed) : nothing}
  `;
}

const ownId = ({ state: { key } }: Desk): string => (key.is === 'unlocked' ? key.reviewer : '');

const others = (desk: Desk, { accessIds }: DeskThread): string[] => accessIds.filter((id) => !desk.people.me.includes(id));

/** Saved with one press: that is all there is to say. */
const press = (desk: Desk, concern: string, words: string, handler: string): TemplateResult => html`
  <button type="button" class="link-button" @click=${() => desk.noting.deed(concern, freshEntry('handler', { handler }))}>${words}</button>`;

const begin = (desk: Desk, concern: string, words: string, entry: Entry): TemplateResult => html`
  <button type="button" class="link-button" @click=${() => desk.noting.toDeed(concern, entry)}>${words}</button>`;

function deedForm(desk: Desk, view: DeskThread, deed: Entry): TemplateResult {
  const { concern } = view;
  const edit = (patch: Parameters<Desk['noting']['edit']>[2]) => desk.noting.edit(concern, 'deed', patch);
  switch (deed.kind) {
    case 'handler': {
      const choices = [...others(desk, view), ownId(desk)].map((id) => [id, desk.people.me.includes(id) ? 'Me' : nameOf(id, desk.people)] as const);
      return form(desk, view, 'deed', deed, 'Who is to handle this', html`
        ${oneOf('handler', 'Somebody who can read it', deed, [...choices, ['', 'Nobody']], deed.handler, (handler) => edit({ handler }))}
        ${freeText('deed-text', 'Anything they should know', 'You can leave this empty. Colleagues read it among the notes.', deed, (text) => edit({ text }))}
      `);
    }
    case 'category':
      return form(desk, view, 'deed', deed, 'Category for the auditors', html`
        <p>Auditors see this beside the hours at which the concern was answered, and nothing that was written. Choose what fits best: it can
          be changed later.</p>
        ${oneOf('category', 'Category', deed, CATEGORIES.map((one) => [
          one.number, one.words, isNamed(one, view.answers['faults']) ? 'the reporter chose something of this' : '',
        ] as const), deed.category, (category) => edit({ category }))}
      `);
    case 'link':
      return form(desk, view, 'deed', deed, 'Link with another concern', linking(desk, concern, deed));
    default:
      return form(desk, view, 'deed', deed, 'Let colleagues read the notes', nothing);
  }
}

function linking(desk: Desk, concern: string, deed: Entry): TemplateResult {
  const all = candidates(desk.state, concern);
  const found = candidates(desk.state, concern, deed.find);
  const edit = (patch: Parameters<Desk['noting']['edit']>[2]) => desk.noting.edit(concern, 'deed', patch);
  return html`
    <p>If two concerns are about the same case. It is noted in both, for colleagues who can read them. No reporter learns of it.</p>
    ${all.length > MOST_SHOWN
      ? html`<div class="field"><label class="label" for="link-find">Find it by words of its title</label>
          <input class="input" type="search" id="link-find" autocomplete="off" autocorrect="off" spellcheck="false" .value=${deed.find}
            @input=${(event: InputEvent) => edit({ find: (event.currentTarget as HTMLInputElement).value })}></div>`
      : nothing}
    ${all.length === 0
      ? html`<p>No other concern has been read since you unlocked your key. Look for it in the list, then come back.</p>`
      : oneOf('link', 'The other concern', deed, found.slice(0, MOST_SHOWN).map(({ concern: other, title }) => [other, title] as const), deed.link || null,
          (link) => edit({ link }))}
    ${found.length > MOST_SHOWN ? html`<p class="quiet">And ${found.length - MOST_SHOWN} more: look for it by its words.</p>` : nothing}
    ${freeText('deed-text', 'Why you link them', 'You can leave this empty.', deed, (text) => edit({ text }))}
  `;
}

/** A concern that this key does not open has no title here, and nothing else is said of it. */
export function links(desk: Desk, concern: string, journal: JournalView | null): TemplateResult[] {
  return linksIn(journal?.entries ?? []).map((other) => {
    const title = desk.state.titles.get(other);
    return html`<p class="linked">Linked with: ${title?.is === 'words'
      ? html`<button type="button" class="link-button" dir="auto" @click=${() => desk.open(other)}>${title.words}</button>`
      : title ? 'another concern that you cannot read' : html`<span class="quiet">Opening…</span>`}
      ${halfDone(desk.state, concern, other)
        ? html`<span class="half-done" role="alert">This is not noted in the other yet.</span>
            <button type="button" class="link-button" @click=${() => desk.noting.linking.other(other)}>Try again</button>`
        : nothing}</p>`;
  });
}
