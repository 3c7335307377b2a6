/** What both of the reporter's workers begin with: the checked list of reviewers, and the time. */

import type { Directory } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import type { Reporter } from '../envelope/token.js';
import { openDirectory, startClock, viewDirectory } from '../present.js';
import type { DirectoryView } from '../views.js';
import type { Begin } from './rpc.js';

let directory: Directory | undefined;

/** `YYYY-MM-DD`, as the page gave it. */
export let today = '';
export let nowHour = (): number => 0;

/** `warm` runs after the answer, while the person reads the first question. */
export function begin(input: Begin, warm: () => void): DirectoryView {
  directory = openDirectory(input);
  today = input.today;
  nowHour = startClock(input);
  setTimeout(warm, 0);
  return viewDirectory(directory, today);
}

export function begun(): Directory {
  if (!directory) throw new Failure('not-begun', 'The list of reviewers was not read.');
  return directory;
}

export function noToken(): Failure {
  return new Failure('locked', 'There is no token.');
}

export function forgetKeys(of: Reporter | undefined): void {
  for (const secret of of ? [of.sign, of.blind, of.prk] : []) secret.fill(0);
}
