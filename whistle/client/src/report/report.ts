/** Raising a concern. */

import { watchLeaving } from './leaving.js';
import { raise } from './raise.js';

watchLeaving();
document.getElementById('waiting')?.remove();
raise();
