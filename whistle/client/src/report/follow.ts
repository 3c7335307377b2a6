/** Reading replies, and who holds the keys: a script of its own, so that raising a concern does not load it. */

import { followUp } from './follow_up.js';
import { keys } from './keys.js';
import { watchLeaving } from './leaving.js';

watchLeaving();
document.getElementById('waiting')?.remove();
if (document.body.dataset['page'] === 'keys') void keys();
else followUp();
