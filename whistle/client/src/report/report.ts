/** The start page, what to know before, and raising a concern. */

import { watchLeaving } from './leaving.js';
import { raise } from './raise.js';

watchLeaving();
document.getElementById('waiting')?.remove();
if (document.body.dataset['page'] === 'raise') raise();
