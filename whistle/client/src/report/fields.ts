/** What was answered, read from the page at the moment it is needed: no second copy of it is kept. */

import type { Answers } from './rpc.js';
import { byId, el } from './dom.js';

export interface Choice {
  code: string;
  words: string;
  hint?: string;
}

const FAULTS = [...'RKCIODVS'];
const LONGEST = 60_000; // bytes of JSON; the protocol's larger size less the other answers and the envelope
const NEARLY = 50_000;

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

const inputs = (id: string): HTMLInputElement[] => [...byId(id).querySelectorAll('input')];

/** The values that are ticked, or not ticked. */
export const ticked = (id: string, wanted = true): string[] =>
  inputs(id).filter((each) => each.checked === wanted).map((each) => each.value);

/** The words beside what is ticked. */
export const tickedWords = (...ids: string[]): string[] =>
  ids.flatMap((id) => inputs(id)).filter((each) => each.checked).map((each) => each.labels?.[0]?.textContent ?? '');

export const faultIds = FAULTS.map((letter) => `faults-${letter}`);

/** The optional answers as they travel inside the encrypted concern; a question that was skipped is not there. */
export function answers(): Answers {
  const all: Record<string, string[]> = {
    case: ticked('case'), stage: ticked('stage'), faults: faultIds.flatMap((id) => ticked(id)), known: ticked('known'),
  };
  const given = Object.entries(all).filter(([, codes]) => codes.length > 0);
  return Object.fromEntries(given.map(([name, codes]) => [name, name === 'known' ? codes[0]! : codes]));
}

/** How many bytes too long the text is; negative while there is room. */
export const excess = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length - LONGEST;

/** What to say about the room that is left; nothing until it becomes short. */
export function roomLeft(text: string): string {
  if (text.length * 6 < NEARLY) return ''; // no character takes more than six bytes of JSON
  const over = excess(text);
  if (over < NEARLY - LONGEST) return '';
  const count = Math.abs(over).toLocaleString('en-GB');
  return over > 0 ? `About ${count} characters too long.` : `Room for about ${count} more characters.`;
}
