/** The top of a conversation: how the concern stands, who has opened it, what comes next by when, and what to do if it is late. */

import { t, tn } from '../t.js';
import { day, hourNow, moment } from './dates.js';
import { el } from './dom.js';
import type { ReporterThread } from './rpc.js';
import { REASONS } from './thread_words.js';

const SOON = 48; // hours: a nearer date is given with its time

export interface Standing {
  state: string;
  said: string;
  due: string;
  late: boolean;
}

export function standing(thread: ReporterThread): Standing {
  const { state, opened, readers, dueHour } = thread;
  const waits = thread.messages[0]?.place === 0;
  const some = readers === 1
    ? t('The one person who can read this has opened it.')
    : tn('{n} of {readers} people has opened this.', '{n} of {readers} people have opened this.', opened, { readers });
  // Whoever has confirmed that they read it did open it, whatever the service counts.
  const said = opened > 0 ? some : state === 'new' ? t('Nobody has opened this yet.') : '';
  if (state === 'closed') {
    return { state: closing(thread) ? t('This concern is closed.') : t('The service says that this concern is closed.'), said: '', due: '', late: false };
  }
  // What is due now is due to somebody else.
  if (thread.handedOver) return { state: t('Handed over'), said: '', due: '', late: false };
  const words = waits ? t('Waiting to be handed over') : {
    new: t('Waiting to be read'),
    acknowledged: t('Read by a person'),
    open: t('Being looked into'),
  }[state];
  if (!dueHour) return { state: words, said, due: t('No reply is due at the moment.'), late: false };
  const late = hourNow() > dueHour;
  const when = late || dueHour - hourNow() < SOON ? moment(dueHour) : day(dueHour);
  const due = state === 'new'
    ? late ? t('Late: someone should have read it by {when}.', { when }) : t('Someone should have read it by {when}.', { when })
    : late ? t('Late: a reply was due by {when}.', { when }) : t('Next reply due by {when}.', { when });
  return { state: words, said, due, late };
}

const closing = ({ messages }: ReporterThread): ReporterThread['messages'][number] | undefined =>
  messages.filter(({ kind, confirmed }) => kind === 'closing' && confirmed).at(-1);

/** A button that leads to a step of this page, looking like a link within a sentence or as a button of its own. */
export function goTo(step: string, words: string, kind = 'change'): HTMLButtonElement {
  const button = el('button', kind, words);
  button.type = 'button';
  button.dataset['go'] = step;
  return button;
}

/** `longer`: why what is due may be late; `asked`: how many questions wait for an answer, and how to get to the first. */
export function drawStanding(thread: ReporterThread, longer: string, asked: { count: number; show: () => void }): HTMLElement[] {
  const { state, said, due, late } = standing(thread);
  const box = el('div', 'standing', el('p', 'standing__state', state));
  const line = [said, ...(late ? [] : [due, due && longer])].filter(Boolean).join(' ');
  if (line) box.append(el('p', '', line));
  if (late) box.append(el('div', 'late', el('p', '', due), ...whenLate(thread)));
  const closed = closing(thread);
  if (thread.state === 'closed' && closed?.reason) {
    box.append(el('p', '', t('The reason given: {reason}. Every word of it is below.', { reason: REASONS[closed.reason] })));
  }
  if (thread.handedOver) box.append(...afterHandOver());
  else if (thread.state === 'closed') box.append(...afterClosing());
  if (asked.count > 0) box.append(questions(asked));
  return [box];
}

function whenLate({ canAdd }: ReporterThread): HTMLElement[] {
  const outside = el('p', '', goTo('outside', t('Take it outside')));
  const share = canAdd.length ? [el('p', '', goTo('share', t('Let someone else read this')))] : [];
  return [el('p', '', t('You need not wait.')), ...share, outside];
}

/** The proof is theirs still. */
function afterHandOver(): HTMLElement[] {
  return [
    el('p', '', t('Another person holds this concern now. With this token you can read what was said until then, and write no more.')),
    el('p', '', goTo('outside', t('Take it outside'))),
  ];
}

function afterClosing(): HTMLElement[] {
  return [
    el('p', '', t('You can write again at any time: that opens it again.')),
    el('div', 'actions', goTo('detriment', t('I have been treated badly since'), 'govuk-button govuk-button--secondary')),
  ];
}

function questions({ count, show }: { count: number; show: () => void }): HTMLElement {
  const button = el('button', 'change', t('Go to the questions'));
  button.type = 'button';
  button.addEventListener('click', show);
  return el('p', 'standing__asked', tn('You were asked {n} question. You can skip it.', 'You were asked {n} questions. You can skip any.', count), ' ', button);
}
