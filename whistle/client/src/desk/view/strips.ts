/** What stands above the list when something beyond the concerns is to be done: a key that ends, cover that is over. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import type { Aim, Job } from '../bulk.js';
import { progressWords } from '../bulk-words.js';
import { isoDate } from '../dates.js';
import { expiryOf, type Expiry } from '../expiry.js';
import { sideOf } from '../sides.js';

export const strips = (desk: Desk): TemplateResult => html`${underWay(desk)}${ended(desk)}${key(desk)}${notMoved(desk)}`;

/** The own entry is named behind the mark, where no server reads it: the new key is to take its place. */
function makeKey({ state: { key } }: Desk): TemplateResult {
  const own = key.is === 'unlocked' ? encodeURIComponent(key.reviewer) : '';
  return html`<a href="/staff/account/key#${own}">Make a new key</a>`;
}

/** A renewed key needs no warning: what is left is to move to the new one. */
function expiry({ state: { key, now } }: Desk): Expiry | null {
  return key.is === 'unlocked' && key.renewedBy === null ? expiryOf(key.until, isoDate(now)) : null;
}

function key(desk: Desk): TemplateResult | typeof nothing {
  const { key, job } = desk.state;
  if (key.is === 'unlocked' && key.renewedBy !== null && job?.aim.does !== 'renew') {
    return html`<p class="strip" role="status">Your new key is in the list of reviewers, and your concerns open with this one.
      <button type="button" class="link-button" @click=${() => desk.sides.open('renew')}>Move your concerns to your new key</button></p>`;
  }
  const due = expiry(desk);
  if (!due || due.is === 'note') return nothing;
  return html`<p class="strip ${due.is === 'now' ? 'strip--late' : ''}" role="status">${due.words} ${makeKey(desk)}</p>`;
}

/** The new key came first: what was not moved yet does not open with it. */
function notMoved({ state: { key, list, session, titles } }: Desk): TemplateResult | typeof nothing {
  const isNew = key.is === 'unlocked' && (session?.person.indexOf(key.reviewer) ?? 0) > 0;
  if (!isNew || !list.rows.some(({ concern }) => titles.get(concern)?.is === 'closed')) return nothing;
  return html`<p class="strip" role="status">Some of your concerns do not open with this key. If they were yours before you had it,
    unlock with your old key and move them to this one.</p>`;
}

function ended(desk: Desk): TemplateResult | typeof nothing {
  const { ended: rows, job } = desk.state;
  if (rows.length === 0 || (job?.aim.does === 'leave' && job.aim.ended)) return nothing;
  const count = rows.length === 1 ? '1 concern' : `${rows.length} concerns`;
  return html`<p class="strip" role="status">Your cover of ${count} has ended.
    <button type="button" class="link-button" @click=${() => desk.sides.open('ended')}>Step back from ${count}</button></p>`;
}

const PAGES: Record<Aim['does'], string> = {
  'let-in': 'Letting a colleague read your concerns', leave: 'Stepping back from concerns', renew: 'Moving concerns to your new key',
};

/** What goes on behind the list, or stopped there. */
function underWay(desk: Desk): TemplateResult | typeof nothing {
  const now: Job | null = desk.state.job;
  if (!now) return nothing;
  const words = now.is === 'stopped' ? `stopped after ${now.done.size}` : now.is === 'done' ? 'done' : progressWords(now).toLowerCase();
  return html`<p class="strip" role="status">${PAGES[now.aim.does]}: ${words}.
    <button type="button" class="link-button" @click=${() => desk.sides.open(sideOf(now.aim))}>Show it</button>
    ${now.is === 'done'
      ? html`<button type="button" class="link-button" @click=${() => desk.sides.forget()}>Hide<span class="visually-hidden"> this</span></button>`
      : nothing}</p>`;
}

export function foot(desk: Desk): TemplateResult {
  const due = expiry(desk);
  return html`
    <p class="list-foot">
      <button type="button" class="link-button" @click=${() => desk.sides.open('away')}>Going away?</button>
      <button type="button" class="link-button" @click=${() => desk.sides.open('hand-over')}>Handing everything over?</button>
      ${due?.is === 'note' ? html`<span class="foot-key">${due.words} ${makeKey(desk)}</span>` : nothing}
    </p>
  `;
}
