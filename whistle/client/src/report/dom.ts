/** Drawing without markup in strings: the policy forbids it, and a message must never become part of the page. */

type Child = Node | string;

/** The element of that id, which the page's template is known to have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as T;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, className: string, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export const say = (id: string, words: string): void => {
  byId(id).textContent = words;
};

export const show = (id: string, shown: boolean): void => {
  byId(id).hidden = !shown;
};

/** Words in a place for progress, with a turning ring while something runs; empty words clear it. */
export function progress(id: string, words: string): void {
  byId(id).classList.toggle('busy', words !== '');
  say(id, words);
}

/** A row of a list of terms: bodies, support, keys. */
export const row = (term: Child, ...about: Child[]): HTMLElement =>
  el('div', '', el('dt', '', term), ...about.map((words) => el('dd', '', words)));
