/** The bar that never leaves the screen: whether the key is locked, and who is signed in. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';

export function bar(desk: Desk): TemplateResult {
  const { session } = desk.state;
  return html`
    ${key(desk)}
    ${session
      ? html`<div class="bar-who">
          <span>${session.name}</span>
          <a href="/staff/account">Account</a>
          <button type="button" class="link-button" @click=${() => desk.signOut()}>Sign out</button>
        </div>`
      : nothing}
  `;
}

function key(desk: Desk): TemplateResult | typeof nothing {
  const { key: now, session } = desk.state;
  if (now.is === 'unlocked') {
    return html`<div class="bar-key bar-key--open">
      <span class="bar-state">Your key is <strong>unlocked</strong></span>
      <button type="button" class="button button--quiet" @click=${() => desk.lock()}>Lock now</button>
    </div>`;
  }
  if (!session?.reviewer) return nothing;
  return html`<div class="bar-key">
    <span class="bar-state">Your key is <strong>locked</strong></span>
    <button type="button" class="button button--quiet" @click=${() => desk.toUnlock()}>Unlock your key</button>
  </div>`;
}
