/** A line for the inbox, from the reporter's own first words. */

import type { DeskThread } from './rpc.js';

/** In the inbox a title has two lines. */
const LONGEST = 80;

export function titleOf(text: string, longest = LONGEST): string {
  const line = text.trim().split(/\n/)[0] ?? '';
  const sentence = /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
  const title = (sentence.length >= 12 ? sentence : line).replace(/\s+/g, ' ');
  if (title.length <= longest) return title;
  // At a space where there is one, so that no word and no character is cut in two.
  const cut = title.slice(0, longest).replace(/\s\S*$/, '');
  return `${cut.replace(/[\ud800-\udbff]$/, '')}…`;
}

const LONGEST_HEADING = 160;

/** The reporter's first sentence; only a confirmed concern gives its own heading. */
export function headingOf({ messages }: Pick<DeskThread, 'messages'>): string {
  const first = messages[0];
  return (first?.confirmed && first.text && titleOf(first.text, LONGEST_HEADING)) || 'A concern';
}
