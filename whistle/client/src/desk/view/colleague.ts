/** Choosing one colleague from a list that says who is away. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Desk } from '../app.js';
import { nameAndAbsence, others } from '../colleagues.js';

export function colleague(desk: Desk, id: string, label: string, none: string, chosen: string, choose: (id: string) => void): TemplateResult {
  const { now } = desk.state;
  const colleagues = others(desk.people);
  return html`
    <div class="field">
      <label class="label" for=${id}>${label}</label>
      <select class="input select" id=${id} .value=${live(chosen)}
        @change=${(event: Event) => choose((event.currentTarget as HTMLSelectElement).value)}>
        <option value="" ?selected=${chosen === ''}>${none}</option>
        ${colleagues.map((one) => html`
          <option value=${one.id} ?selected=${chosen === one.id}>${nameAndAbsence(one, now)}</option>`)}
      </select>
      ${colleagues.length ? nothing : html`<p class="hint">The service names no colleague who could. Reload this page to ask again.</p>`}
    </div>
  `;
}
