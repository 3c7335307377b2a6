/** Makes a reviewer's key. Nothing in here reaches a network: what comes out is a sealed file and what is public. */

import { equal } from '../envelope/bytes.js';
import { personOf, type Directory, type Reviewer } from '../envelope/directory.js';
import { Failure } from '../envelope/errors.js';
import { makeRequest, parseRequest } from '../envelope/joining.js';
import { isName } from '../envelope/names.js';
import { newReviewerKey, openReviewerKey, sealReviewerKey } from '../envelope/reviewer-key.js';
import { inGroups, openDirectory } from '../present.js';
import { bufferOf, serve, type Calls } from '../serve.js';
import type { KeyApi } from './rpc.js';

/** As `whistle keys reviewer` asks for. */
const SHORTEST_PASSPHRASE = 12;

let directory: Directory | undefined;
let today = '';

function begun(): Directory {
  if (!directory) throw new Failure('not-begun', 'The list of reviewers was not read.');
  return directory;
}

/** The newest entry of each person: an older one has been renewed already. A revoked one too can be taken the place of. */
function renewable(): Reviewer[] {
  return begun().reviewers.filter((entry) => personOf(begun(), entry.id).at(-1) === entry);
}

const calls: Calls<KeyApi> = {
  begin(input) {
    directory = openDirectory(input);
    today = input.today;
    const { name, authority } = directory;
    return { name, fingerprint: inGroups(authority), renewable: renewable().map(({ id, name }) => ({ id, name })) };
  },

  make({ name, passphrase, renews }) {
    const { service } = begun();
    if (!isName(name)) throw new Failure('bad-name', 'This name cannot stand in the list.');
    if ([...passphrase].length < SHORTEST_PASSPHRASE) throw new Failure('short-passphrase', 'The passphrase is too short.');
    if (renews && !renewable().some(({ id }) => id === renews)) throw new Failure('unknown-reviewer', 'There is no such entry.');
    const key = newReviewerKey(name);
    const file = sealReviewerKey(key, passphrase);
    const request = makeRequest(key, service, today, renews);
    // A file that does not open would be found out when it is too late.
    if (!equal(openReviewerKey(file, passphrase).kid, key.kid) || !equal(parseRequest(request).kid, key.kid)) {
      throw new Failure('internal', 'The new file does not open.');
    }
    key.sign.fill(0);
    return { file: bufferOf(file), request, fingerprint: inGroups(key.kid) };
  },
};

serve<KeyApi>(calls);
