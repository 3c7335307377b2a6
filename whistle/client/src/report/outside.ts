/** The step "You can go outside instead": readers of another body first, where the list has any, then people to speak to. */

import type { RouteView } from './rpc.js';
import { t } from '../t.js';
import { byId, el, row, say, show } from './dom.js';
import type { ReadersStep } from './readers.js';
import { listed } from './words.js';

/** `take` sends it to a route instead; `left` are the names of those who would read it here. */
export function drawOutside(people: ReadersStep, left: string[], take: (route: number) => void): void {
  const { routes, outside } = people.directory;
  const keyed = routes.filter((route) => route.outside && route.readers.length > 0);
  say('outside-why', people.whyOutside() || t('You can choose any of these instead.'));
  byId('outside-routes').replaceChildren(...(keyed.length
    ? [el('h2', 'govuk-heading-m', t('Through this form, to people outside')), ...keyed.map((route) => block(people, route, take))]
    : []));
  byId('outside-list').replaceChildren(...outside.map((body) => row(body.name, body.contact, el('span', '', body.about))));
  show('outside-on', left.length > 0);
  say('outside-on', t('Send it to {names} all the same', { names: listed(left) }));
}

function block(people: ReadersStep, { id, name, about, readers }: RouteView, take: (route: number) => void): HTMLElement {
  const button = el('button', 'govuk-button', t('Send it to {name}', { name }));
  button.type = 'button';
  button.addEventListener('click', () => take(id));
  const who = t('Encrypted here for {names}, and nobody else.', { names: listed(people.names(readers)) });
  return el('div', 'way-out', el('p', 'govuk-body', about), el('p', 'govuk-hint', who), button);
}
