/** `/keys`: who can read concerns, from the signed directory, after the worker has verified it. */

import { begin } from './beginning.js';
import { t } from '../t.js';
import { longDate } from './dates.js';
import { byId, el, progress, row, show } from './dom.js';
import { openRaiseWorker } from './rpc.js';
import { listed, beginTrouble } from './words.js';

export async function keys(): Promise<void> {
  progress('checking', t('Checking the signed list'));
  try {
    const { view } = await begin(openRaiseWorker);
    const date = longDate(view.expires);
    byId('verdict').replaceChildren(...(view.current
      ? [el('strong', '', t('Confirmed.')), ' ', t('The list is signed by the authority. Version {version}, good until {date}.', { version: view.version, date })]
      : [t('The list is signed by the authority, but ran out on {date}. New concerns are paused.', { date })]));
    byId('reviewers').replaceChildren(...view.reviewers.map(({ id, name, fingerprint }) => {
      const routes = view.routes.filter(({ readers }) => readers.includes(id)).map((route) => route.name);
      const reads = routes.length ? t('Reads concerns sent to {routes}', { routes: listed(routes) }) : t('Reads no concerns at present');
      return row(name, reads, el('code', '', fingerprint));
    }));
    byId('authority').replaceChildren(
      row(t('The service'), el('code', '', view.fingerprint)),
      row(t('This list'), el('code', '', view.hash)),
    );
    show('list', true);
  } catch (error) {
    byId('bad').replaceChildren(el('p', '', beginTrouble(error)));
    show('bad', true);
  } finally {
    progress('checking', '');
  }
}
