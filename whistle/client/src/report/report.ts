/** The reporter's pages: every one can be left quickly, and three do something. */

import { followUp } from './follow_up.js';
import { keys } from './keys.js';
import { watchLeaving } from './leaving.js';
import { raise } from './raise.js';

const PAGES: Record<string, () => void> = { raise, 'follow-up': followUp, keys };

watchLeaving();
document.getElementById('waiting')?.remove();
PAGES[document.body.dataset['page'] ?? '']?.();
