/** What the pages in the place of the list have in common. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import type { Aim } from '../bulk.js';
import { sideOf } from '../sides.js';
import { job } from './job.js';

export const page = (desk: Desk, title: string, inside: TemplateResult): TemplateResult => html`
  <div class="side" id="side-top">
    <p class="back"><button type="button" class="link-button" @click=${() => desk.sides.open('list')}>Back to the list</button></p>
    <h1 id="side-title" tabindex="-1">${title}</h1>
    ${inside}
  </div>
`;

/** The change that is under way or over, if it is one of these; else the button that begins it. */
export function change(desk: Desk, is: (aim: Aim) => boolean, button: string, begin: () => void, quiet = false): TemplateResult {
  const now = desk.state.job;
  if (now && is(now.aim)) return job(desk, now);
  if (now && now.is !== 'done') {
    if (sideOf(now.aim) === desk.state.side) return html`<p class="quiet">Once the other step is done.</p>`;
    return html`<p class="quiet">Something else is under way. <button type="button" class="link-button"
      @click=${() => desk.sides.open(sideOf(now.aim))}>See how far it is</button></p>`;
  }
  return html`<p class="doing">${desk.state.key.is === 'unlocked'
    ? html`<button type="button" class="button ${quiet ? 'button--quiet' : ''}" @click=${begin}>${button}</button>`
    : html`<button type="button" class="button button--quiet" @click=${() => desk.toUnlock()}>Unlock your key to do this</button>`}</p>`;
}

export const error = (words: string | undefined, id: string): TemplateResult | typeof nothing =>
  words ? html`<p class="error" id=${id} role="alert">${words}</p>` : nothing;
