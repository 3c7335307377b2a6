/** Draws a conversation that the worker has verified. Texts become text nodes, never markup. */

import { t, tn } from '../t.js';
import type { DirectoryView, RecordView, ReporterThread } from './rpc.js';
import { happened, longDate, moment } from './dates.js';
import { byId, el, say, show } from './dom.js';
import { changeWords } from './changes.js';
import { drawExchange, drawReplies, type Questions } from './questions.js';
import { drawStanding, goTo } from './standing.js';
import { NOT_CONFIRMED, PROBLEMS, REASONS } from './thread_words.js';
import { drawDenied, drawWarnings } from './warnings.js';

export type Message = ReporterThread['messages'][number];

const LONG = 700; // characters of the reporter's own first text above which it is folded: they know what they wrote
const MANY = 30; // messages above which all but the newest are folded
const NEWEST = 15;

export interface Drawing {
  directory: DirectoryView;
  /** How the service's record stood when the conversation was read. */
  record: RecordView;
  questions: Questions;
  /** When what was written here is handed over, in words. */
  handedOver: string;
  /** What to add to what is due next, or nothing. */
  longer: string;
  dispute(message: Message): void;
}

export function drawThread(thread: ReporterThread, drawing: Drawing): void {
  const { questions, directory, record } = drawing;
  questions.see(thread);
  byId('standing').replaceChildren(...drawStanding(thread, drawing.longer, { count: questions.count, show: () => questions.show() }));
  byId('warnings').replaceChildren(...drawWarnings(thread, record), ...drawExpiry(directory));
  const open = new Set([...document.querySelectorAll<HTMLElement>('#step-thread details[open][data-of]')].map(({ dataset }) => dataset['of']));
  const lines = inOrder(thread, drawing);
  const older = lines.length > MANY ? lines.splice(0, lines.length - NEWEST) : [];
  byId('earlier-list').replaceChildren(...older);
  show('earlier', older.length > 0);
  say('earlier-count', tn('Show {n} earlier message', 'Show {n} earlier messages', older.length));
  byId('thread').replaceChildren(...lines);
  for (const fold of document.querySelectorAll<HTMLDetailsElement>('#step-thread details[data-of]')) fold.open = open.has(fold.dataset['of']);
  byId('receipt').textContent = receiptWords(thread, record);
  show('receipt', thread.receipt !== null || thread.receiptElsewhere);
  drawWriting(thread);
}

function drawWriting({ state, handedOver }: ReporterThread): void {
  for (const id of ['answer', 'more']) show(id, !handedOver);
  const closed = state === 'closed';
  say('reply-label', closed ? t('Write again') : t('Write to the reviewers'));
  say('reply-hint', closed
    ? t('For example to say that you disagree with how it was closed. Sending this opens the concern again, and a reviewer must reply.')
    : t('Take care with details that only a few people know.'));
}

/** Leaves what was shown before, and says above it that the service will not own up to it any more. */
export function drawDenial(thread: ReporterThread, record: RecordView): void {
  byId('standing').replaceChildren();
  byId('warnings').replaceChildren(...drawDenied(thread, record));
  byId('warnings').focus();
}

function drawExpiry({ current, expires }: DirectoryView): HTMLElement[] {
  if (current) return [];
  const words = t('The list of reviewers ran out on {date} and must be signed again. New concerns are paused. You can still read and write here.', { date: longDate(expires) });
  return [el('div', 'caution', el('p', '', words))];
}

function receiptWords({ receipt, receiptElsewhere }: ReporterThread, { standing }: RecordView): string {
  if (receiptElsewhere) return t('The receipt of this concern can be checked only with the token that it was raised with.');
  if (!receipt) return '';
  if (!receipt.ok) return t('Your receipt could not be confirmed: see the warning above.');
  const values = { received: happened(receipt.hour), when: moment(receipt.promisedBy) };
  if (standing === 'forked') return t('Received: {received}. The record that says so was forked: see the warning above.', values);
  return receipt.included
    ? t('Received: {received}. Your concern is in the record that nobody can quietly change. Your device has checked the proof.', values)
    : t('Received: {received}. The service has promised to enter your concern in the record by {when}. Your device has checked the signature.', values);
}

/** Messages, and between them, as plain lines, who came and who went. */
function inOrder(thread: ReporterThread, drawing: Drawing): HTMLElement[] {
  const lines: HTMLElement[] = [];
  const changes = thread.changes.map((change, i) => ({ after: change.after, line: el('li', 'change-line', changeWords(thread, i)) }));
  for (const message of thread.messages) {
    while (changes[0] && (message.place === 0 || changes[0].after < message.place)) lines.push(changes.shift()!.line);
    lines.push(el('li', '', draw(message, thread, drawing)));
  }
  return [...lines, ...changes.map(({ line }) => line)];
}

function draw(message: Message, thread: ReporterThread, drawing: Drawing): HTMLElement {
  const { confirmed, from, hour, text = '', kind, hash } = message;
  const who = el('h2', '', whoWords(message));
  const when = el('span', 'message__when', happened(hour));
  if (!confirmed) return drawDoubtful(message, who, when);
  const head = el('div', 'message__head', who, el('span', 'confirmed', t('Confirmed')), when);
  const box = el('article', `message message--${from === 'reporter' ? 'you' : from}`, head);
  for (const note of notes(message, drawing)) box.append(el('p', 'message__note', note));
  if (text.trim()) {
    const words = el('p', 'message__text', text);
    box.append(kind === 'concern' && text.length > LONG ? fold(hash, t('Show what you wrote'), words) : words);
  }
  if (kind === 'question') box.append(drawing.questions.formFor(message) ?? drawExchange(message));
  if (kind === 'answer') box.append(drawReplies(message, thread));
  if (kind === 'check' && !thread.handedOver) box.append(el('p', 'message__act', goTo('detriment', t('I have been treated badly since'))));
  if (from === 'reviewer' && (kind === 'reply' || kind === 'closing') && !thread.handedOver) box.append(disputing(message, thread, drawing));
  return box;
}

/** The warning comes first, and the text only on request. */
function drawDoubtful(message: Message, who: HTMLElement, when: HTMLElement): HTMLElement {
  const head = el('div', 'message__head', who, when);
  const box = el('article', 'message message--doubt', head, el('p', '', el('strong', '', t('Not confirmed.')), ' ', NOT_CONFIRMED));
  if (message.problem) box.append(el('p', 'message__note', PROBLEMS[message.problem]));
  if (message.text) box.append(fold(message.hash, t('Show it all the same'), el('p', 'message__text', message.text)));
  return box;
}

/** `of` names it, so that it stays open when the conversation is drawn again. */
function fold(of: string, words: string, ...inside: HTMLElement[]): HTMLElement {
  const summary = el('summary', 'govuk-details__summary', el('span', 'govuk-details__summary-text', words));
  const made = el('details', 'govuk-details', summary, el('div', 'govuk-details__text', ...inside));
  made.dataset['of'] = of;
  return made;
}

function disputing(message: Message, { messages }: ReporterThread, { dispute }: Drawing): HTMLElement {
  const disputed = messages.some(({ kind, of, confirmed }) => kind === 'dispute' && confirmed && of === message.hash);
  if (disputed) return el('p', 'message__note', t('You said that this did not answer you.'));
  const button = el('button', 'change', t('This did not answer me'), el('span', 'govuk-visually-hidden', `: ${whoWords(message)}, ${happened(message.hour)}`));
  button.type = 'button';
  button.addEventListener('click', () => dispute(message));
  return el('p', 'message__act', button);
}

export function whoWords({ confirmed, from, name }: Message): string {
  if (from === 'you') return confirmed ? t('You') : t('Said to be from you');
  if (!confirmed) return name ? t('Said to be from {name}', { name }) : t('From somebody unknown');
  if (from === 'reporter') return t('Whoever held this before you');
  return name ?? t('Reviewer');
}

/** What kind of message it is, when its text alone would not say, and whether it still waits here. */
function notes({ kind, from, place, reason, questions }: Message, { handedOver }: Drawing): string[] {
  const about: Partial<Record<NonNullable<Message['kind']>, string>> = {
    closing: reason ? t('Closed the concern: {reason}.', { reason: REASONS[reason] }) : t('Closed the concern.'),
    acknowledgement: t('Has read your concern.'),
    check: t('Asks how you have been since. You need not answer: nothing opens the concern again unless you write.'),
    question: tn('Has {n} question for you.', 'Has {n} questions for you.', questions?.length ?? 0),
    answer: t('Answers to the questions.'),
    dispute: t('Said that a reply did not answer this.'),
    withdrawal: t('Withdrew this concern.'),
    detriment: t('Told the reviewers of being treated badly.'),
  };
  const note = about[kind ?? 'reply'];
  const waits = from !== 'reviewer' && place === 0;
  return [...(note ? [note] : []), ...(waits ? [t('Not handed over yet. That happens {when}, together with others.', { when: handedOver })] : [])];
}
