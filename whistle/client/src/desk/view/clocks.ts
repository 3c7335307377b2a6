/** How the clocks of a concern stand: quiet, for whoever wants to know what was owed, and the one place to say why it was late. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { LATE_REASONS, lines, type Line } from '../clocks.js';
import type { Why } from '../explaining.js';
import type { DeskThread } from '../rpc.js';
import { buttons, oneOf } from './writing.js';

export function clocks(desk: Desk, { concern }: DeskThread): TemplateResult | typeof nothing {
  const { clocks: known, now } = desk.state;
  const here = known?.concern === concern ? known : null;
  return html`
    <section class="panel clocks" aria-labelledby="clocks-title">
      <h2 id="clocks-title" tabindex="-1">Clocks</h2>
      ${here?.failed
        ? html`<p role="status">${here.view ? 'The service did not answer, so this may be old.' : 'The clocks could not be loaded. Nothing is lost.'}
            <button type="button" class="link-button" @click=${() => desk.explaining.read()}>Try again</button></p>`
        : nothing}
      ${here?.view ? standing(desk, concern, lines(here.view, now)) : here?.failed ? nothing : html`<p class="quiet" role="status">Loading…</p>`}
    </section>
  `;
}

function standing(desk: Desk, concern: string, { shown, folded, pauses }: ReturnType<typeof lines>): TemplateResult {
  const why = desk.state.why?.concern === concern ? desk.state.why : null;
  const of = (line: Line) => owed(desk, concern, line, why);
  return html`
    <dl class="facts">${shown.map(of)}</dl>
    ${folded.length
      ? html`<details><summary>Show ${folded.length} answers that came in time</summary><dl class="facts">${folded.map(of)}</dl></details>`
      : nothing}
    ${pauses.length
      ? html`<h3>While the reporter was asked something</h3>
          <ul class="pauses">${pauses.map((words) => html`<li>${words}</li>`)}</ul>
          <p class="quiet">For this time the clocks of a reply, an update and the outcome stood still. Auditors see it counted apart.</p>`
      : nothing}
    <p class="quiet">Reckoned by the service, to the hour, as auditors see it.</p>
  `;
}

const owed = (desk: Desk, concern: string, line: Line, why: Why | null): TemplateResult => html`
  <div>
    <dt>${line.name}</dt>
    <dd>
      ${line.words.map((words, at) => html`<p>${at === 0 && line.standing
        ? html`<span class=${line.late ? 'word word--late' : 'in-time'}>${line.standing}</span> `
        : nothing}${words}</p>`)}
      ${line.explain ? explain(desk, concern, line.explain, why) : nothing}
    </dd>
  </div>
`;

function explain(desk: Desk, concern: string, { kind, button }: NonNullable<Line['explain']>, why: Why | null): TemplateResult {
  if (why?.kind !== kind) {
    return html`<p class="screen-only"><button type="button" class="link-button" @click=${() => desk.explaining.begin(concern, kind)}>${button}</button></p>`;
  }
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.explaining.save();
  };
  return html`
    <form class="move why" @submit=${save} novalidate aria-labelledby="why-title">
      <h3 id="why-title" tabindex="-1">${button}</h3>
      <p>Auditors see which of these you choose, and nothing that was written. It goes into the record that they check, and stays there.</p>
      ${oneOf('why', 'The main reason', why, LATE_REASONS, why.reason, (reason) => desk.explaining.choose(reason))}
      ${buttons(desk, why, 'Save', () => desk.explaining.begin(concern, null))}
    </form>
  `;
}
