/** A concern, opened: what to do next, what was written, and how to answer. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { longDay, shortWhen } from '../dates.js';
import { losesEvidence } from '../answers.js';
import { nameOf } from '../colleagues.js';
import { closingMissing, next, unanswered, type More, type Next } from '../next.js';
import type { DeskThread, JournalView } from '../rpc.js';
import type { ClocksView, HereView, Row } from '../server.js';
import { headingOf } from '../title.js';
import { lateOnes, reasonDue, resumes, triageWithin } from '../clocks.js';
import { othersWords } from '../together.js';
import { STATES, WARNINGS } from '../words.js';
import { clocks } from './clocks.js';
import { composer } from './composer.js';
import { hands, held, links } from './hands.js';
import { notes } from './journal.js';
import { readers } from './members.js';
import { words } from './message.js';
import { thread } from './thread.js';
import { answers, exporting } from './record.js';
import { happened } from './timeline.js';

const START: Record<NonNullable<Next['action']>, string> = {
  acknowledge: 'Acknowledge', reply: 'Write a reply', ask: 'Ask questions', close: 'Close with a reason', check: 'Ask how they have been',
  leave: 'Step back', explain: 'Say why this is still open',
};

const back = (desk: Desk): TemplateResult =>
  html`<p class="back stacked-only"><button type="button" class="link-button" @click=${() => desk.backToList()}>Back to the list</button></p>`;

export function concern(desk: Desk): TemplateResult {
  const { thread, open } = desk.state;
  if (!open) {
    return html`<div class="blank"><p>Choose a concern from the list to read it here.</p></div>`;
  }
  if (thread.is === 'failed') {
    return html`${back(desk)}
      <div class="panel panel--danger" role="alert">
        <h2 id="concern-title" tabindex="-1">This concern is not shown</h2>
        <p>${thread.trouble}</p>
        <button type="button" class="button button--quiet" @click=${() => desk.open(open)}>Try again</button>
      </div>`;
  }
  if (thread.is !== 'ready') {
    return html`${back(desk)}<div class="blank"><p role="status">Fetching, decrypting and checking…</p></div>`;
  }
  return ready(desk, thread.view);
}

function ready(desk: Desk, view: DeskThread): TemplateResult {
  const { now, service, drafts, directory, list } = desk.state;
  const tick = service?.next_tick ?? null;
  const draft = drafts.get(view.concern);
  const row = list.rows.find(({ concern }) => concern === view.concern);
  const kind = row?.due_kind ?? null;
  const ticking = desk.state.clocks?.concern === view.concern ? desk.state.clocks.view : null;
  const route = directory?.routes.find(({ id }) => id === view.route)?.name;
  const received = view.messages[0]?.hour;
  const known = desk.state.journals.get(view.concern);
  const journal = known?.is === 'ready' ? known.view : null;
  const here = desk.state.here?.concern === view.concern ? desk.state.here.view : null;
  return html`
    <header class="concern-head" id="concern-top">
      ${back(desk)}
      <p class="concern-facts">
        ${view.urgent ? html`<span class="word word--danger">Urgent</span>` : nothing}
        <span class="word">${closingMissing(view) ? 'Closed? Not confirmed' : STATES[view.state]}</span>
        ${received === undefined ? nothing : html`<span>Received ${longDay(received)}</span>`}
        ${route ? html`<span>${route}</span>` : nothing}
        ${view.reading ? held(desk, journal) : nothing}
      </p>
      <h2 id="concern-title" tabindex="-1" dir="auto">${headingOf(view)}</h2>
      ${view.reading ? html`${links(desk, view.concern, journal)}${others(desk, here)}` : nothing}
    </header>
    ${harmed(view, now)}
    ${warnings(view)}
    ${view.reading ? todo(desk, next(view, kind, now, tick, more(desk, view, here, row, ticking)), view) : gone()}
    ${view.reading ? html`<div class="around">${hands(desk, view, journal)}${parts(desk, journal, ticking)}</div>` : nothing}
    ${thread(view, { now, tick }, answers(view))}
    ${draft && view.reading ? composer(desk, view, draft, kind) : nothing}
    <div class="beside">
      ${view.reading ? html`${notes(desk, view, known)}${readers(desk, view, here)}${clocks(desk, view)}${happened(desk, view, journal, here)}` : nothing}
      ${exporting(desk, view)}
    </div>
  `;
}

/** What was done to the reporter since comes before everything else, until a reviewer has answered it. */
function harmed(view: DeskThread, now: number): TemplateResult | typeof nothing {
  const told = unanswered(view, 'detriment');
  if (!told) return nothing;
  return html`
    <div class="panel panel--danger" role="alert">
      <h3>The reporter says that they have been treated badly since they spoke up</h3>
      <p class="quiet">Written ${shortWhen(told.hour, now)}.</p>
      ${told.text ? words(told.text) : nothing}
    </div>
  `;
}

/** A long page: what stands below the thread is one press away. */
function parts(desk: Desk, journal: JournalView | null, ticking: ClocksView | null): TemplateResult {
  const late = ticking ? lateOnes(ticking) : 0;
  const noted = journal?.entries.filter(({ kind }) => kind === 'note' || kind === 'decision').length ?? 0;
  const places = [
    ['composer-title', 'Answer'], ['notes-title', `Notes${noted ? ` (${noted})` : ''}`],
    ['readers-title', 'Who can read this'], ['clocks-title', `Clocks${late ? ` (${late} late)` : ''}`], ['timeline-title', 'What happened when'],
  ] as const;
  return html`
    <nav class="parts" aria-label="Parts of this concern"><span>Go to:</span>
      ${places.map(([id, words]) => html`<button type="button" class="link-button" @click=${() => desk.noting.show(id)}>${words}</button>`)}
    </nav>`;
}

/** Colleagues who have it open, as the service says. */
const others = (desk: Desk, here: HereView | null): TemplateResult => html`
  <p class="others" role="status">${here ? othersWords(here.here, (id) => nameOf(id, desk.people)) : ''}</p>`;

/** Until when this reviewer stands in for somebody here; null where they do not, or are the last who could answer. */
const cover = (desk: Desk, { canLeave, concern }: DeskThread, here: HereView | null): number | null =>
  canLeave && !desk.state.moves.has(concern) ? (here?.readers.find(({ id }) => desk.people.me.includes(id))?.cover_until ?? null) : null;

/** What the service says of its clocks, beside when it is due. */
const more = (desk: Desk, view: DeskThread, here: HereView | null, row: Row | undefined, ticking: ClocksView | null): More => ({
  cover: cover(desk, view, here),
  paused: row?.paused ?? false,
  ...(ticking ? { resumes: resumes(ticking), within: triageWithin(ticking), explain: reasonDue(ticking, desk.state.now) } : {}),
});

/** After stepping back: nothing is left to do, and what was read stays until the page is left. */
const gone = (): TemplateResult => html`
  <div class="next" role="status">
    <p><strong>You have stepped back from this concern</strong></p>
    <p>This is what was written until then. Nothing more of it reaches you. It goes from this page when you open another
      concern, lock your key or leave.</p>
  </div>
`;

function begin(desk: Desk, concern: string, action: NonNullable<Next['action']>): void {
  if (action === 'leave') void desk.toMove(concern, action);
  else if (action === 'explain') void desk.explaining.begin(concern, 'reason');
  else void desk.toComposer(concern, action);
}

function todo(desk: Desk, todo: Next, view: DeskThread): TemplateResult {
  const { action } = todo;
  return html`
    <div class="next ${todo.late ? 'next--late' : ''}">
      <p><strong>Do this next</strong> ${todo.late ? html`<span class="word word--late">Late</span>` : nothing}</p>
      ${view.urgent && view.state === 'new'
        ? html`<p><strong>The reporter says that someone is in danger now.</strong> Read it before anything else.</p>`
        : nothing}
      ${losesEvidence(view.answers) && view.state !== 'closed'
        ? html`<p><strong>The reporter says that evidence could be lost within days.</strong></p>`
        : nothing}
      <p>${todo.words}</p>
      ${action
        ? html`<button type="button" class="button button--quiet"
            @click=${() => begin(desk, view.concern, action)}>${START[action]}</button>`
        : nothing}
    </div>
  `;
}

function warnings(view: DeskThread): TemplateResult | typeof nothing {
  const doubtful = view.messages.filter((item) => !item.confirmed).length;
  const codes = new Set<string>(view.warnings.map(({ code }) => code));
  const lines = view.warnings.map(({ code, text }) => WARNINGS[code] ?? text);
  if (closingMissing(view) && !codes.has('state')) lines.push(WARNINGS.state);
  if (lines.length === 0 && doubtful === 0) return nothing;
  if (doubtful === 1) lines.unshift('One message below could not be confirmed. Do not act on it.');
  if (doubtful > 1) lines.unshift(`${doubtful} messages below could not be confirmed. Do not act on them.`);
  return html`
    <div class="panel panel--danger" role="alert">
      <h3>Take care: not everything here could be checked</h3>
      ${lines.length === 1 ? html`<p>${lines[0]}</p>` : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
      <p>Tell the person who runs the service before you act on this concern.</p>
    </div>
  `;
}
