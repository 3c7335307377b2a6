/** The step "Check what you will send": every answer, and a way to change each. */

import { byId, el } from './dom.js';
import { faultIds, tickedWords, typed } from './fields.js';
import { listed } from './words.js';

interface Chosen {
  urgent: boolean;
  readers: string[];
  leftOut: string[];
}

export function drawSummary({ urgent, readers, leftOut }: Chosen, change: (step: string) => void): void {
  const line = (term: string, words: string[], step: string, kind = ''): HTMLElement => {
    const button = el('button', 'change', 'Change', el('span', 'govuk-visually-hidden', ` ${term.toLowerCase()}`));
    button.type = 'button';
    button.addEventListener('click', () => change(step));
    return el('div', '', el('dt', '', term), el('dd', kind, words.join('\n')), el('dd', 'at-end', button));
  };

  // A question that was skipped needs no line: nothing of it is sent.
  const optional: Array<[string, string[], string]> = [
    ['What the case was about', tickedWords('case'), 'case'],
    ['When it went wrong', tickedWords('stage'), 'stage'],
    ['What went wrong', tickedWords(...faultIds), 'faults'],
    ['How many could know', tickedWords('known'), 'known'],
  ];
  byId('summary').replaceChildren(
    line('Who can read it', [listed(readers)], 'readers'),
    ...(leftOut.length ? [line('Who is kept out', [listed(leftOut)], 'readers')] : []),
    line('What happened', [typed('words')], 'words', 'words'),
    ...optional.filter(([, words]) => words.length).map(([term, words, step]) => line(term, words, step)),
    ...(urgent ? [line('Urgent', ['Yes: it reaches the reviewers at once'], 'urgent')] : []),
  );
}
