/** What a reviewer can begin an answer with: words that stand in the page, the same for everybody. */

import { longDay } from './dates.js';
import type { Reason } from './rpc.js';

export interface Template {
  use: 'acknowledge' | 'reply' | 'holding' | 'ask' | 'close' | 'check';
  /** Of `close` only. */
  reason: Reason | '';
  title: string;
  text: string;
}

/** From DOMAIN's clocks: the first reply comes within 7 days of the concern, and after it something every 28 days. */
const FIRST_REPLY = 7 * 24;
const UPDATE = 28 * 24;

/** Those that stand in the page; none where it holds nothing that can be read. */
export function templatesInPage(): Template[] {
  const held = document.getElementById('reply-templates') as HTMLTemplateElement | null;
  try {
    return JSON.parse(held?.content.textContent ?? '[]') as Template[];
  } catch {
    return [];
  }
}

/** Whether the first reply can still come within its time: a date that nobody can keep is not promised. */
export const inTime = (received: number, now: number): boolean => received + FIRST_REPLY > now + 24;

/** The hour by which the reporter hears next. */
export function promised(received: number, firstReply: boolean, now: number): number {
  if (!firstReply) return now + UPDATE;
  return (inTime(received, now) ? received : now) + FIRST_REPLY;
}

export const filled = ({ text }: Template, hour: number): string => text.replaceAll('{date}', longDay(hour));

const GAP = /\[[^[\]\n]+\]/g;

/** Places of these templates that are still to be filled in: they stand in the text as they came. */
export function gapsLeft(text: string, templates: readonly Template[]): string[] {
  const gaps = new Set(templates.flatMap((template) => template.text.match(GAP) ?? []));
  return [...new Set(text.match(GAP) ?? [])].filter((gap) => gaps.has(gap));
}

/** Where the first of them begins and ends, to be selected and typed over. */
export function firstGap(text: string): [number, number] | null {
  const found = new RegExp(GAP.source).exec(text);
  return found && [found.index, found.index + found[0].length];
}

/** Nobody typed this: it is empty, or a template as it came, whatever its date. */
export function isUntouched(text: string, templates: readonly Template[]): boolean {
  const said = text.trim();
  return said === '' || templates.some((template) => asItCame(template).test(said));
}

/** 'Wednesday 30 September 2026' has 27 letters. */
const asItCame = ({ text }: Template): RegExp =>
  new RegExp(`^${text.split('{date}').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.{1,27}')}$`);
