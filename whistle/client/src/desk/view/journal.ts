/** Notes and decisions: what reviewers write for each other, and the reporter never sees. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Desk } from '../app.js';
import { listed as names } from '../changes.js';
import { dayWords, shortWhen } from '../dates.js';
import { freshEntry, listed, type Entry, type Journal, type Listed } from '../entries.js';
import type { DeskThread, EntryView, JournalView } from '../rpc.js';
import { entryWords } from '../timeline.js';
import { PROBLEMS } from '../words.js';
import { words } from './message.js';
import { buttons, freeText } from './writing.js';

export function notes(desk: Desk, view: DeskThread, journal: Journal | undefined): TemplateResult {
  return html`
    <section class="panel journal" aria-labelledby="notes-title">
      <div class="panel-head"><h2 id="notes-title" tabindex="-1">Notes and decisions</h2><span class="word">For reviewers only</span></div>
      <p>For colleagues who can read this concern. The reporter never sees them. They may have to be disclosed one day, to a court
        or a tribunal: write what you would stand by.</p>
      ${!journal ? html`<p class="quiet" role="status">Reading the notes…</p>`
        : journal.is === 'failed' ? failed(desk) : ready(desk, view, journal.view)}
    </section>
  `;
}

const failed = (desk: Desk): TemplateResult => html`
  <p class="trouble" role="alert">The notes could not be read. Nothing is lost.</p>
  <p><button type="button" class="button button--quiet" @click=${() => desk.noting.journals.read()}>Try again</button></p>
`;

function ready(desk: Desk, view: DeskThread, journal: JournalView): TemplateResult {
  const { concern } = view;
  const { entries, broken, readable } = journal;
  const able = readable && !broken;
  return html`
    ${broken
      ? html`<div class="panel panel--danger" role="alert"><p><strong>The notes do not follow each other as they should, so the rest is not
          shown.</strong> One may have been taken away or put in. Tell the person who runs the service.</p></div>`
      : nothing}
    ${entries.length
      ? html`<ol class="entries" aria-label="Notes and decisions, oldest first">${listed(entries).map((entry) => line(entry, desk.state.now))}</ol>`
      : html`<p class="quiet">Nothing has been noted yet.</p>`}
    ${!readable && !broken ? html`<p>Ask a colleague who can read these notes to let you read them. Then you can write here too.</p>` : nothing}
    ${able ? without(desk, concern, journal.without) : nothing}
    ${able ? writing(desk, view) : nothing}
    ${entries.some(({ text }) => text !== undefined)
      ? html`<p class="doing"><button type="button" class="button button--quiet" @click=${() => desk.noting.showLog(true)}>
          Print the notes and decisions</button></p>`
      : nothing}
  `;
}

/** Colleagues who were let in later read nothing of the notes until somebody passes the key on. */
function without(desk: Desk, concern: string, who: string[]): TemplateResult | typeof nothing {
  if (who.length === 0) return nothing;
  return html`
    <div class="note">
      <p><strong>${names(who)} cannot read these notes yet.</strong> They were let in after the last one was written.</p>
      ${desk.noting.journals.entry(concern, 'deed')
        ? nothing
        : html`<p class="doing"><button type="button" class="button button--quiet" @click=${() => desk.noting.deed(concern, freshEntry('passed'))}>
            Let them read the notes</button></p>`}
    </div>
  `;
}

function line(item: Listed, now: number): TemplateResult {
  if ('closed' in item) {
    const count = item.closed.length;
    return html`<li class="entry entry--small"><p class="quiet">${count === 1 ? 'One entry was' : `${count} entries were`} written before you
      could read this, or not for your key.</p></li>`;
  }
  const small = item.confirmed && item.kind !== 'note' && item.kind !== 'decision';
  return html`
    <li class="entry ${small ? 'entry--small' : ''} ${item.confirmed ? '' : 'message--doubt'}">
      <div class="message-head">
        <h3>${item.confirmed ? entryWords(item) : 'Sender not confirmed'}</h3>
        <p class="message-when">${item.confirmed
          ? html`<span class="confirmed">Confirmed</span>`
          : html`<span class="word word--danger">Not confirmed</span>`} <span>${shortWhen(item.hour, now)}</span></p>
      </div>
      ${item.confirmed ? said(item, now) : doubtful(item)}
    </li>
  `;
}

/** What an entry says. A decision is what was decided and why. */
export function said({ kind, text, why, until }: EntryView, now: number): TemplateResult | typeof nothing {
  if (kind === 'decision') {
    return html`<dl class="decision">
      <div><dt>Decided</dt><dd>${words(text ?? '')}</dd></div>
      <div><dt>Why</dt><dd>${words(why ?? '')}</dd></div>
    </dl>`;
  }
  const cover = kind === 'access' && until ? html`<p class="quiet">To cover until ${dayWords(until, now)}.</p>` : nothing;
  return html`${text ? words(text) : nothing}${cover}`;
}

function doubtful({ name, problem, text, why }: EntryView): TemplateResult {
  const claimed = name ? ` The key it is signed with is listed as ${name}’s.` : '';
  return html`
    <p class="doubt-words"><strong>This could not be confirmed: do not act on it.</strong></p>
    <p>${problem ? PROBLEMS[problem] : 'It could not be checked.'}${claimed} Tell the person who runs the service.</p>
    ${text === undefined
      ? nothing
      : html`<details class="doubt-text"><summary>Show what it says</summary>${words([text, why ?? ''].join('\n\n').trim())}</details>`}
  `;
}

const KINDS: ReadonlyArray<readonly ['note' | 'decision', string]> = [['note', 'A note'], ['decision', 'A decision']];

function writing(desk: Desk, { concern }: DeskThread): TemplateResult {
  const entry: Entry = desk.noting.journals.entry(concern, 'note') ?? freshEntry('note');
  const fixed = entry.is !== 'writing';
  const edit = (patch: Parameters<Desk['noting']['edit']>[2]) => desk.noting.edit(concern, 'note', patch);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.noting.save(concern, 'note');
  };
  const decision = entry.kind === 'decision';
  return html`
    <form class="noting" @submit=${submit} novalidate>
      <fieldset class="choices" ?disabled=${fixed}>
        <legend class="visually-hidden">What do you want to write?</legend>
        ${KINDS.map(([kind, label]) => html`
          <label class="choice">
            <input type="radio" name="entry-kind" value=${kind} .checked=${live(entry.kind === kind)} @change=${() => edit({ kind })}>
            <span>${label}</span>
          </label>`)}
      </fieldset>
      ${freeText('note-text', decision ? 'What was decided' : 'Your note', '', entry, (text) => edit({ text }), 'text', false)}
      ${decision ? freeText('note-why', 'Why', 'Also what else was considered, and why not.', entry, (why) => edit({ why }), 'why', false) : nothing}
      ${buttons(desk, entry, decision ? 'Save the decision' : 'Save the note', null)}
    </form>
  `;
}
