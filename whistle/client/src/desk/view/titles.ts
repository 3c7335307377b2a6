/** What a concern is called in a row, as far as it is known. */

import type { Desk } from '../app.js';

export function called(desk: Desk, concern: string): string {
  if (desk.state.key.is !== 'unlocked') return 'Locked';
  const known = desk.state.titles.get(concern);
  if (known === undefined) return 'Not opened yet';
  if (known.is === 'words') return known.words || 'A concern';
  return known.is === 'doubtful' ? 'Could not be confirmed' : 'Could not be opened';
}
