/** A new key is in the list of reviewers: everything that the old one reads is moved to it. */

import { html, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { change, page } from './page.js';

export function renew(desk: Desk): TemplateResult {
  const { key } = desk.state;
  const to = key.is === 'unlocked' ? key.renewedBy : null;
  const moving = desk.state.job?.aim.does === 'renew';
  return page(desk, 'Move your concerns to your new key', html`
    <p>Your new key is in the list of reviewers. Your concerns still open with the old one only. This page goes through all of
      them and lets your new key read each from the beginning.</p>
    <p>Nobody else comes or goes by this. When all are moved and it has taken effect, unlock with your new key. Keep the old key
      file until then.</p>
    ${to || moving
      ? change(desk, (aim) => aim.does === 'renew', 'Move all my concerns', () => to && desk.sides.begin({ does: 'renew', to }))
      : html`<p>Unlock with your old key to do this.</p>`}
  `);
}
