/** What was answered, read from the page at the moment it is needed: no second copy of it is kept. */

import type { Answers } from './rpc.js';
import { tn } from '../t.js';
import { byId, el } from './dom.js';

export interface Choice {
  code: string;
  words: string;
  hint?: string;
}

/** A question that may be skipped, as the template drew it: key, name, and what was chosen, in codes and in words. */
export interface Asked {
  key: string;
  words: string;
  step: string;
  codes: string[];
  said: string[];
  many: boolean;
}

const LONGEST = 62_000; // bytes of JSON; the protocol's larger size less the other answers and the envelope
const NEARLY = 52_000;

export const typed = (id: string): string => byId<HTMLTextAreaElement>(id).value;

/** Draws choices as the template's macro does. A radio's name only groups: it is in no form. */
export function choices(kind: 'radios' | 'checkboxes', id: string, items: Choice[], ticked: (code: string) => boolean): void {
  const made = items.map(({ code, words, hint }, index) => {
    const input = el('input', `govuk-${kind}__input`);
    input.type = kind === 'radios' ? 'radio' : 'checkbox';
    if (kind === 'radios') input.name = id;
    input.id = `${id}-${index + 1}`;
    input.value = code;
    input.autocomplete = 'off';
    input.checked = ticked(code);
    const label = el('label', `govuk-label govuk-${kind}__label`, words);
    label.htmlFor = input.id;
    const item = el('div', `govuk-${kind}__item`, input, label);
    if (hint) {
      const said = el('div', `govuk-hint govuk-${kind}__hint`, hint);
      said.id = `${input.id}-hint`;
      input.setAttribute('aria-describedby', said.id);
      item.append(said);
    }
    return item;
  });
  byId(id).replaceChildren(...made);
}

const inputs = (within: HTMLElement): HTMLInputElement[] => [...within.querySelectorAll('input')];

/** The values that are ticked, or not ticked. */
export const ticked = (id: string, wanted = true): string[] =>
  inputs(byId(id)).filter((each) => each.checked === wanted).map((each) => each.value);

/** Every question that may be skipped and is shown, in the order of the form. */
export function asked(): Asked[] {
  const all = [...document.querySelectorAll<HTMLElement>('[data-question]')];
  return all.filter((each) => !each.closest('[hidden]:not(.step)')).map((each) => {
    const chosen = inputs(each).filter((input) => input.checked);
    const place = each.querySelector('select')?.selectedOptions[0];
    const named = place?.value ? [place] : [];
    return {
      key: each.dataset['question'] ?? '',
      words: each.dataset['words'] ?? '',
      step: each.closest('.step')?.id.replace('step-', '') ?? '',
      codes: [...chosen, ...named].map(({ value }) => value),
      said: [...chosen.map(({ labels }) => labels?.[0]?.textContent ?? ''), ...named.map(({ text }) => text)],
      many: 'many' in each.dataset,
    };
  });
}

/** The answers as they travel inside the encrypted concern; a question that was skipped is not there. */
export const answers = (): Answers =>
  Object.fromEntries(asked().filter(({ codes }) => codes.length).map(({ key, codes, many }) => [key, many ? codes : codes[0]!]));

/** How many bytes too long the text is; negative while there is room. */
export const excess = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length - 2 - LONGEST;

/** "58,000". */
export const counted = (number: number): string => number.toLocaleString('en-GB');

/** What to say about the room that is left; nothing until it becomes short. */
export function roomLeft(text: string): string {
  if (text.length * 6 < NEARLY) return ''; // no character takes more than six bytes of JSON
  const over = excess(text);
  if (over < NEARLY - LONGEST) return '';
  return over > 0
    ? tn('About {n} character too long.', 'About {n} characters too long.', over, { n: counted(over) })
    : tn('Room for about {n} more character.', 'Room for about {n} more characters.', -over, { n: counted(-over) });
}
