/** Making a reading copy: words are blacked out in a view of the thread, and what is left is looked at and printed. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Desk } from '../app.js';
import { printed, stretchOf, type Entry, type Part, type ReadingCopy } from '../copying.js';
import { happenedWords, longDay } from '../dates.js';
import { numbersOf, removed, shown, type Hint, type Passage, type Stretch, type Word } from '../redacting.js';
import { focusWord, keyDown, pointed, toWord } from './choosing.js';

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const readingCopy = (desk: Desk, copy: ReadingCopy): TemplateResult =>
  copy.is === 'ready' ? ready(desk, copy) : marking(desk, copy);

const when = (hour: number, { times }: ReadingCopy): string =>
  times === 'none' ? '' : times === 'day' ? longDay(hour) : happenedWords(hour);

/** The sheet, drawn twice: to be marked, with every word in it, and to be printed, without those that were blacked out. */
function paper(copy: ReadingCopy, top: TemplateResult, draw: (passage: Passage, part: Part) => unknown): TemplateResult {
  const entry = ({ hour, parts }: Entry): TemplateResult => html`
    <section class="copy-entry">
      ${parts.filter(({ answer }) => copy.answers || !answer).map(({ part, passage }) => html`
        <div class="copy-${part}">${draw(passage, part)}</div>
        ${part === 'who' && copy.times !== 'none' ? html`<p class="copy-when">${when(hour, copy)}</p>` : nothing}`)}
    </section>`;
  return html`
    <article class="paper" aria-label="The reading copy">
      ${top}
      ${copy.entries.map(entry)}
      ${copy.leftOut
        ? html`<p class="copy-note">${counted(copy.leftOut, 'message', 'messages')} that could not be confirmed
            ${copy.leftOut === 1 ? 'is' : 'are'} not in this copy.</p>`
        : nothing}
    </article>
  `;
}

const LABEL: Record<Part, string> = { who: 'Who did what', line: 'A line', words: 'What was written' };
const BLACK = html`<span class="copy-black">removed</span>`;

function ready(desk: Desk, copy: ReadingCopy): TemplateResult {
  const { key, now, directory } = desk.state;
  const count = removed(printed(copy), copy.blacked);
  const by = key.is === 'unlocked' ? key.name : '';
  const change = async () => {
    await desk.copying.set({ is: 'marking' });
    document.getElementById('copy-title')?.focus();
  };
  const top = html`
    <header class="copy-top">
      <h1>Reading copy</h1>
      <p>${directory?.name ?? ''}. Printed by ${by} on ${longDay(now)}.
        ${count ? `${counted(count, 'place was', 'places were')} blacked out: each mark is as long as any other.` : 'Nothing was blacked out.'}</p>
    </header>`;
  return html`
    <div class="copy copy--ready">
      <div class="copy-tools" role="region" aria-label="Print">
        <div>
          <h1 id="copy-ready" tabindex="-1">This is all that will be printed</h1>
          <p>Read it once more, as somebody who wants to know who the reporter is would read it. Paper is not encrypted:
            keep it locked away.</p>
        </div>
        <p class="doing">
          <button type="button" class="button" @click=${() => window.print()}>Print the reading copy</button>
          <button type="button" class="button button--quiet" @click=${change}>Change it</button>
        </p>
      </div>
      ${paper(copy, top, (passage) => html`<p dir="auto">${shown(passage, copy.blacked).map((piece) => piece ?? BLACK)}</p>`)}
    </div>
  `;
}

function marking(desk: Desk, copy: ReadingCopy): TemplateResult {
  const { copying } = desk;
  const point = (event: PointerEvent) => pointed(event, copying);
  const top = html`<p class="copy-note">Double-click a word to black it out or to show it again. Or choose words with the
    mouse or the keys, and use the buttons.</p>`;
  const list = (passage: Passage, part: Part) => html`
    <p class="copy-passage" dir=${direction(passage)} role="listbox" aria-multiselectable="true" aria-describedby="copy-keys"
      aria-label=${LABEL[part]}>${words(passage, copy)}</p>`;
  return html`
    <div class="copy copy--marking" @dblclick=${(event: Event) => toWord(event, (at) => copying.toggle({ from: at, to: at }))}
      @keydown=${(event: KeyboardEvent) => keyDown(event, copying)} @pointerdown=${point} @pointermove=${point}>
      <p class="print-only">Nothing is printed from here. Choose ‘See what will be printed’ first.</p>
      <header class="copy-head">
        <p class="back"><button type="button" class="link-button" @click=${() => leave(desk, copy)}>Back to the concern</button></p>
        <h1 id="copy-title" tabindex="-1">Make a reading copy</h1>
        <p>For somebody who needs to read this and must not learn who the reporter is. What you black out is left out of
          the printed page. Nothing here is stored or sent: it goes when you lock your key or leave this page.</p>
      </header>
      ${tools(desk, copy)}
      <div class="copy-body">
        ${paper(copy, top, list)}
        <aside class="copy-side">${looking(desk, copy)}${choices(desk, copy)}${keys}</aside>
      </div>
    </div>
  `;
}

/** As `dir="auto"` would have it, which takes a browser seconds where a passage has thousands of words. */
const direction = ({ words }: Passage): string =>
  /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(words.slice(0, 20).map(({ text }) => text).join(' ')) ? 'rtl' : 'ltr';

/** Tab leads to one word of each passage: to the chosen one, or to the first. */
function words({ first, words }: Passage, copy: ReadingCopy): TemplateResult[] {
  const { now } = copy.chosen;
  const stop = now >= first && now < first + words.length ? now : first;
  return words.map((item, at) => word(item, first + at, stop, copy, stretchOf(copy)));
}

function word(item: Word, number: number, stop: number, copy: ReadingCopy, { from, to }: Stretch): TemplateResult {
  const marks = `${copy.blacked.has(number) ? 'copy-word--black' : ''} ${number >= from && number <= to ? 'copy-word--chosen' : ''}`;
  return html`<span role="option" class="copy-word ${marks}" data-at=${number} tabindex=${number === stop ? 0 : -1}
    aria-selected=${copy.blacked.has(number) ? 'true' : 'false'}>${item.text}</span>${item.gap}`;
}

function tools(desk: Desk, copy: ReadingCopy): TemplateResult {
  const { copying } = desk;
  const { from, to } = stretchOf(copy);
  const black = numbersOf({ from, to }).every((number) => copy.blacked.has(number));
  const see = async () => {
    await copying.set({ is: 'ready' });
    document.getElementById('copy-ready')?.focus();
  };
  const button = (words: string, act: () => unknown, able = true) => html`
    <button type="button" class="button button--quiet" aria-disabled=${able ? nothing : 'true'} @click=${() => able && act()}>${words}</button>`;
  return html`
    <div class="copy-tools" role="toolbar" aria-label="Black out">
      <p class="doing">
        ${button(black ? 'Show again' : 'Black out', () => copying.toggle())}
        ${button('Black out every time this appears', () => copying.everywhere())}
        ${button('Choose the sentence', () => copying.chooseSentence())}
        ${button('Undo', () => copying.undo(), copy.before.length > 0)}
      </p>
      <p class="doing">
        <span class="quiet" role="status">${counted(removed(printed(copy), copy.blacked), 'place', 'places')} blacked out</span>
        <button type="button" class="button" @click=${see}>See what will be printed</button>
      </p>
    </div>
  `;
}

/** What may still tell. A list that shrinks as it is worked through. */
function looking(desk: Desk, copy: ReadingCopy): TemplateResult {
  const found = copy.hints;
  const all = async () => {
    for (const { at } of found) await desk.copying.everywhere(at);
  };
  const line = ({ words, why, at }: Hint): TemplateResult => html`
    <li>
      <p><button type="button" class="link-button" dir="auto" @click=${() => show(desk, at)}>${words}</button>
        <span class="quiet">${why}</span></p>
      <button type="button" class="button button--quiet" aria-label="Black out ${words}" @click=${() => desk.copying.everywhere(at)}>Black out</button>
    </li>`;
  return html`
    <section class="panel" aria-labelledby="copy-looking">
      <h2 id="copy-looking">Could this tell who the reporter is?</h2>
      ${found.length
        ? html`<ul class="copy-hints">${found.map(line)}</ul>
            ${found.length > 1 ? html`<p><button type="button" class="button button--quiet" @click=${all}>Black out all of these</button></p>` : nothing}`
        : html`<p>Nothing more was found by its form.</p>`}
      <p class="quiet">This finds names, numbers and dates. It does not know what only the reporter could have seen or done:
        read it all.</p>
    </section>
  `;
}

async function show(desk: Desk, { from, to }: Stretch): Promise<void> {
  await desk.copying.choose(to, from);
  focusWord(to);
}

const TIMES: Array<[ReadingCopy['times'], string]> = [['day', 'The day'], ['hour', 'The day and the hour'], ['none', 'Leave it out']];

function choices(desk: Desk, copy: ReadingCopy): TemplateResult {
  return html`
    <section class="panel" aria-labelledby="copy-choices">
      <h2 id="copy-choices">What else is printed</h2>
      <fieldset class="field">
        <legend class="label">When things were written</legend>
        <div class="reasons">
          ${TIMES.map(([times, words]) => html`<label class="reason"><input type="radio" name="copy-times"
            .checked=${live(copy.times === times)} @change=${() => desk.copying.set({ times })}><span>${words}</span></label>`)}
        </div>
      </fieldset>
      <label class="reason"><input type="checkbox" .checked=${live(copy.answers)}
        @change=${(event: Event) => desk.copying.set({ answers: (event.currentTarget as HTMLInputElement).checked })}>
        <span>What the reporter chose on the form</span></label>
      <p class="quiet">The concern’s number, notes and decisions, and who else can read it are never part of a reading copy.</p>
    </section>
  `;
}

const keys = html`
  <section class="panel" aria-labelledby="copy-keys-title">
    <h2 id="copy-keys-title">With the keyboard</h2>
    <dl class="copy-keys" id="copy-keys">
      <div><dt>Tab</dt><dd>goes to the next text</dd></div>
      <div><dt>Arrow keys</dt><dd>go by word and, up and down, by sentence</dd></div>
      <div><dt>Shift with them</dt><dd>chooses more than one word</dd></div>
      <div><dt>Space</dt><dd>blacks out what is chosen, or shows it again</dd></div>
      <div><dt>Enter</dt><dd>blacks it out every time it appears</dd></div>
      <div><dt>Ctrl and Z</dt><dd>undoes</dd></div>
    </dl>
  </section>
`;

async function leave(desk: Desk, copy: ReadingCopy): Promise<void> {
  if (copy.before.length && !window.confirm('What you have blacked out is not kept. Go back to the concern?')) return;
  await desk.copying.leave();
  document.getElementById('export-title')?.focus();
}
