/** Words of a reading copy, chosen by mouse, finger or keys. */

import type { Copying } from '../copying.js';
import { sentence, type Passage } from '../redacting.js';

const numberOf = (target: EventTarget | null): number | null => {
  const found = (target as Element | null)?.closest<HTMLElement>('[data-at]')?.dataset['at'];
  return found === undefined ? null : Number(found);
};

/** Does something with the word that the event is at, if it is at one. */
export function toWord(event: Event, act: (at: number) => unknown): void {
  const at = numberOf(event.target);
  if (at !== null) act(at);
}

/** A press chooses a word, with Shift all from the one before; drawn on with the mouse, all up to where it is. */
export function pointed(event: PointerEvent, copying: Copying): void {
  const at = numberOf(event.target);
  const { began, now } = copying.copy?.chosen ?? { began: 0, now: 0 };
  if (at === null || event.button > 0) return;
  if (event.type === 'pointerdown') void copying.choose(at, event.shiftKey ? began : at);
  else if (event.buttons === 1 && event.pointerType === 'mouse' && at !== now) void copying.choose(at, began);
}

export function keyDown(event: KeyboardEvent, copying: Copying): void {
  if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void copying.undo();
    return;
  }
  const at = numberOf(event.target);
  const passage = at === null ? undefined : copying.passageOf(at);
  if (at === null || !passage || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = target(event, passage, at);
  if (to !== null) {
    void copying.choose(to, event.shiftKey ? copying.copy?.chosen.began : to).then(() => focusWord(to));
  } else if (event.key === ' ') {
    void copying.toggle();
  } else if (event.key === 'Enter') {
    void copying.everywhere();
  } else {
    return;
  }
  event.preventDefault();
}

/** Left and right go by words, up and down by sentences: with Shift to the sentence's other end. */
function target({ key, shiftKey }: KeyboardEvent, passage: Passage, at: number): number | null {
  const last = passage.first + passage.words.length - 1;
  const within = (number: number): number => Math.min(Math.max(number, passage.first), last);
  const { from, to } = sentence(passage, at);
  switch (key) {
    case 'ArrowRight':
      return within(at + 1);
    case 'ArrowLeft':
      return within(at - 1);
    case 'ArrowDown':
      return shiftKey ? (at < to ? to : sentence(passage, within(to + 1)).to) : within(to + 1);
    case 'ArrowUp':
      return at > from ? from : sentence(passage, within(from - 1)).from;
    case 'Home':
      return passage.first;
    case 'End':
      return last;
    default:
      return null;
  }
}

export function focusWord(at: number): void {
  document.querySelector<HTMLElement>(`[data-at='${at}']`)?.focus();
}
