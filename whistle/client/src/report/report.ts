/** Raising a concern. */

import { watchLeaving } from './leaving.js';
import { raise } from './raise.js';
import { isAtWork } from './service.js';

watchLeaving();
// Before the first question, so that nothing can be entered on a network that is known to be watched.
void isAtWork().then((atWork) => {
  document.getElementById('waiting')?.remove();
  raise(atWork);
});
