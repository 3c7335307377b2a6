/** The worker of who raises a concern: the new token, its keys and the filing live here, and end with the page. */

import { hex } from '../envelope/bytes.js';
import { Failure } from '../envelope/errors.js';
import { filingHash, parseAnswer, type Filing } from '../envelope/frame.js';
import { openReceipt } from '../envelope/receipt.js';
import { makeFiling, prepareGrants, type Prepared } from '../envelope/sealing.js';
import { formatToken, newToken, reporterOf, type Reporter } from '../envelope/token.js';
import { clockWarning } from '../present.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import { begin, begun, forgetKeys, noToken, nowHour, today } from './begun.js';
import { checkDraft, leftOutIds, readersOf } from './sealable.js';
import type { RaiseApi } from './rpc.js';
import { warm } from './warm.js';

interface Session {
  reporter: Reporter;
  prepared?: { readers: string; grants: Prepared };
  filing?: Filing;
}

let session: Session | undefined;

function withToken(): Session {
  if (!session) throw noToken();
  return session;
}

function prepare(now: Session, ids: string[]): Prepared {
  const readers = readersOf(ids, begun(), today);
  const name = readers.map(({ id }) => id).sort().join('\n');
  if (now.prepared?.readers !== name) {
    now.prepared = { readers: name, grants: prepareGrants(now.reporter, begun().service, readers) };
  }
  return now.prepared.grants;
}

const calls: Calls<RaiseApi> = {
  begin: (input) => begin(input, warm),

  newToken() {
    forgetKeys(session?.reporter);
    const bytes = newToken();
    session = { reporter: reporterOf(bytes) };
    const token = formatToken(bytes);
    bytes.fill(0);
    return { token, last: token.slice(-4) };
  },

  prepare({ readers }) {
    prepare(withToken(), readers);
  },

  seal(draft) {
    const now = withToken();
    checkDraft(draft, begun(), today);
    const leaveOut = leftOutIds(draft.leaveOut, begun());
    const prepared = prepare(now, draft.readers);
    const concern = { route: draft.route, urgent: draft.urgent, text: draft.text, answers: draft.answers, leaveOut };
    const { filing, frame } = makeFiling(now.reporter, begun(), prepared, concern);
    now.filing = filing;
    // One thread's key is for one filing.
    delete now.prepared;
    return { frame: bufferOf(frame), filing: hex(filingHash(filing)) };
  },

  accept({ answer }) {
    const { reporter, filing } = withToken();
    if (!filing) throw new Failure('not-sealed', 'Nothing has been sealed.');
    const { receipt } = parseAnswer(new Uint8Array(answer));
    if (!receipt) throw new Failure('bad-receipt', 'The answer has no receipt.');
    const { hour, by } = openReceipt(receipt, begun(), reporter, filing.opening, filing.message);
    return { hour, includeBy: by, clock: clockWarning(hour, nowHour()).length > 0 };
  },
};

serve<RaiseApi>(calls);
