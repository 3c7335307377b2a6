/** The mark of the record: what a reporter, who has no other store than paper, can carry from one visit to the next. */

import { t } from '../t.js';
import { compareMark } from './checking.js';
import type { Conversation } from './conversation.js';
import { byId, el, progress, say, show } from './dom.js';
import { typed } from './fields.js';
import { Refused, type RecordView } from './rpc.js';
import { fail } from './steps.js';

export function drawMark({ mark }: RecordView): void {
  say('mark', mark);
  show('record-mark', mark !== '');
}

const DIFFERS = t('The service’s record does not continue the one that you wrote down. Check each letter and number of your note once more. If they are as you wrote them, the record was forked: keep your note, print the proof, and tell somebody outside the force.');
const GREW = t('The record has only grown since then. Nothing that it held was changed or taken out.');
const NO_ANSWER = t('We could not check this now. Try again later. If this stays, tell somebody outside the force.');

function result({ compared }: RecordView): HTMLElement {
  if (compared === 'forked') return el('div', 'danger', el('p', '', DIFFERS));
  return el('div', 'limits', el('p', '', compared === 'agrees' ? GREW : NO_ANSWER));
}

export async function compare(talk: Conversation): Promise<void> {
  byId('mark-result').replaceChildren();
  const mark = typed('mark-then').trim();
  if (mark === '') return fail('mark-then', t('Enter the mark that you wrote down'));
  progress('mark-progress', t('Comparing'));
  try {
    byId('mark-result').replaceChildren(result(await compareMark(await talk.worker(), mark)));
  } catch (error) {
    const mistyped = error instanceof Refused && error.code === 'bad-mark';
    fail('mark-then', mistyped ? t('This mark was not made with this token. Check each letter and number') : NO_ANSWER);
  } finally {
    progress('mark-progress', '');
  }
}

export function forgetMark(): void {
  say('mark', '');
  byId('mark-result').replaceChildren();
}
