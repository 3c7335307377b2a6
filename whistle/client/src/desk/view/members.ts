/** Who can read a concern, and what a reviewer can do about it: let a colleague in, or step back. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Desk } from '../app.js';
import { listed } from '../changes.js';
import { isAway, nameOf } from '../colleagues.js';
import { dateWords, dayWords, shortWhen } from '../dates.js';
import { leaves } from '../next.js';
import type { DeskThread, DirectoryView } from '../rpc.js';
import type { HereView } from '../server.js';
import type { Move } from '../state.js';
import { signInAgain } from './notices.js';
import { unwatched } from './unwatched.js';

export function readers(desk: Desk, view: DeskThread, here: HereView | null): TemplateResult {
  return html`
    <section class="panel members" aria-labelledby="readers-title">
      <h2 id="readers-title" tabindex="-1">Who can read this</h2>
      <ul class="names">
        ${view.reviewersWithAccess.map((name) => reader(desk, name, here))}
        <li>The reporter, with the token</li>
      </ul>
      ${view.leaveOut.length
        ? html`<p><strong>Left out by the reporter:</strong> ${view.leaveOut.join(', ')}. They have no key to this and are not
            told that it exists. Do not speak to them about it.</p>`
        : nothing}
      ${here
        ? html`<p class="quiet">Who has opened it is the service’s own word.</p>`
        : html`<p class="quiet">${view.opened} of ${view.readers} ${view.readers === 1 ? 'person has' : 'people have'} opened it, by the
            service’s own word.</p>`}
      ${whyLetIn(desk, view)}
      ${view.reading ? changing(desk, view) : nothing}
    </section>
  `;
}

/** Whether and when somebody has opened it, and whether they are there to answer. */
function reader(desk: Desk, name: string, here: HereView | null): TemplateResult {
  const { now, colleagues } = desk.state;
  const said = here?.readers.find(({ id }) => nameOf(id, desk.people) === name);
  const colleague = colleagues.find((one) => one.name === name);
  const notes = [
    said ? (said.opened === null ? 'has not opened it yet' : `opened it first ${shortWhen(said.opened, now)}`) : '',
    said?.cover_until ? `${now > said.cover_until ? 'covered' : 'covers'} until ${dayWords(said.cover_until, now)}` : '',
    colleague && isAway(colleague, now) ? `away until ${dateWords(colleague.away_until!, now)}` : '',
  ].filter((words) => words !== '');
  return html`<li>${name}${notes.length ? html` <span class="quiet">${notes.join(', ')}</span>` : nothing}</li>`;
}

/** Why somebody was let in is noted after they were: where that fails, the words are still here. */
function whyLetIn(desk: Desk, { concern }: DeskThread): TemplateResult | typeof nothing {
  const entry = desk.noting.journals.entry(concern, 'access');
  if (!entry?.trouble) return nothing;
  return html`
    <div class="trouble" role="alert">
      <p>Why you let them in is not noted yet. ${entry.trouble.words}</p>
      <p class="words" dir="auto">${entry.text}</p>
      <p class="doing"><button type="button" class="button button--quiet" @click=${() => desk.noting.save(concern, 'access')}>Save again</button></p>
    </div>
  `;
}

function changing(desk: Desk, view: DeskThread): TemplateResult {
  const move = desk.state.moves.get(view.concern);
  if (!move) return choices(desk, view);
  if (move.is === 'waiting') return waiting(desk, view, move);
  return move.what === 'let-in' ? lettingIn(desk, view, move) : leaving(desk, view, move);
}

const choices = (desk: Desk, { concern, canAdd }: DeskThread): TemplateResult => html`
  <p class="doing">
    ${canAdd.length
      ? html`<button type="button" class="button button--quiet" @click=${() => desk.toMove(concern, 'let-in')}>
          Let a colleague read this</button>`
      : nothing}
    <button type="button" class="button button--quiet" @click=${() => desk.toMove(concern, 'leave')}>
      Step back from this concern</button>
  </p>
`;

function lettingIn(desk: Desk, view: DeskThread, move: Move): TemplateResult {
  const { concern } = view;
  const fixed = move.is !== 'choosing';
  const toggle = (id: string, on: boolean) =>
    desk.chooseColleagues(concern, on ? [...move.chosen, id] : move.chosen.filter((one) => one !== id));
  return form(desk, view, move, 'Let a colleague read this', 'Let them read this', html`
    <p>They can read everything here from the beginning, and answer. Nobody can take it back: only they themselves can step
      back. The reporter sees who can read this.</p>
    <p><strong>Before you choose: could they be part of this, or close to somebody who is?</strong></p>
    <fieldset class="field ${move.trouble ? 'field--error' : ''}" ?disabled=${fixed}>
      <legend class="label">Who is to read this</legend>
      <div class="reasons">
        ${view.canAdd.map(({ id, name }) => html`
          <label class="reason">
            <input type="checkbox" .checked=${live(move.chosen.includes(id))}
              @change=${(event: Event) => toggle(id, (event.currentTarget as HTMLInputElement).checked)}>
            <span>${name}</span>
          </label>`)}
      </div>
    </fieldset>
    <div class="field">
      <label class="label" for="access-why">Why, for the notes</label>
      <p class="hint" id="access-why-hint">You can leave this empty. Colleagues read it, the reporter does not.</p>
      <textarea class="input input--short" id="access-why" ${ref(unwatched)} rows="1" .value=${live(move.why)} ?readonly=${fixed}
        aria-describedby="access-why-hint"
        @input=${(event: InputEvent) => desk.sayWhy(concern, (event.currentTarget as HTMLTextAreaElement).value)}></textarea>
    </div>
  `);
}

function leaving(desk: Desk, view: DeskThread, move: Move): TemplateResult {
  const others = view.reviewersWithAccess.filter((name) => name !== ownName(desk));
  const title = 'Step back from this concern';
  if (!view.canLeave) return alone(desk, view, title);
  return form(desk, view, move, title, 'Step back', html`
    <p>Step back if you know somebody in this, or should not be the one to decide.</p>
    <ul>
      <li>${listed(others)} ${others.length === 1 ? 'goes' : 'go'} on with it.</li>
      <li>You keep what you have read until then. Nothing that is written afterwards reaches you, and this leaves your
        list.</li>
      <li>Only somebody who can read it can let you in again.</li>
      <li>The reporter sees that you stepped back, and is not told why. You can say why in a reply before you go.</li>
    </ul>
  `);
}

const ownName = ({ state: { key } }: Desk): string => (key.is === 'unlocked' ? key.name : '');

/** Nobody is left without an answer: the way on is a colleague, or a body outside. */
function alone(desk: Desk, { concern, canAdd }: DeskThread, title: string): TemplateResult {
  const outside = desk.state.directory?.outside ?? [];
  return html`
    <div class="move">
      <h3 id="move-title" tabindex="-1">${title}</h3>
      <p>You are the only person who can read this. If you left now, nobody could answer the reporter.</p>
      ${canAdd.length
        ? html`<p>Let a colleague read it first. Once they can, step back.</p>`
        : html`<p>There is nobody here whom you could let in.</p>`}
      ${outside.length ? ways(outside) : nothing}
      <p class="doing">
        ${canAdd.length
          ? html`<button type="button" class="button" @click=${() => desk.toMove(concern, 'let-in')}>Let a colleague read this</button>`
          : nothing}
        <button type="button" class="button button--quiet" @click=${() => desk.toMove(concern, null)}>Cancel</button>
      </p>
    </div>
  `;
}

const ways = (outside: DirectoryView['outside']): TemplateResult => html`
  <p>If nobody here should read this either, reply to the reporter with where they can take it outside:</p>
  <ul>${outside.map(({ name, contact }) => html`<li>${name}: ${contact}</li>`)}</ul>
`;

function form(desk: Desk, { concern }: DeskThread, move: Move, title: string, what: string, inside: TemplateResult): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.sendMove(concern);
  };
  const busy = move.is === 'sending';
  return html`
    <form class="move" @submit=${submit} novalidate aria-labelledby="move-title">
      <h3 id="move-title" tabindex="-1">${title}</h3>
      ${inside}
      ${move.trouble ? html`<p class="trouble" role="alert">${move.trouble}</p>` : nothing}
      ${move.trouble && desk.state.signedOut ? html`<p class="doing">${signInAgain(desk)}</p>` : nothing}
      <p class="doing">
        <button type="submit" class="button" aria-disabled=${busy ? 'true' : nothing}>
          ${busy ? 'Sending…' : move.is === 'unsure' ? 'Send again' : what}</button>
        ${move.is === 'choosing'
          ? html`<button type="button" class="button button--quiet" @click=${() => desk.toMove(concern, null)}>Cancel</button>`
          : nothing}
      </p>
    </form>
  `;
}

function waiting(desk: Desk, view: DeskThread, move: Move): TemplateResult {
  const { service, now } = desk.state;
  // A change waits as what a reporter writes does, so that it gives away nothing of when they wrote.
  const at = leaves((view.urgent ? service?.next_tick : service?.next_release) ?? null, now);
  const names = listed(view.canAdd.filter(({ id }) => move.chosen.includes(id)).map(({ name }) => name));
  return html`
    <div class="move" role="status">
      <p><strong>${move.what === 'let-in' ? `${names} can read this ${at}.` : `You step back ${at}.`}</strong>
        Until then nothing changes.</p>
      <p class="quiet">If somebody else changed who can read this before you did, theirs holds and this page asks you again:
        look here after that.</p>
    </div>
  `;
}
