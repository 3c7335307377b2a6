/** What is said to whoever makes a key, and what their files are called. */

import { isName } from '../envelope/names.js';

export const SHORTEST = 12;

export interface Mistake { field: 'name' | 'passphrase' | 'again'; words: string }

/** The first thing to put right before a key is made. */
export function firstMistake(name: string, passphrase: string, again: string): Mistake | undefined {
  if (!name) return { field: 'name', words: 'Enter your name.' };
  if (!isName(name)) {
    return { field: 'name', words: 'Use at most 200 letters, with single spaces between the words, and no signs that cannot be seen.' };
  }
  if ([...passphrase].length < SHORTEST) return { field: 'passphrase', words: `Choose at least ${SHORTEST} characters.` };
  if (passphrase !== again) return { field: 'again', words: 'The two are not the same. Type it again.' };
  return undefined;
}

export function troubleWords(code: string): string {
  switch (code) {
    case 'directory-malformed':
    case 'directory-unsigned':
      return 'The list of reviewers in this page is not properly signed, so no key was made. Tell the person who runs the service.';
    case 'unknown-reviewer':
      return 'The key that this one is to replace is not on the list any more. Load this page again.';
    default:
      return 'No key was made. Load this page again in a computer with more free memory, or in another browser.';
  }
}

/** `ruth-okafor.key.age`: told apart in a folder, and typed without trouble. */
export function fileNames(name: string): { key: string; request: string } {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const stem = plain.slice(0, 60) || 'reviewer';
  return { key: `${stem}.key.age`, request: `${stem}.request.json` };
}
