/** Draws a conversation that the worker has verified. Texts become text nodes, never markup. */

import type { DirectoryView, ReporterThread } from './rpc.js';
import { happened, longDate, moment } from './dates.js';
import { byId, el, row, show } from './dom.js';
import { DENIED, NOT_CONFIRMED, PROBLEMS, REASONS, standing, WARNINGS } from './words.js';

type Message = ReporterThread['messages'][number];

const WHILE_OPEN = 'You can skip any question, and you need not say why. Take care with details that only a few people know.';
const AFTER_CLOSING = 'You can still write, for example to say that you disagree with how it was closed.';

const LONG = 700; // characters of the reporter's own first text above which it is folded: they know what they wrote

export function drawThread(thread: ReporterThread, directory: DirectoryView): void {
  byId('standing').replaceChildren(...drawStanding(thread, directory));
  byId('warnings').replaceChildren(...drawWarnings(thread), ...drawExpiry(directory));
  byId('thread').replaceChildren(...thread.messages.map((message) => el('li', '', draw(message))));
  byId('receipt').textContent = receiptWords(thread);
  show('receipt', thread.receipt !== null);
  byId('reply-hint').textContent = thread.state === 'closed' ? AFTER_CLOSING : WHILE_OPEN;
}

/** Leaves what was shown before, and says above it that the service will not own up to it any more. */
export function drawDenial(thread: ReporterThread): void {
  byId('standing').replaceChildren();
  byId('warnings').replaceChildren(el('div', 'danger', el('p', '', DENIED)), ...drawWarnings(thread));
  byId('warnings').focus();
}

const drawWarnings = ({ warnings }: ReporterThread): HTMLElement[] =>
  warnings.map(({ code, text }) => el('div', 'danger', el('p', '', WARNINGS[code] ?? text)));

function drawExpiry({ current, expires }: DirectoryView): HTMLElement[] {
  if (current) return [];
  const words = `The list of reviewers ran out on ${longDate(expires)} and must be signed again. New concerns are paused. You can still read and write here.`;
  return [el('div', 'caution', el('p', '', words))];
}

function drawStanding(thread: ReporterThread, { outside }: DirectoryView): HTMLElement[] {
  const { said, due, late } = standing(thread);
  const box = el('div', 'standing', el('p', '', said));
  if (due) box.append(late ? el('p', 'late', due) : el('p', '', due));
  if (!late || outside.length === 0) return [box];
  const elsewhere = el('details', 'govuk-details',
    el('summary', 'govuk-details__summary', el('span', 'govuk-details__summary-text', 'Where else you can go')),
    el('div', 'govuk-details__text', el('dl', 'lines', ...outside.map((body) => row(body.name, body.contact, el('span', '', body.about))))));
  return [box, elsewhere];
}

function receiptWords({ receipt }: ReporterThread): string {
  if (!receipt) return '';
  if (!receipt.ok) return 'Your receipt could not be confirmed: see the warning above.';
  return receipt.included
    ? 'Your concern is in the record that nobody can quietly change. Your device has checked the proof.'
    : `The service has promised to enter your concern in the record by ${moment(receipt.promisedBy)}. Your device has checked the signature.`;
}

function draw(message: Message): HTMLElement {
  const { confirmed, from, hour, text = '' } = message;
  const who = el('h2', '', whoWords(message));
  const when = el('span', 'message__when', happened(hour));
  if (!confirmed) return drawDoubtful(message, who, when);
  const head = el('div', 'message__head', who, el('span', 'confirmed', 'Confirmed'), when);
  const box = el('article', `message message--${from}`, head);
  const note = noteWords(message);
  if (note) box.append(el('p', 'message__note', note));
  const words = el('p', 'message__text', text);
  box.append(message.kind === 'concern' && text.length > LONG ? fold('Show what you wrote', words) : words);
  return box;
}

/** The warning comes first, and the text only on request. */
function drawDoubtful(message: Message, who: HTMLElement, when: HTMLElement): HTMLElement {
  const head = el('div', 'message__head', who, when);
  const box = el('article', 'message message--doubt', head, el('p', '', el('strong', '', 'Not confirmed. '), NOT_CONFIRMED));
  if (message.problem) box.append(el('p', 'message__note', PROBLEMS[message.problem]));
  if (message.text) box.append(fold('Show it all the same', el('p', 'message__text', message.text)));
  return box;
}

function fold(words: string, ...inside: HTMLElement[]): HTMLElement {
  const summary = el('summary', 'govuk-details__summary', el('span', 'govuk-details__summary-text', words));
  return el('details', 'govuk-details', summary, el('div', 'govuk-details__text', ...inside));
}

function whoWords({ confirmed, from, name }: Message): string {
  if (from === 'you') return confirmed ? 'You' : 'Said to be from you';
  if (!confirmed) return name ? `Said to be from ${name}` : 'From somebody unknown';
  return name ?? 'Reviewer';
}

/** What kind of message it is, when its text alone would not say. */
function noteWords({ kind, from, place, reason }: Message): string {
  if (kind === 'closing') return `Closed the concern${reason ? `: ${REASONS[reason]}` : ''}.`;
  if (kind === 'acknowledgement') return 'Has read your concern.';
  if (from === 'you' && place === 0) return 'Waiting to be handed over with others.';
  return '';
}
