/**
 * What is wrong with a conversation as a whole. That something was withheld, and that the service keeps two records, are
 * two things to be told apart: the one may be mended by looking again, the other never; and what to do differs.
 */

import { t } from '../t.js';
import { el } from './dom.js';
import type { RecordView, ReporterThread, WarningCode } from './rpc.js';
import { goTo } from './standing.js';
import { DENIED, WARNINGS } from './thread_words.js';

interface Serious {
  title: string;
  steps: string[];
}

const WITHHELD: Serious = {
  title: t('Something was withheld from you'),
  steps: [
    t('Look for new messages again in an hour: it may have been a fault.'),
    t('If it is still missing, print the proof that you said it here, and tell somebody outside the force.'),
  ],
};

const LEFT_OUT: Serious = {
  title: t('Your concern was left out of the record'),
  steps: [
    t('Print the proof: it has the promise that the service signed and did not keep.'),
    t('Tell somebody outside the force, and show them the proof.'),
  ],
};

const FORKED: Serious = {
  title: t('The record was forked'),
  steps: [
    t('Keep this page open: what it was shown is kept nowhere else.'),
    t('Print the proof. It has both records as the service signed them.'),
    t('Tell somebody outside the force, and show them the proof.'),
  ],
};

/** The most serious first: of those that are said, only these come with something to be done. */
const GROUPS: Array<{ codes: WarningCode[]; about: Serious }> = [
  { codes: ['not-included'], about: LEFT_OUT },
  { codes: ['withheld', 'rolled-back'], about: WITHHELD },
];

const said = (words: string): HTMLElement => el('p', '', words);

function serious({ title, steps }: Serious, words: string[]): HTMLElement {
  return el('div', 'danger',
    el('h2', 'govuk-heading-m', title),
    ...words.map(said),
    el('ul', 'govuk-list govuk-list--bullet', ...steps.map((step) => el('li', '', step))),
    el('p', '', goTo('outside', t('Take it outside'))));
}

function ofRecord({ standing }: RecordView): HTMLElement[] {
  if (standing === 'forked') {
    return [serious(FORKED, [
      t('The service has signed two records that do not fit together: one of them leaves out or changes what the other holds. No fault of your phone or of the network can do that.'),
    ])];
  }
  if (standing !== 'unchecked') return [];
  return [el('div', 'caution', said(
    t('We could not check the service’s record this time. Look for new messages again later. If this stays, tell somebody outside the force.'),
  ))];
}

function ofThread({ warnings }: ReporterThread): HTMLElement[] {
  const words = (code: WarningCode): string => WARNINGS[code] ?? warnings.find((each) => each.code === code)?.text ?? '';
  const given = warnings.map(({ code }) => code);
  const groups = GROUPS.flatMap(({ codes, about }) => {
    const found = codes.filter((code) => given.includes(code));
    return found.length ? [serious(about, found.map(words))] : [];
  });
  const others = given.filter((code) => !GROUPS.some(({ codes }) => codes.includes(code)));
  return [...groups, ...others.map((code) => el('div', 'danger', said(words(code))))];
}

export const drawWarnings = (thread: ReporterThread, record: RecordView): HTMLElement[] => [...ofRecord(record), ...ofThread(thread)];

/** The service does not own up any more to what it showed before. */
export const drawDenied = (thread: ReporterThread, record: RecordView): HTMLElement[] =>
  [...ofRecord(record), el('div', 'danger', said(DENIED)), ...ofThread(thread)];
