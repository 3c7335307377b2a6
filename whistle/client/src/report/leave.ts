/** Pages without a form: nothing to do but to leave them quickly. */

import { watchLeaving } from './leaving.js';

watchLeaving();
