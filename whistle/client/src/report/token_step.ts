/** The step "Write down your token": shown in groups, checked if the person likes, and put on paper only after a warning. */

import { t } from '../t.js';
import { warnBeforeCopying } from './copying.js';
import { byId, el, say, show } from './dom.js';
import { typed } from './fields.js';

export interface NewToken {
  token: string;
  last: string;
}

export function drawToken({ token }: NewToken): void {
  byId('token').replaceChildren(...token.split('-').map((group) => el('li', '', group)));
  say('paper', token.replaceAll('-', ' '));
  say('token-again', token);
}

export function forgetToken(): void {
  byId('token').replaceChildren();
  say('paper', '');
  say('token-again', '');
}

/** Whether the last group as typed is that of the token; nothing typed is right too, and so is all of it. */
export function isLastGroup(token: NewToken): boolean {
  const note = typed('last');
  return /^[\s-]*$/.test(note) || isGroupOf(note, token);
}

/** Whether that was copied from this token: its last group, or all of it, as people write them. */
export function isGroupOf(note: string, { token, last }: NewToken): boolean {
  const groups = note.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return groups === last || groups === token.replaceAll('-', '');
}

/** The first press says what a printer keeps, the second prints. */
export function printSheet(): void {
  if (!byId('print-first').hidden) return print();
  const words = t('A printer may keep what it printed, and one at work belongs to your force. The sheet shows the token and nothing else: hide it well. Select ‘Print it’ again to go on.');
  byId('print-first').replaceChildren(el('p', '', words));
  show('print-first', true);
}

/** `isShown` says whether the token is on the screen. */
export function guardToken(isShown: () => boolean): void {
  warnBeforeCopying('token', 'token-again');
  // Not all browsers wait in print(), and people print from the menu too: the sheet holds as long as this step is shown,
  // and only the title, which would say what the sheet opens, changes while it is made.
  const { title } = document;
  addEventListener('beforeprint', () => {
    if (isShown()) document.title = '\u00a0';
  });
  addEventListener('afterprint', () => {
    document.title = title;
  });
}
