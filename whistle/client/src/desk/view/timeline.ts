/** What happened when. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { nameOf } from '../colleagues.js';
import { shortWhen } from '../dates.js';
import { leaves } from '../next.js';
import type { DeskThread, JournalView } from '../rpc.js';
import type { HereView } from '../server.js';
import { timeline, type Happening } from '../timeline.js';

const entry = (term: string, value: string): TemplateResult => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

export function happened(desk: Desk, view: DeskThread, journal: JournalView | null, here: HereView | null): TemplateResult {
  const { now, service } = desk.state;
  const people = desk.people;
  const lines = timeline(view, journal, here?.readers ?? [], (id) => (people.me.includes(id) ? 'You' : nameOf(id, people)));
  return html`
    <section class="panel" aria-labelledby="timeline-title">
      <h2 id="timeline-title" tabindex="-1">What happened when</h2>
      <dl class="facts">
        ${view.receipt ? entry('Public record', receipt(view.receipt, leaves(service?.next_tick ?? null, now))) : nothing}
      </dl>
      <ol class="timeline">${lines.map((one) => line(one, now))}</ol>
      <p class="quiet">From messages and notes that were confirmed. Times are kept to the hour, to protect the reporter.</p>
    </section>
  `;
}

const line = ({ hour, words, from }: Happening, now: number): TemplateResult => html`
  <li class=${from === 'journal' ? 'screen-only' : ''}>
    <span class="timeline-when">${hour === null ? nothing : shortWhen(hour, now)}</span>
    <span>${words}${from === 'service' ? html` <span class="quiet">(the service’s word)</span>` : nothing}
      ${from === 'journal' ? html` <span class="quiet">(reviewers only)</span>` : nothing}</span>
  </li>
`;

function receipt(given: NonNullable<DeskThread['receipt']>, when: string): string {
  if (!given.ok) return 'Could not be confirmed';
  return given.included ? 'Entered and confirmed' : `Promised, and will be entered ${when}`;
}
