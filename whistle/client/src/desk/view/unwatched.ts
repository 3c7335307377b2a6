/** What is typed at the desk is for this page alone: no spelling service, no writing aid, no password manager. */

const OFF: Record<string, string> = {
  autocomplete: 'off', autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false', translate: 'no',
  'data-gramm': 'false', 'data-gramm_editor': 'false', 'data-enable-grammarly': 'false', 'data-lt-active': 'false',
  'data-lpignore': 'true', 'data-1p-ignore': '', 'data-bwignore': '', 'data-form-type': 'other',
};

/** For `ref`: told of each field once, when it is drawn. */
export function unwatched(field: Element | undefined): void {
  for (const [name, value] of Object.entries(OFF)) field?.setAttribute(name, value);
}
