/** Cover that is over: whoever stood in steps back. */

import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Desk } from '../app.js';
import { called } from './titles.js';
import { change, page } from './page.js';

export function ended(desk: Desk): TemplateResult {
  const { ended: rows } = desk.state;
  const count = `${rows.length} concern${rows.length === 1 ? '' : 's'}`;
  return page(desk, 'Your cover has ended', html`
    <p>A colleague let you read these while they were away. Step back now that they are not: the fewer people can read a concern,
      the safer its reporter is. If you are still needed in one of them, step back from the others one by one instead.</p>
    ${rows.length
      ? html`<ul class="job-titles">${rows.map(({ concern }) => html`<li data-concern=${concern} ${ref(desk.sight)}>
          <button type="button" class="link-button" dir="auto" @click=${() => desk.open(concern)}>${called(desk, concern)}</button></li>`)}</ul>`
      : nothing}
    ${change(desk, (aim) => aim.does === 'leave' && aim.ended, `Step back from ${count}`, () => desk.sides.leaveEnded())}
  `);
}
