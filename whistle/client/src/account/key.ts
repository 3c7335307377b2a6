/**
 * The page on which a reviewer makes a key. It starts its worker as it loads; after that nothing in it reaches the network.
 * The passphrase goes to the worker and is wiped from the fields; the key comes back sealed.
 */

import { hourOf, isoDate } from '../desk/dates.js';
import { byId, say, show } from '../report/dom.js';
import { openKeyWorker, Refused, type ListView, type Made } from './rpc.js';
import { fileNames, firstMistake, troubleWords } from './key_words.js';

const field = (id: string): HTMLInputElement => byId<HTMLInputElement>(id);
const within = (id: string): string => byId<HTMLTemplateElement>(id).content.textContent ?? '';
const worker = openKeyWorker();
let saved = true;

function trouble(words: string): void {
  say('trouble', words);
  show('trouble', words !== '');
  if (words) byId('trouble').focus();
}

/** Says what is wrong beside its field, and leads there; forgets what was said before. */
function mark(mistake: ReturnType<typeof firstMistake>): void {
  for (const id of ['name', 'passphrase', 'again']) {
    const wrong = mistake?.field === id;
    byId(`field-${id}`).classList.toggle('field--error', wrong);
    say(`${id}-error`, wrong ? mistake.words : '');
    show(`${id}-error`, wrong);
    field(id).toggleAttribute('aria-invalid', wrong);
    if (wrong) field(id).focus();
  }
}

function offer({ name, fingerprint, renewable }: ListView): void {
  say('service-name', name);
  say('service-fingerprint', fingerprint);
  const renews = byId<HTMLSelectElement>('renews');
  for (const { id, name: of } of renewable) renews.append(new Option(`In place of the key of ${of} (${id})`, id));
  const chosen = () => {
    const entry = renewable.find(({ id }) => id === renews.value);
    if (entry && !field('name').value) field('name').value = entry.name;
  };
  // The account links here with one's own id behind the mark, which no server is told.
  const own = decodeURIComponent(location.hash.slice(1));
  if (renewable.some(({ id }) => id === own)) renews.value = own;
  renews.addEventListener('change', chosen);
  chosen();
}

function link(id: string, name: string, data: BlobPart, type: string): void {
  const anchor = byId<HTMLAnchorElement>(id);
  anchor.href = URL.createObjectURL(new Blob([data], { type }));
  anchor.download = name;
  say(`${id}-name`, name);
}

function hand({ file, request, fingerprint }: Made, name: string, renews: boolean): void {
  const names = fileNames(name);
  link('key-file', names.key, file, 'application/octet-stream');
  link('request-file', names.request, request, 'application/json');
  byId('key-file').addEventListener('click', () => { saved = true; });
  saved = false;
  say('fingerprint', fingerprint);
  show('then-renewal', renews);
  show('then-newcomer', !renews);
  show('making', false);
  show('made', true);
  byId('made-title').focus();
  scrollTo(0, 0);
}

async function make(): Promise<void> {
  const button = byId<HTMLButtonElement>('make');
  const [name, passphrase, again] = [field('name').value.trim(), field('passphrase').value, field('again').value];
  trouble('');
  const mistake = firstMistake(name, passphrase, again);
  mark(mistake);
  if (mistake || button.disabled) return;
  button.disabled = true;
  say('busy', 'Making and checking it. This takes some seconds, on purpose.');
  try {
    const renews = byId<HTMLSelectElement>('renews').value;
    const made = await worker.make({ name, passphrase, renews });
    byId<HTMLFormElement>('key-form').reset();
    hand(made, name, renews !== '');
  } catch (error) {
    trouble(troubleWords(error instanceof Refused ? error.code : ''));
  } finally {
    button.disabled = false;
    say('busy', '');
  }
}

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void make();
});
addEventListener('beforeunload', (event) => {
  if (!saved) event.preventDefault();
});
show('making', true);
const nowHour = hourOf(Date.now());
worker.begin({ directory: within('signed-directory'), authority: within('signed-authority'), today: isoDate(nowHour), nowHour })
  .then(offer, (error: unknown) => {
    byId<HTMLButtonElement>('make').disabled = true;
    trouble(troubleWords(error instanceof Refused ? error.code : ''));
  });
