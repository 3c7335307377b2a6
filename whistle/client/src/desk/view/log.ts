/** Notes and decisions as they are printed: the concern's heading, the entries, by whom and when, and nothing else. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { happenedWords, longDay } from '../dates.js';
import type { DeskThread, EntryView, JournalView } from '../rpc.js';
import { entryWords } from '../timeline.js';
import { headingOf } from '../title.js';
import { said } from './journal.js';

export function log(desk: Desk, view: DeskThread, { entries }: JournalView): TemplateResult {
  const { key, now, directory } = desk.state;
  const received = view.messages[0]?.hour;
  const doubtful = entries.filter(({ confirmed }) => !confirmed).length;
  return html`
    <div class="copy copy--ready">
      <p class="back screen-only"><button type="button" class="link-button" @click=${() => desk.noting.showLog(false)}>Back to the concern</button></p>
      <div class="copy-tools" role="region" aria-label="Print">
        <div>
          <h1 id="log-title" tabindex="-1">This is all that will be printed</h1>
          <p>It names colleagues and says what was decided about a concern. Paper is not encrypted: keep it locked away.</p>
        </div>
        <p class="doing"><button type="button" class="button" @click=${() => window.print()}>Print</button></p>
      </div>
      <article class="paper" aria-label="Notes and decisions">
        <header class="copy-top">
          <h1>Notes and decisions</h1>
          <p dir="auto">${headingOf(view)}</p>
          <p>${directory?.name ?? ''}${received === undefined ? '' : `. Received ${longDay(received)}.`}</p>
        </header>
        ${entries.filter(({ confirmed }) => confirmed).map((entry) => line(entry, now))}
        ${doubtful ? html`<p class="copy-note">${doubtful === 1 ? 'One entry' : `${doubtful} entries`} that could not be confirmed or read
          ${doubtful === 1 ? 'is' : 'are'} not here.</p>` : nothing}
        <p class="copy-note log-foot">Printed by ${key.is === 'unlocked' ? key.name : ''} on ${longDay(now)}.</p>
      </article>
    </div>
  `;
}

/** On paper "you" would be whoever holds it, so the name stands there. */
const line = (entry: EntryView, now: number): TemplateResult => html`
  <section class="log-entry">
    <h2>${entry.number}. ${entryWords({ ...entry, from: 'colleague' })}</h2>
    <p class="copy-when">${happenedWords(entry.hour)}. Signature confirmed.</p>
    ${said(entry, now)}
  </section>
`;
