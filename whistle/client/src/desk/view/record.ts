/** What stands beside a thread: what the reporter answered, what happened when, and how to keep it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { answersIn } from '../answers.js';
import { byWords, happenedWords } from '../dates.js';
import { leaves } from '../next.js';
import type { DeskThread } from '../rpc.js';
import { exportAddress } from '../server.js';

const entry = (term: string, value: unknown): TemplateResult => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;

/** The reporter's answers, in the order of the form; skipped questions are not shown. */
export function answers(view: DeskThread): TemplateResult | typeof nothing {
  const given = answersIn(view.answers);
  if (given.length === 0) return nothing;
  return html`<dl class="facts answers">
    ${given.map(({ question, values }) => entry(question, values.length === 1
      ? values[0]
      : html`<ul>${values.map((value) => html`<li>${value}</li>`)}</ul>`))}
  </dl>`;
}

export function dates(view: DeskThread, now: number, tick: number | null): TemplateResult {
  const confirmed = view.messages.filter((message) => message.confirmed);
  const first = (kind: string) => confirmed.find((message) => message.from !== 'reporter' && message.kind === kind)?.hour;
  const lines: Array<[string, number | undefined]> = [
    ['Received', confirmed[0]?.hour],
    ['Acknowledged', first('acknowledgement')],
    ['First reply', first('reply')],
    ['Closed', view.state === 'closed' ? first('closing') : undefined],
  ];
  return html`
    <section class="panel" aria-labelledby="dates-title">
      <h2 id="dates-title">Dates</h2>
      <dl class="facts">
        ${lines.map(([term, hour]) => (hour === undefined ? nothing : entry(term, happenedWords(hour))))}
        ${view.dueHour > 0 ? entry(now > view.dueHour ? 'Was due' : 'Next due', `by ${byWords(view.dueHour, now)}`) : nothing}
        ${view.receipt ? entry('Public record', receipt(view.receipt, leaves(tick, now))) : nothing}
      </dl>
      <p class="quiet">Times are kept to the hour, to protect the reporter.</p>
    </section>
  `;
}

function receipt(given: NonNullable<DeskThread['receipt']>, when: string): string {
  if (!given.ok) return 'Could not be confirmed';
  return given.included ? 'Entered and confirmed' : `Promised, and will be entered ${when}`;
}

export function exporting(desk: Desk, view: DeskThread): TemplateResult {
  const copy = async () => {
    await desk.copying.begin(view);
    document.getElementById('copy-title')?.focus();
  };
  return html`
    <section class="panel" aria-labelledby="export-title">
      <h2 id="export-title" tabindex="-1">Keep, print or hand on</h2>
      <p><button type="button" class="button button--quiet" @click=${copy}>Make a reading copy</button></p>
      <p class="quiet">To print what was written, with words blacked out that could tell who the reporter is.</p>
      ${view.reading
        ? html`<p><a href=${exportAddress(view.concern)} download>Download the sealed concern (zip)</a>, with what it takes to
            check it elsewhere. It stays encrypted: your key file opens it, with <code>whistle open</code> or the standard
            <code>age</code> program.</p>`
        : nothing}
      <p><button type="button" class="link-button" @click=${() => window.print()}>Print what is shown</button>, with nothing
        blacked out. Paper is not encrypted: keep it locked away.</p>
    </section>
  `;
}
