/** The left half: the list, or in its place a page on which many concerns are changed at once. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import type { Aim, Job } from '../bulk.js';
import { progressWords } from '../bulk-words.js';
import { sideOf } from '../sides.js';
import { away } from './away.js';
import { ended } from './ended.js';
import { handOver } from './hand-over.js';
import { list } from './list.js';
import { renew } from './renew.js';

export function side(desk: Desk): TemplateResult {
  switch (desk.state.side) {
    case 'away':
      return away(desk);
    case 'hand-over':
      return handOver(desk);
    case 'ended':
      return ended(desk);
    case 'renew':
      return renew(desk);
    case 'list':
      return html`${underWay(desk)}${list(desk)}${foot(desk)}`;
  }
}

const PAGES: Record<Aim['does'], string> = {
  'let-in': 'Letting a colleague read your concerns', leave: 'Stepping back from concerns', renew: 'Moving concerns to your new key',
};

/** What goes on behind the list, or stopped there. */
function underWay(desk: Desk): TemplateResult | typeof nothing {
  const now: Job | null = desk.state.job;
  if (!now || now.is === 'done') return nothing;
  const words = now.is === 'stopped' ? `stopped after ${now.done.size}` : progressWords(now).toLowerCase();
  return html`<p class="under-way" role="status">${PAGES[now.aim.does]}: ${words}.
    <button type="button" class="link-button" @click=${() => desk.sides.open(sideOf(now.aim))}>Show it</button></p>`;
}

const foot = (desk: Desk): TemplateResult => html`
  <p class="list-foot">
    <button type="button" class="link-button" @click=${() => desk.sides.open('away')}>Going away?</button>
    <button type="button" class="link-button" @click=${() => desk.sides.open('hand-over')}>Handing everything over?</button>
  </p>
`;
