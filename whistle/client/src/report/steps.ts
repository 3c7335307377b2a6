/** Steps of one document: one section is shown at a time, and neither the address nor the history changes. */

import { t } from '../t.js';
import { byId, el } from './dom.js';

const section = (step: string): HTMLElement => byId(`step-${step}`);

export class Steps {
  private trail: string[] = [];

  /** `entering` runs before a step is shown; `instead` may name another to go to in its place. */
  constructor(
    private readonly entering: (step: string) => void = () => {},
    private readonly instead: (step: string) => string = (step) => step,
  ) {}

  get now(): string {
    return this.trail.at(-1) ?? '';
  }

  go(step: string): void {
    if (this.now === 'paused') this.trail.pop();
    const actual = this.instead(step);
    this.entering(actual);
    const before = this.trail.indexOf(actual);
    // Returning to a step forgets what came after it, so that "Back" never runs in circles.
    if (before >= 0) this.trail.length = before;
    this.trail.push(actual);
    this.draw();
  }

  back(): void {
    if (this.trail.length < 2) return;
    this.trail.pop();
    this.entering(this.now);
    this.draw();
  }

  private draw(): void {
    for (const each of document.querySelectorAll<HTMLElement>('.step')) each.hidden = each.id !== `step-${this.now}`;
    clearErrors();
    scrollTo(0, 0);
    section(this.now).querySelector('h1')?.focus({ preventScroll: true });
  }
}

/** Runs what a pressed button names: `data-go` a step, `data-do` an action. One press at a time. */
export function listen(steps: Steps, actions: Record<string, () => unknown>): void {
  let running = false;
  byId('main').addEventListener('click', async (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-go], button[data-do]');
    if (!button || running) return;
    running = true;
    button.setAttribute('aria-disabled', 'true');
    try {
      clearErrors();
      if (button.dataset['go']) steps.go(button.dataset['go']);
      else if (button.dataset['do'] === 'back') steps.back();
      else await actions[button.dataset['do'] ?? '']?.();
    } finally {
      running = false;
      button.removeAttribute('aria-disabled');
    }
  });
}

export function clearErrors(): void {
  for (const each of document.querySelectorAll('.govuk-error-summary, .govuk-error-message')) each.remove();
  for (const each of document.querySelectorAll('.govuk-form-group--error')) each.classList.remove('govuk-form-group--error');
  for (const each of document.querySelectorAll('[aria-invalid]')) {
    each.removeAttribute('aria-invalid');
    each.setAttribute('aria-describedby', (each.getAttribute('aria-describedby') ?? '').replace(/^\S+-error ?/, ''));
  }
}

/** Says what is wrong, at the top of the step and beside the field, as GOV.UK's error summary does. */
export function fail(id: string, words: string): void {
  clearErrors();
  const field = byId(id);
  const target = field.matches('input, textarea, select') ? field : (field.querySelector<HTMLElement>('input') ?? field);
  const group = field.closest('.govuk-form-group');
  group?.classList.add('govuk-form-group--error');
  const message = el('p', 'govuk-error-message', el('span', 'govuk-visually-hidden', `${t('Error:')} `), words);
  message.id = `${id}-error`;
  field.before(message);
  if (target === field) {
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', `${message.id} ${field.getAttribute('aria-describedby') ?? ''}`);
  }

  const link = el('a', '', words);
  link.href = `#${target.id}`;
  link.addEventListener('click', (event) => {
    event.preventDefault(); // the address stays as it is
    target.focus();
  });
  const summary = el('div', 'govuk-error-summary', el('h2', '', t('There is a problem')), el('p', '', link));
  summary.setAttribute('role', 'alert');
  summary.tabIndex = -1;
  const shown = field.closest('.step');
  (shown?.querySelector('.part') ?? shown?.querySelector('h1'))?.before(summary);
  summary.focus();
}
