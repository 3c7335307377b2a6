/** The one error of this room. `code` is what pages go by; the text is for people and carries nothing secret. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

export function malformed(what: string): Failure {
  return new Failure('malformed', `${what} is not what the protocol says.`);
}
