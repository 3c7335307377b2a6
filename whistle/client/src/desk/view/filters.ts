/** Which concerns are shown: a row for their state, a row for the rest, and one way back to all. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Desk } from '../app.js';
import { filtered, NO_FILTERS, SWITCHES } from '../filters.js';
import type { RouteView } from '../rpc.js';
import type { State } from '../server.js';

const STATES: ReadonlyArray<readonly [State | '', string]> = [
  ['', 'Not closed'], ['new', 'New'], ['acknowledged', 'Acknowledged'], ['open', 'Open'], ['closed', 'Closed'],
];

export function filters(desk: Desk): TemplateResult {
  const { filters: chosen } = desk.state.list;
  return html`
    <div class="filters" role="group" aria-label="Show concerns that are">
      ${STATES.map(([state, words]) => button(words, chosen.state === state, () => desk.filter({ state })))}
    </div>
    <div class="filters" role="group" aria-label="And of these only">
      ${SWITCHES.map(([key, words]) => button(words, chosen[key], () => desk.filter({ [key]: !chosen[key] })))}
      ${routes(desk)}
      ${filtered(chosen)
        ? html`<button type="button" class="link-button filters-off" @click=${() => desk.filter(NO_FILTERS)}>Show all</button>`
        : nothing}
    </div>
  `;
}

const button = (words: string, pressed: boolean, choose: () => void): TemplateResult => html`
  <button type="button" class="filter" aria-pressed=${pressed ? 'true' : 'false'} @click=${choose}>${words}</button>
`;

/** Their names are in the signed list, which is read when the key is unlocked. */
function routes(desk: Desk): TemplateResult | typeof nothing {
  const known = (desk.state.directory?.routes ?? []).filter(({ outside }) => !outside);
  const { route } = desk.state.list.filters;
  if (known.length < 2) return nothing;
  const choose = (event: Event) => {
    const { value } = event.currentTarget as HTMLSelectElement;
    desk.filter({ route: value === '' ? null : Number(value) });
  };
  return html`
    <select class="filter filter--select" aria-label="Route" .value=${live(route === null ? '' : String(route))} @change=${choose}>
      <option value="" ?selected=${route === null}>Every route</option>
      ${known.map(({ id, name }: RouteView) => html`<option value=${id} ?selected=${route === id}>${name}</option>`)}
    </select>
  `;
}
