/** What stands beside a thread: what the reporter answered, and how to keep it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { answersIn } from '../answers.js';
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
            check it elsewhere, or the same <a href=${exportAddress(view.concern, false)} download>without notes and
            decisions</a>. It stays encrypted: your key file opens it, with <code>whistle open</code> or the standard
            <code>age</code> program.</p>`
        : nothing}
      <p><button type="button" class="link-button" @click=${() => window.print()}>Print what is shown</button>, with nothing
        blacked out. Paper is not encrypted: keep it locked away.</p>
    </section>
  `;
}
