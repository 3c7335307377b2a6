/** The reviewer's worker: the secret key comes in as a file, stays here, and ends with `lock` or with the page. */

import { H, hex } from '../envelope/bytes.js';
import { encodeSigned } from '../envelope/frame.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import type { DeskApi } from './rpc.js';
import { openedJournal, sealedEntry } from './worker/journal.js';
import { begin, forget, unlock, unlocked } from './worker/session.js';
import { sealedChange } from './worker/sharing.js';
import { openedPages, sealedMessage, titled } from './worker/threads.js';

const calls: Calls<DeskApi> = {
  begin,
  unlockKey: ({ file, passphrase }) => unlock(file, passphrase),
  lock: forget,
  openPages: ({ pages, concern }) => openedPages(pages, concern),
  title: ({ page, concern }) => titled(page, concern),
  search: ({ words }) => unlocked().texts.search(words),

  sealMessage(input) {
    const signed = sealedMessage(input);
    return { frame: bufferOf(encodeSigned(signed)), hash: hex(H(signed.message)) };
  },

  sealChange({ concern, letIn, renew = false }) {
    const { frame, hash } = sealedChange(concern, letIn, renew);
    return { frame: bufferOf(frame), hash: hex(hash) };
  },

  openJournal: ({ concern, pages }) => openedJournal(concern, pages),

  sealEntry(input) {
    const { frame, hash, number } = sealedEntry(input);
    return { frame: bufferOf(frame), hash: hex(hash), number };
  },
};

serve<DeskApi>(calls);
