/** The left half: the list, or in its place a page on which many concerns are changed at once. */

import { html, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { away } from './away.js';
import { ended } from './ended.js';
import { handOver } from './hand-over.js';
import { list } from './list.js';
import { renew } from './renew.js';
import { foot, strips } from './strips.js';

export function side(desk: Desk): TemplateResult {
  switch (desk.state.side) {
    case 'away':
      return away(desk);
    case 'hand-over':
      return handOver(desk);
    case 'ended':
      return ended(desk);
    case 'renew':
      return renew(desk);
    case 'list':
      return html`<div id="side-top">${strips(desk)}</div>${list(desk)}${foot(desk)}`;
  }
}
