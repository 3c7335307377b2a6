/** What can stand above everything: signed out, or the start failed. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { byWords } from '../dates.js';

export function notices(desk: Desk): TemplateResult | typeof nothing {
  const { signedOut, notice, directory, session, clocksApart, now } = desk.state;
  if (signedOut) return signedOutNotice(desk, session !== null);
  if (notice) return html`<div class="notice" role="alert"><p>${notice}</p></div>`;
  if (directory && !directory.current) {
    return html`<div class="notice" role="status"><p><strong>The list of reviewers’ keys has run out.</strong> You can read and
      answer as before, and new concerns are paused. Tell the person who runs the service.</p></div>`;
  }
  if (clocksApart) {
    return html`<div class="notice" role="status"><p><strong>This computer’s clock and the service’s differ by more than an
      hour.</strong> What is late is reckoned by this computer’s clock: check that it is right. If it is, tell the person who
      runs the service.</p></div>`;
  }
  if (session && session.mail_fails_since !== null) {
    return html`<div class="notice" role="status"><p><strong>Reminders by mail have failed since
      ${byWords(session.mail_fails_since, now)}.</strong> Look here for work, and tell the person who runs the
      service.</p></div>`;
  }
  return nothing;
}

function signedOutNotice(desk: Desk, worked: boolean): TemplateResult {
  return html`
    <div class="notice" role="alert">
      <div>
        <h2>You have been signed out</h2>
        <p>${worked ? 'Nothing you typed is lost: keep this page open.' : 'Sign in to go on.'}</p>
      </div>
      <p>
        ${worked ? signInAgain(desk) : html`<a class="button" href="/staff/sign-in">Sign in</a>`}
      </p>
    </div>
  `;
}

/** The way back in that leaves this page, and what is typed in it, where it is. */
export const signInAgain = (desk: Desk): TemplateResult => html`
  <a class="button" href="/staff/sign-in" target="_blank" rel="noopener">Sign in again (opens a new tab)</a>
  <button type="button" class="button button--quiet" @click=${() => desk.lookAgain()}>I have signed in again</button>
`;

export function starting(desk: Desk): TemplateResult {
  if (desk.state.is === 'failed') {
    return html`<div class="notice" role="alert">
      <div>
        <h1>The desk could not be loaded</h1>
        <p>The service did not answer. Nothing is lost.</p>
      </div>
      <button type="button" class="button" @click=${() => desk.start()}>Try again</button>
    </div>`;
  }
  return html`<div class="blank"><p role="status">Loading the desk…</p></div>`;
}
