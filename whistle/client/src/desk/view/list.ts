/** "What is due next": a row a concern, 44 pixels high, with what a tired person needs to choose one. */

import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Desk } from '../app.js';
import { withWhom } from '../colleagues.js';
import { dayMonth, dueWords, tickWords } from '../dates.js';
import { emptyWords } from '../filters.js';
import type { Row } from '../server.js';
import { DUE, STATES } from '../words.js';
import { filters } from './filters.js';
import { field, results } from './search.js';

export function list(desk: Desk): TemplateResult {
  const searched = desk.state.search.is !== 'off';
  return html`
    <div class="list-head">
      <div class="list-top"><h1 id="list-title" tabindex="-1">${searched ? 'Search' : 'What is due next'}</h1>${field(desk)}</div>
      ${searched ? nothing : filters(desk)}
    </div>
    ${searched ? results(desk) : rows(desk)}
  `;
}

function rows(desk: Desk): TemplateResult {
  const { list: shown } = desk.state;
  return html`
    ${shown.is === 'loading' ? html`<p class="quiet list-note">Loading the list…</p>` : nothing}
    ${shown.is === 'failed' ? failed(desk) : nothing}
    ${shown.is === 'ready' ? (shown.rows.length ? table(desk) : empty(desk)) : nothing}
  `;
}

function failed(desk: Desk): TemplateResult {
  return html`<div class="list-note" role="alert">
    <p>The list could not be loaded. Nothing is lost.</p>
    <button type="button" class="button button--quiet" @click=${() => desk.filter({})}>Try again</button>
  </div>`;
}

function empty(desk: Desk): TemplateResult {
  const { list: { filters: chosen }, directory, service, now } = desk.state;
  const route = directory?.routes.find(({ id }) => id === chosen.route)?.name ?? '';
  // New ones fit neither what somebody has taken up nor what waits for its reporter.
  const tick = service && chosen.state !== 'closed' && !chosen.mine && !chosen.waiting && !chosen.cover
    ? html`<p class="quiet">New ones are handed over together, so that nobody can tell who wrote when: next
        ${tickWords(service.next_release, now)}. Urgent ones come at once.</p>`
    : nothing;
  return html`<div class="list-note"><p role="status">${emptyWords(chosen, route)}</p>${tick}</div>`;
}

// The roles are named because narrow screens lay the rows out as blocks, and some browsers then forget the table.
function table(desk: Desk): TemplateResult {
  const { rows, next, stuck } = desk.state.list;
  return html`
    <table class="rows" role="table" aria-label="Concerns, the next due first">
      <thead role="rowgroup"><tr role="row">
        <th role="columnheader" scope="col" class="col-due">Due</th>
        <th role="columnheader" scope="col" class="col-title">Title</th>
        <th role="columnheader" scope="col" class="col-state">State</th>
        <th role="columnheader" scope="col" class="col-with">With</th>
        <th role="columnheader" scope="col" class="col-unread">Unread</th>
      </tr></thead>
      <tbody role="rowgroup">${repeat(rows, (row) => row.concern, (row) => line(desk, row))}</tbody>
    </table>
    ${next
      ? html`<p class="list-note">${stuck ? html`<span role="alert">The service did not answer. Nothing is lost.</span> ` : nothing}<button type="button" class="button button--quiet" @click=${() => desk.more()}>Show more</button></p>`
      : nothing}
  `;
}

function line(desk: Desk, row: Row): TemplateResult {
  const current = desk.state.open === row.concern;
  return html`
    <tr role="row" class="row ${current ? 'row--current' : ''} ${row.unread ? 'row--unread' : ''}"
      data-concern=${row.concern} ${ref(desk.sight)}>
      <td role="cell" class="col-due">${due(desk, row)}</td>
      <td role="cell" class="col-title">
        <button type="button" class="row-open" aria-current=${current ? 'true' : nothing}
          @click=${() => desk.open(row.concern)}>
          ${row.urgent ? html`<span class="word word--danger">Urgent</span> ` : nothing}${title(desk, row)}
        </button>
      </td>
      <td role="cell" class="col-state">${state(row, desk.state.now)}</td>
      <td role="cell" class="col-with"><span class="narrow-only">With: </span>${withColumn(desk, row)}</td>
      <td role="cell" class="col-unread">${row.unread
        ? html`<span class="unread">${row.unread}<span class="narrow-only"> unread</span></span>`
        : html`<span class="visually-hidden">none</span>`}</td>
    </tr>
  `;
}

function state({ state: is, cover_until: until }: Row, now: number): TemplateResult {
  const cover = until
    ? html`<span class="second">${now > until ? 'cover ended' : `cover to ${dayMonth(until)}`}</span>`
    : nothing;
  return html`<span class="first">${STATES[is]}</span>${cover}`;
}

function withColumn(desk: Desk, row: Row): TemplateResult {
  const { who, note } = withWhom(row, desk.people, desk.state.now);
  return html`<span class="first">${who}</span>${note ? html`<span class="second">${note}</span>` : nothing}`;
}

function due(desk: Desk, row: Row): TemplateResult | typeof nothing {
  if (row.due_hour === null || row.due_hour === 0) return html`<span class="quiet">Nothing due</span>`;
  const { late, when } = dueWords(row.due_hour, desk.state.now);
  if (row.paused && !late) {
    const what = row.due_kind ? `${DUE[row.due_kind]} by` : 'Due by';
    return html`<span class="due-when"><span class="word">Paused</span></span> <span class="due-what">${what} ${dayMonth(row.due_hour)}</span>`;
  }
  const what = row.due_kind ? html`<span class="due-what">${DUE[row.due_kind]}</span>` : nothing;
  return late
    ? html`<span class="due-when"><span class="word word--late">Late</span> ${when}</span> ${what}`
    : html`<span class="due-when">${when}</span> ${what}`;
}

function title(desk: Desk, row: Row): TemplateResult {
  if (desk.state.key.is !== 'unlocked') return html`<span class="quiet">Locked</span>`;
  const known = desk.state.titles.get(row.concern);
  if (known === undefined) return html`<span class="quiet">Opening…</span>`;
  if (known.is === 'words') return html`<span class="row-words" dir="auto" title=${known.words}>${known.words}</span>`;
  return html`<span class="quiet">${known.is === 'doubtful' ? 'Could not be confirmed' : 'Could not be opened'}</span>`;
}
