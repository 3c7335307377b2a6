/** The search field, and what was found in the place of the rows. */

import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Desk } from '../app.js';
import type { Found } from '../rpc.js';
import type { Search } from '../searching.js';
import { unwatched } from './unwatched.js';

/**
 * Only where there is a key to search with: the service could not do it. What is being typed is not in the state, so that no
 * drawing anew takes it back.
 */
export function field(desk: Desk): TemplateResult | typeof nothing {
  if (desk.state.key.is !== 'unlocked') return nothing;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = (event.currentTarget as HTMLFormElement).querySelector('input')?.value ?? '';
    void desk.searching.begin(typed);
  };
  return html`
    <form class="search" role="search" @submit=${submit} novalidate>
      <label class="visually-hidden" for="search">Search your concerns</label>
      <input class="input" type="search" id="search" placeholder="Search your concerns" enterkeyhint="search"
        aria-describedby="search-hint" ${ref(unwatched)} .value=${desk.state.search.words}>
      <span class="visually-hidden" id="search-hint">On this computer only: the words you type are not sent.</span>
      <button type="submit" class="button button--quiet">Search</button>
    </form>
  `;
}

export function results(desk: Desk): TemplateResult {
  const { search } = desk.state;
  return html`
    <div class="list-note found-head">
      <p role="status">${progress(search)}</p>
      <p class="doing">
        ${search.is === 'listing' || search.is === 'reading'
          ? html`<button type="button" class="button button--quiet" @click=${() => desk.searching.stop()}>Stop</button>`
          : nothing}
        ${search.is === 'stopped' || search.is === 'failed'
          ? html`<button type="button" class="button button--quiet" @click=${() => desk.searching.begin(search.words)}>Go on</button>`
          : nothing}
        <button type="button" class="link-button" @click=${() => desk.endSearch()}>Back to the list</button>
      </p>
      <p class="quiet">Messages, answers and notes, searched on this computer only: the words are not sent.</p>
    </div>
    <ul class="found">${repeat(search.found, ({ concern }) => concern, (one) => hit(desk, one))}</ul>
  `;
}

function progress({ is, read, total, closed, found, words }: Search): string {
  const hits = found.length === 0 ? `Nothing found for ‘${words}’` : `‘${words}’ is in ${found.length} concern${found.length === 1 ? '' : 's'}`;
  switch (is) {
    case 'off':
    case 'listing':
      return 'Finding out which concerns there are…';
    case 'reading':
      return `Searched ${read} of ${total}. ${found.length ? `${hits} so far.` : ''}`;
    case 'stopped':
      return `Stopped: searched ${read} of ${total}. ${hits}.`;
    case 'failed':
      return `The service did not answer: searched ${read} of ${total}. ${hits}.`;
    case 'done':
      return `${hits}. Searched ${total === 1 ? 'the one concern' : `all ${total} concerns`}${closed ? `, of which ${closed} could not be opened` : ''}.`;
  }
}

function hit(desk: Desk, { concern, title, excerpt }: Found): TemplateResult {
  const current = desk.state.open === concern;
  return html`
    <li class="found-one ${current ? 'row--current' : ''}" data-concern=${concern}>
      <button type="button" class="row-open" aria-current=${current ? 'true' : nothing} dir="auto"
        @click=${() => desk.open(concern)}>${title || 'Could not be confirmed'}</button>
      <p class="found-words" dir="auto">${excerpt}</p>
    </li>
  `;
}
