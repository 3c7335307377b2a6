/** The demonstration's page: what the server holds, and what happens when it is broken. */

import { byId, el, say, show } from '../report/dom.js';
import { occurrences } from './search.js';

interface Column { name: string; value: string; length: number }
interface Row { table: string; columns: Column[] }
interface Flipped { concern: string; offset: number; before: number; after: number }
interface Checked { whole: boolean; told: string; said: string[] }

const TABLES: Record<string, string> = {
  concerns: 'The concern', grants: 'One of its keys, sealed to one person', messages: 'Its newest message',
};
const GONE = 'The demonstration did not answer. Is it still running?';

async function ask(path: string, method = 'GET'): Promise<Response> {
  const response = await fetch(`/demo/${path}`, { method, headers: { 'X-Whistle-Demo': '1' } });
  if (!response.ok) throw new Error(`the demonstration answered ${response.status}`);
  return response;
}

/** Runs `work` for the button, which waits; a failure is said in `place`. */
function on(button: string, place: string, work: () => Promise<void>): void {
  byId(button).addEventListener('click', async () => {
    byId<HTMLButtonElement>(button).disabled = true;
    try {
      await work();
    } catch {
      show(place, true);
      say(place, GONE);
    } finally {
      byId<HTMLButtonElement>(button).disabled = false;
    }
  });
}

async function search(): Promise<void> {
  const words = byId<HTMLInputElement>('words').value.trim();
  if (!words) return say('found', 'Type something to look for.');
  say('found', ''); // what was found before is not the answer to this
  const stored = new Uint8Array(await (await ask('stored')).arrayBuffer());
  const count = occurrences(stored, words);
  byId('found').replaceChildren(
    el('strong', '', `${count.toLocaleString('en-GB')} found`),
    ` in ${stored.length.toLocaleString('en-GB')} bytes: every byte of the database.`,
  );
}

function column({ name, value, length }: Column): Node[] {
  const before = length ? `${length.toLocaleString('en-GB')} bytes, ending in ` : '';
  return [el('dt', '', name), el('dd', length ? 'sealed' : '', before + value)];
}

function drawn(rows: Row[], index: number): HTMLElement {
  const named = rows[0]?.columns.find(({ name }) => name === 'mailbox')?.value ?? '';
  const details = el('details', '', el('summary', '', `Concern ${named.slice(0, 8)}…`), ...rows.flatMap(({ table, columns }) => [
    el('h3', '', TABLES[table] ?? table), el('dl', 'row', ...columns.flatMap(column)),
  ]));
  details.open = index === 0;
  return details;
}

async function look(): Promise<void> {
  const concerns = await (await ask('rows')).json() as Row[][];
  byId('rows').replaceChildren(...concerns.map(drawn));
}

async function flip(): Promise<void> {
  const { concern, offset, before, after } = await (await ask('flip', 'POST')).json() as Flipped;
  const broken = byId('flip').dataset['broken'] !== 'yes';
  byId('flip').dataset['broken'] = broken ? 'yes' : 'no';
  byId('flip').textContent = broken ? 'Put it back' : 'Change one bit';
  const link = el('a', 'govuk-link', 'Look at it as the reviewer');
  link.href = '/staff/review/';
  link.target = '_blank';
  link.rel = 'noopener';
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  byId('flipped').replaceChildren(
    `Byte ${offset.toLocaleString('en-GB')} of that message, in concern ${concern.slice(0, 8)}…, was ${byte(before)} and is now ${byte(after)}. `,
    ...(broken ? [link, '.'] : ['It is whole again.']),
  );
}

async function check(record: 'whole' | 'edited'): Promise<void> {
  const { whole, told, said } = await (await ask(`check/${record}`, 'POST')).json() as Checked;
  byId('said').classList.toggle('said--refused', !whole);
  byId('said').textContent = [...(told ? [told] : []), '$ whistle audit verify record.txt', ...said].join('\n');
  show('said', true);
}

on('search', 'found', search);
on('look', 'rows', look);
on('flip', 'flipped', flip);
on('check', 'said', () => check('whole'));
on('check-edited', 'said', () => check('edited'));
byId('words').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') byId('search').click();
});
document.querySelectorAll<HTMLElement>('[data-example]').forEach((example) => example.addEventListener('click', () => {
  byId<HTMLInputElement>('words').value = example.dataset['example'] ?? '';
  byId('search').click();
}));
look().catch(() => say('rows', GONE));
