/** `/keys`: who can read concerns, from the signed directory, after the worker has verified it. */

import { begin } from './beginning.js';
import { longDate } from './dates.js';
import { byId, el, progress, row, show } from './dom.js';
import { listed, beginTrouble } from './words.js';

export async function keys(): Promise<void> {
  progress('checking', 'Checking the signed list');
  try {
    const { view } = await begin();
    const date = longDate(view.expires);
    byId('verdict').replaceChildren(...(view.current
      ? [el('strong', '', 'Confirmed.'), ` The list is signed by the authority. Version ${view.version}, good until ${date}.`]
      : [`The list is signed by the authority, but ran out on ${date}. New concerns are paused.`]));
    byId('reviewers').replaceChildren(...view.reviewers.map(({ id, name, fingerprint }) => {
      const routes = view.routes.filter(({ readers }) => readers.includes(id)).map((route) => route.name);
      const reads = routes.length ? `Reads concerns sent to ${listed(routes)}` : 'Reads no concerns at present';
      return row(name, reads, el('code', '', fingerprint));
    }));
    byId('authority').replaceChildren(
      row('The service', el('code', '', view.fingerprint)),
      row('This list', el('code', '', view.hash)),
    );
    show('list', true);
  } catch (error) {
    byId('bad').replaceChildren(el('p', '', beginTrouble(error)));
    show('bad', true);
  } finally {
    progress('checking', '');
  }
}
