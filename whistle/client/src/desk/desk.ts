/**
 * The reviewers' desk. The shell around it is the same bytes for everyone; what varies comes from /staff/api/v1, and
 * what is secret stays in the worker.
 */

import { html, nothing, render, type TemplateResult } from 'lit';
import { Desk } from './app.js';
import { bar } from './view/bar.js';
import { concern } from './view/concern.js';
import { log } from './view/log.js';
import { notices, starting } from './view/notices.js';
import { readingCopy } from './view/reading_copy.js';
import { side } from './view/side.js';
import { unlock } from './view/unlock.js';

const main = document.getElementById('desk')!;
const top = document.getElementById('bar')!;
const desk = new Desk(draw);

function draw(): void {
  render(bar(desk), top);
  render(page(), main);
}

function page(): TemplateResult {
  const { is, session, said } = desk.state;
  return html`
    <p class="visually-hidden" role="status">${said}</p>
    ${notices(desk)}
    ${is === 'ready' ? (session?.reviewer ? work() : noKey()) : desk.state.signedOut ? nothing : starting(desk)}
  `;
}

/** While a copy is made to be printed, nothing else of the concern is in the page. */
function work(): TemplateResult {
  const { copy, log: printing, thread, journals } = desk.state;
  if (copy) return readingCopy(desk, copy);
  const journal = thread.is === 'ready' ? journals.get(thread.view.concern) : undefined;
  return printing && thread.is === 'ready' && journal?.is === 'ready' ? log(desk, thread.view, journal.view) : panes();
}


function panes(): TemplateResult {
  const locked = desk.state.key.is === 'locked';
  return html`
    <div class="panes ${locked ? 'panes--locked' : ''}">
      <section class="pane pane--list" aria-label="Concerns">${side(desk)}</section>
      <section class="pane pane--thread" aria-label="The concern">${locked ? unlock(desk) : concern(desk)}</section>
    </div>
  `;
}

const noKey = (): TemplateResult => html`
  <div class="blank">
    <h1>No key belongs to this account</h1>
    <p>Reading concerns takes a reviewer’s key. Ask the person who runs the service to join your account to yours.</p>
  </div>
`;

for (const sign of ['pointerdown', 'keydown'] as const) {
  document.addEventListener(sign, () => desk.keys.touched(), { passive: true, capture: true });
}
document.addEventListener('visibilitychange', () => {
  void desk.noting.presence.look();
  if (document.hidden) return;
  desk.keys.lockIfIdle();
  desk.returned();
});
window.addEventListener('beforeunload', (event) => {
  if (desk.hasUnsent) event.preventDefault();
});
// A page kept by the browser for its Back button must not keep a key, nor a field with words in it.
window.addEventListener('pagehide', () => {
  for (const field of document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input[type=password], input[type=search]')) {
    field.value = '';
  }
  desk.noting.presence.leave();
  desk.keys.lock();
});

draw();
void desk.start();
