/** What the reviewers ask: each question with its own field and its own way to skip it, all sent as one message. */

import { t, tn } from '../t.js';
import { el } from './dom.js';
import { excess } from './fields.js';
import type { QuestionView, ReporterThread } from './rpc.js';

type Message = ReporterThread['messages'][number];

const YES_NO: Record<string, string> = { yes: t('Yes'), no: t('No') };

/** One form for one message of questions. Its elements live on while the conversation around them is drawn again. */
export interface QuestionForm {
  of: string;
  element: HTMLElement;
  /** On its way, or in doubt: it stays where it is until that is settled, whatever the thread shows. */
  busy: boolean;
  /** One for each question, empty where it was skipped. */
  replies(): string[];
  /** Ids of the fields that were neither answered nor skipped on purpose. */
  open(): string[];
}

/** The forms of all questions that wait for an answer. */
export class Questions {
  private readonly forms = new Map<string, QuestionForm>();
  private waiting: Message[] = [];

  /** `ready` gets each new form once, to put the way to send it at its end. */
  constructor(private readonly ready: (form: QuestionForm) => void) {}

  /** Finds what is unanswered in the thread, which may be another than before. */
  see({ messages, handedOver }: ReporterThread): void {
    const answered = new Set(messages.filter(({ kind, confirmed }) => kind === 'answer' && confirmed).map(({ of }) => of));
    const isOpen = ({ kind, confirmed, hash, questions }: Message): boolean =>
      kind === 'question' && confirmed && (!answered.has(hash) || !!this.forms.get(hash)?.busy) && (questions?.length ?? 0) > 0;
    this.waiting = handedOver ? [] : messages.filter(isOpen);
    for (const of of this.forms.keys()) if (!this.waiting.some(({ hash }) => hash === of)) this.forms.delete(of);
  }

  get count(): number {
    return this.waiting.reduce((sum, { questions }) => sum + (questions?.length ?? 0), 0);
  }

  formFor(message: Message): HTMLElement | undefined {
    if (!this.waiting.includes(message)) return undefined;
    const known = this.forms.get(message.hash);
    if (known) return known.element;
    const made = drawForm(message.hash, message.questions ?? []);
    this.forms.set(message.hash, made);
    this.ready(made);
    return made.element;
  }

  show(): void {
    const form = this.forms.get(this.waiting[0]?.hash ?? '');
    form?.element.scrollIntoView();
    form?.element.querySelector<HTMLElement>('textarea, input')?.focus({ preventScroll: true });
  }

  forget(): void {
    this.forms.clear();
    this.waiting = [];
  }
}

interface Drawn {
  id: string;
  element: HTMLElement;
  reply(): string;
  isOpen(): boolean;
}

function drawForm(of: string, questions: QuestionView[]): QuestionForm {
  const drawn = questions.map((question, i) => drawQuestion(question, i + 1, `ask-${of.slice(0, 12)}-${i + 1}`));
  const element = el('div', 'asking', ...drawn.map((each) => each.element));
  element.id = `ask-${of.slice(0, 12)}`;
  return {
    of,
    element,
    busy: false,
    replies: () => drawn.map((each) => each.reply()),
    open: () => drawn.filter((each) => each.isOpen()).map(({ id }) => id),
  };
}

function drawQuestion({ text, asks, identifies }: QuestionView, number: number, id: string): Drawn {
  const about = [
    ...(asks === 'consent' ? [el('p', 'govuk-hint', t('Nobody else is told unless you say yes.'))] : []),
    ...(identifies ? [mark()] : []),
  ];
  about.forEach((each, i) => {
    each.id = `${id}-about-${i}`;
  });
  const described = about.map((each) => each.id).join(' ');
  const title = `${number}. ${text}`;
  return asks === 'consent' ? drawConsent(title, about, described, id) : drawWords(title, about, described, id);
}

const mark = (): HTMLElement => el('p', 'identifies',
  el('strong', '', t('May point to you.')), ' ',
  t('The reviewer marked that an answer could show who you are. Skipping it does no harm to your concern.'));

function drawWords(title: string, about: HTMLElement[], described: string, id: string): Drawn {
  const label = el('label', 'govuk-label govuk-label--s', title);
  const field = el('textarea', 'govuk-textarea');
  Object.assign(field, { id, rows: 2, autocomplete: 'off', spellcheck: false, autocapitalize: 'sentences' });
  field.setAttribute('autocorrect', 'off');
  field.setAttribute('writingsuggestions', 'false');
  field.dataset['gramm'] = 'false';
  if (described) field.setAttribute('aria-describedby', described);
  label.htmlFor = id;
  const skip = el('button', 'change', t('Skip this one'), hidden(title));
  skip.type = 'button';
  const back = el('button', 'change', t('Answer it after all'), hidden(title));
  back.type = 'button';
  const skipped = el('p', 'asking__skipped', t('Skipped.'), ' ', back);
  const skips = (value: boolean): void => {
    field.hidden = skip.hidden = value;
    skipped.hidden = !value;
  };
  skips(false);
  skip.addEventListener('click', () => {
    skips(true);
    back.focus();
  });
  back.addEventListener('click', () => {
    skips(false);
    field.focus();
  });
  return {
    id,
    element: el('div', 'govuk-form-group', label, ...about, field, skip, skipped),
    reply: () => (field.hidden ? '' : field.value.trim()),
    isOpen: () => !field.hidden && field.value.trim() === '',
  };
}

const hidden = (title: string): HTMLElement => el('span', 'govuk-visually-hidden', `: ${title}`);

function drawConsent(title: string, about: HTMLElement[], described: string, id: string): Drawn {
  const inputs = ([['yes', t('Yes')], ['no', t('No')], ['', t('Skip this one')]] as const).map(([value, words], i) => {
    const input = el('input', 'govuk-radios__input');
    Object.assign(input, { type: 'radio', name: id, id: `${id}-${i}`, value, autocomplete: 'off' });
    const label = el('label', 'govuk-label govuk-radios__label', words);
    label.htmlFor = input.id;
    return { input, item: el('div', 'govuk-radios__item', input, label) };
  });
  const fieldset = el('fieldset', 'govuk-fieldset',
    el('legend', 'govuk-fieldset__legend govuk-label--s', title), ...about,
    el('div', 'govuk-radios', ...inputs.map(({ item }) => item)));
  fieldset.id = id;
  if (described) fieldset.setAttribute('aria-describedby', described);
  const chosen = (): HTMLInputElement | undefined => inputs.find(({ input }) => input.checked)?.input;
  return {
    id,
    element: el('div', 'govuk-form-group', fieldset),
    reply: () => chosen()?.value ?? '',
    isOpen: () => !chosen(),
  };
}

/** What stops these answers from being sent, if anything. */
export function answersTrouble(form: QuestionForm): string {
  const replies = form.replies();
  if (form.open().length === replies.length) return t('Answer a question, or select ‘Skip this one’ at each');
  const over = excess(replies.join(''));
  if (over <= 0) return '';
  return tn(
    'The answers together are about {n} character too long. Shorten them, and write the rest below',
    'The answers together are about {n} characters too long. Shorten them, and write the rest below', over,
  );
}

/** Questions that are not to be answered here any more. */
export const drawExchange = ({ questions = [] }: Message): HTMLElement =>
  el('ol', 'asked', ...questions.map(({ text }) => el('li', '', text)));

/** Question by question, what was answered and what was skipped. */
export function drawReplies({ of, replies = [] }: Message, { messages }: ReporterThread): HTMLElement {
  const questions = messages.find(({ hash, kind }) => hash === of && kind === 'question')?.questions ?? [];
  return el('dl', 'answered', ...replies.map((reply, i) => {
    const asked = questions[i];
    const words = asked?.asks === 'consent' ? (YES_NO[reply] ?? reply) : reply;
    return el('div', '',
      el('dt', '', asked ? asked.text : t('Question {n}', { n: i + 1 })),
      el('dd', words ? '' : 'answered__skipped', words || t('Skipped')));
  }));
}
