/** A change to many concerns: how far it is, how to stop it, and what became of each. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { tally, total, type Aim, type Job, type Told } from '../bulk.js';
import { outcomeWords, progressWords } from '../bulk-words.js';
import { leaves } from '../next.js';
import { signInAgain } from './notices.js';
import { called } from './titles.js';

/** Longer lists are folded away, so that the counts can be seen together. */
const FEW = 6;

export function job(desk: Desk, now: Job): TemplateResult {
  const running = now.is === 'listing' || now.is === 'running';
  return html`
    <div class="job">
      ${running ? progress(desk, now) : nothing}
      ${now.is === 'stopped' ? stopped(desk, now) : nothing}
      ${now.is === 'done' ? html`<p id="job-title" tabindex="-1" role="status"><strong>${doneWords(now)}</strong></p>` : nothing}
      ${running ? nothing : html`${tally(now).map((told) => became(desk, now, told))}${again(desk, now)}`}
    </div>
  `;
}

const doneWords = (now: Job): string =>
  total(now) === 0 ? 'There is no concern to do this with.' : `Done with ${total(now) === 1 ? 'the one concern' : `all ${total(now)} concerns`}.`;

const progress = (desk: Desk, now: Job): TemplateResult => html`
  <p id="job-title" tabindex="-1" role="status">${progressWords(now)}</p>
  <progress aria-label="Concerns done" max=${Math.max(total(now), 1)} .value=${now.done.size}></progress>
  <p class="doing"><button type="button" class="button button--quiet" @click=${() => desk.sides.stop()}>Stop</button></p>
`;

function stopped(desk: Desk, now: Job): TemplateResult {
  const far = total(now) ? `Stopped after ${now.done.size} of ${total(now)}. What was done stays done.` : 'Stopped before it began.';
  return html`
    <p id="job-title" tabindex="-1" role="status"><strong>${far}</strong></p>
    ${now.trouble ? html`<p class="trouble" role="alert">${now.trouble}</p>` : nothing}
    <p class="doing">
      ${desk.state.signedOut ? signInAgain(desk) : nothing}
      ${desk.state.key.is === 'unlocked'
        ? html`<button type="button" class="button" @click=${() => desk.sides.goOn()}>Go on</button>`
        : html`<button type="button" class="button" @click=${() => desk.toUnlock()}>Unlock your key</button>`}
      <button type="button" class="link-button" @click=${() => desk.sides.leaveIt()}>Leave the rest as it is</button>
    </p>
  `;
}

function became(desk: Desk, now: Job, { outcome, concerns }: Told): TemplateResult {
  const { service, now: hour } = desk.state;
  const words = outcomeWords(now.aim, outcome, concerns.length, leaves(service?.next_release ?? null, hour));
  const list = html`<ul class="job-titles">${concerns.map((concern) => html`<li data-concern=${concern}>
    <button type="button" class="link-button" dir="auto" @click=${() => desk.open(concern)}>${called(desk, concern)}</button></li>`)}</ul>`;
  return html`<div class="job-told"><p>${words}</p>
    ${concerns.length <= FEW && outcome !== 'sent' ? list : html`<details><summary>Which</summary>${list}</details>`}</div>`;
}

const AGAIN: Record<Aim['does'], string> = {
  'let-in': 'Once that holds, go through them again: this page then says so, and lets them read what colleagues noted as well.',
  leave: 'Once that holds, they are gone from your list.',
  renew: 'Once that holds, go through them again: this page then says so.',
};

/** What was sent shows in the threads once it holds; only then is it certain. */
const again = (desk: Desk, now: Job): TemplateResult | typeof nothing =>
  now.is === 'done' && now.done.size > 0
    ? html`<p class="quiet">${AGAIN[now.aim.does]}</p>
        <p class="doing"><button type="button" class="button button--quiet" @click=${() => desk.sides.begin(now.aim)}>Go through them again</button></p>`
    : nothing;
