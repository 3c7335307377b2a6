/** Leaving for good: a colleague is let into everything, and once they can read, the person steps back. */

import { html, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { others } from '../colleagues.js';
import { colleague } from './colleague.js';
import { change, page } from './page.js';

export function handOver(desk: Desk): TemplateResult {
  const { heir, job } = desk.state;
  const chosen = others(desk.people).find(({ id }) => id === heir);
  const name = chosen?.name ?? 'a colleague';
  const letting = job?.aim.does === 'let-in' && job.aim.until === null;
  return page(desk, 'Handing everything over', html`
    <p>For whoever leaves the team. It takes two steps, because a change of who can read takes effect later.</p>
    <h2>1. Let a colleague read everything</h2>
    <p>This page goes through all your concerns, closed ones too, and lets the colleague read each from the beginning and answer.
      Where a reporter left them out, nothing is done. The reporter of each sees it.</p>
    ${letting ? '' : colleague(desk, 'heir', 'Who takes over', 'Choose a colleague', heir, (id) => desk.store.change({ heir: id }))}
    ${chosen || letting
      ? change(desk, (aim) => aim.does === 'let-in' && aim.until === null, `Let ${name} read all my concerns`,
          () => desk.sides.letIn(heir, null))
      : ''}
    <h2>2. Step back from all</h2>
    <p>Once your colleagues can read them. Where you are the only person who can read a concern you stay, so that nobody is left
      without an answer. You keep what you have read, and only somebody who can read a concern can let you in again.</p>
    ${change(desk, (aim) => aim.does === 'leave' && !aim.ended, 'Step back from all my concerns', () => desk.sides.leaveAll(), true)}
  `);
}
