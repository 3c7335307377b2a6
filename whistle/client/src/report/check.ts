/** The step "Check what you will send": every answer, and a way to change each. */

import { t } from '../t.js';
import { byId, el, show } from './dom.js';
import { asked, typed } from './fields.js';
import { listed } from './words.js';

interface Chosen {
  urgent: boolean;
  /** When it is handed over, in words. */
  reaches: string;
  readers: string[];
  leftOut: string[];
}

export function drawSummary({ urgent, reaches, readers, leftOut }: Chosen, change: (step: string) => void): void {
  const line = (term: string, words: string[], step: string, kind = ''): HTMLElement => {
    const button = el('button', 'change', t('Change'));
    button.type = 'button';
    button.setAttribute('aria-label', t('Change: {what}', { what: term }));
    button.addEventListener('click', () => change(step));
    return el('div', '', el('dt', '', term), el('dd', kind, words.join('\n')), el('dd', 'at-end', button));
  };

  // A question that was skipped needs no line: nothing of it is sent.
  const questions = asked();
  const given = questions.filter(({ codes }) => codes.length);
  byId('summary').replaceChildren(
    line(t('Who can read it'), [listed(readers)], 'readers'),
    ...(leftOut.length ? [line(t('Who is kept out'), [listed(leftOut)], 'readers')] : []),
    line(urgent ? t('Urgent') : t('When it reaches them'), [reaches], urgent ? 'urgent' : 'danger'),
    line(t('What happened'), [typed('words')], 'words', 'words'),
    ...given.map(({ words, said, step }) => line(words, said, step)),
  );
  show('answer-more', given.length < questions.length);
}

/** The first page with a question that nothing was answered to. */
export const firstSkipped = (): string => asked().find(({ codes }) => !codes.length)?.step ?? 'case';
