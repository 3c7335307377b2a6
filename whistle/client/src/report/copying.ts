/** What is copied leaves the page: the first attempt is met with what that means, the next goes through. */

import { t } from '../t.js';
import { byId, el } from './dom.js';

/** Asks before anything within the elements of these ids is copied. */
export function warnBeforeCopying(...ids: string[]): void {
  let note: HTMLElement | undefined;
  document.addEventListener('copy', (event) => {
    const id = ids.find((each) => getSelection()?.containsNode(byId(each), true));
    if (!id) return;
    if (note?.isConnected) return note.remove();
    event.preventDefault();
    note = el('p', 'caution', t('Not copied yet. What you copy can be read by other apps, and may go to a cloud. Copy again if you still want to.'));
    note.setAttribute('role', 'alert');
    byId(id).after(note);
  });
}
