/**
 * What passes between the browser's WebAuthn and the service.
 *
 * What is posted is picked field by field. `credential.toJSON()` would carry the results of extensions along, and among
 * them the output of PRF, which can open a reviewer's key: it never leaves the browser.
 */

export interface ToShow { challenge: string; rpId: string; timeout: number; userVerification: 'required' }

export interface ToMake {
  challenge: string;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  timeout: number;
  excludeCredentials: { type: 'public-key'; id: string }[];
  authenticatorSelection: AuthenticatorSelectionCriteria;
  attestation: 'none';
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0));

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** Has a passkey answer; gives what is posted of it. */
export async function shown(asked: ToShow): Promise<Record<string, string>> {
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  const credential = await navigator.credentials.get({ publicKey }) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: text(credential.rawId),
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle ?? new ArrayBuffer(0)),
  };
}

/** Has a passkey made; gives what is posted of it. */
export async function made(asked: ToMake, name: string): Promise<Record<string, string>> {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: asked.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
  };
  const credential = await navigator.credentials.create({ publicKey }) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: text(credential.rawId),
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    name,
  };
}
