/** Going away: the days and the deputy, then letting the deputy read what is open until then. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Desk } from '../app.js';
import { absenceWords, ownEntry } from '../away.js';
import { others } from '../colleagues.js';
import { dateWords } from '../dates.js';
import type { Colleague } from '../server.js';
import { colleague } from './colleague.js';
import { change, error, page } from './page.js';

export function away(desk: Desk): TemplateResult {
  const { colleagues, now } = desk.state;
  const own = ownEntry(colleagues, desk.people.me);
  const words = absenceWords(own, others(desk.people), now);
  return page(desk, 'Going away', html`
    ${words ? html`<p class="note">${words}</p>` : nothing}
    <p>Colleagues see the days beside your name, and are reminded sooner of what is due with you. Your deputy can read nothing more
      than before until you let them.</p>
    ${form(desk, words !== '')}
    ${words && own?.away_until ? cover(desk, own) : nothing}
  `);
}

function form(desk: Desk, planned: boolean): TemplateResult {
  const { leave } = desk.state;
  const trouble = (where: string) => (leave.trouble?.where === where ? leave.trouble.words : undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.sides.saveLeave();
  };
  const day = (name: 'from' | 'until', label: string) => html`
    <div class="field ${trouble(name) ? 'field--error' : ''}">
      <label class="label" for="away-${name}">${label}</label>
      ${error(trouble(name), `away-${name}-error`)}
      <input class="input day" type="date" id="away-${name}" autocomplete="off" .value=${live(leave[name])}
        aria-invalid=${trouble(name) ? 'true' : nothing} aria-describedby=${trouble(name) ? `away-${name}-error` : nothing}
        @input=${(event: InputEvent) => desk.sides.going.edit({ [name]: (event.currentTarget as HTMLInputElement).value })}>
    </div>`;
  return html`
    <form @submit=${submit} novalidate>
      <div class="days">${day('from', 'First day')}${day('until', 'Last day')}</div>
      ${colleague(desk, 'away-deputy', 'Deputy', 'Nobody', leave.deputy, (deputy) => desk.sides.going.edit({ deputy }))}
      ${trouble('form') ? html`<p class="trouble" role="alert">${trouble('form')}</p>` : nothing}
      <p class="doing">
        <button type="submit" class="button ${planned ? 'button--quiet' : ''}" aria-disabled=${leave.is === 'sending' ? 'true' : nothing}>
          ${leave.is === 'sending' ? 'Saving…' : planned ? 'Save the change' : 'Save'}</button>
        ${planned
          ? html`<button type="button" class="button button--quiet" @click=${() => desk.sides.going.back()}>I am not away any more</button>`
          : nothing}
      </p>
    </form>
  `;
}

/** Sealed here, concern by concern: the service cannot let anybody in. */
function cover(desk: Desk, own: Colleague): TemplateResult {
  const { now } = desk.state;
  const deputy = others(desk.people).find(({ id }) => id === own.deputy);
  if (!deputy) {
    return html`<h2>Who can read your concerns meanwhile</h2>
      <p>Name a deputy to let them read what is open with you until you are back.</p>`;
  }
  const until = own.away_until!;
  const day = dateWords(until, now);
  return html`
    <h2>Let ${deputy.name} read your open concerns until ${day}</h2>
    <ul class="points">
      <li>This page goes through every concern of yours that is not closed, and lets ${deputy.name} read it from the beginning and
        answer. The reporter of each sees that.</li>
      <li>Where a reporter left ${deputy.name} out, nothing is done and ${deputy.name} does not learn of it.</li>
      <li>After ${day} ${deputy.name} is asked to step back. Nobody can take back what has been read.</li>
    </ul>
    <p><strong>Before you start: could ${deputy.name} be part of any of these, or close to somebody who is?</strong></p>
    ${change(desk, (aim) => aim.does === 'let-in' && aim.until !== null, `Let ${deputy.name} read my open concerns`,
      () => desk.sides.letIn(deputy.id, until))}
  `;
}
