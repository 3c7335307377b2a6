/** Names of reviewers, as a request to join may give them (section 8). */

const MAX_LENGTH = 200;
/** Seen letters with single spaces between them: a sign that turns letters round could make one name look like another. */
const FORM = /^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u;

/** Whether it may stand in a directory. */
export function isName(name: string): boolean {
  return [...name].length <= MAX_LENGTH && FORM.test(name);
}
