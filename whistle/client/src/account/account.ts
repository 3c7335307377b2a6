/** Passkeys, on the page to sign in and on a person's own account. Without this script a password does. */

import { made, shown, type ToMake, type ToShow } from './passkey.js';

const said = document.getElementById('passkey-said');
const place = document.getElementById('passkey');
const name = document.getElementById('passkey-name') as HTMLInputElement | null;
const csrf = (document.querySelector('input[name=csrf_token]') as HTMLInputElement | null)?.value ?? '';

class Refused extends Error {}

async function post(path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`/staff/api/v1/passkeys/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf },
    body: JSON.stringify(body ?? {}),
  });
  const answer = await response.json() as { detail?: string };
  if (!response.ok) throw new Refused([401, 400].includes(response.status) ? '' : answer.detail ?? '');
  return answer;
}

async function signIn(): Promise<void> {
  const answer = await post('sign-in', await shown(await post('sign-in/challenge') as ToShow)) as { to: string };
  // The service's own answer, and yet: only to a page of this service.
  if (answer.to.startsWith('/staff/')) location.assign(answer.to);
}

async function add(): Promise<void> {
  await post('new', await made(await post('new/challenge') as ToMake, name?.value.trim() ?? ''));
  location.assign('/staff/account');
}

function words(error: unknown, refused: string): string {
  if (error instanceof Refused) return error.message || refused;
  const kind = error instanceof DOMException ? error.name : '';
  if (kind === 'InvalidStateError') return 'This device has a passkey of your account already.';
  if (kind === 'SecurityError') return 'Passkeys do not work at this address. Use your password.';
  if (kind === 'NotAllowedError') return 'No passkey was used. Try again, or sign in another way.';
  if (error instanceof TypeError) return 'The service did not answer. Try again.';
  return 'This device could not do that. Use your password and an app.';
}

async function attempt(button: HTMLButtonElement, work: () => Promise<void>, refused: string): Promise<void> {
  if (button.disabled || !said) return;
  button.disabled = true;
  said.textContent = '';
  try {
    await work();
  } catch (error) {
    said.textContent = words(error, refused);
  } finally {
    button.disabled = false;
  }
}

if (place && 'PublicKeyCredential' in window && isSecureContext) {
  place.hidden = false;
  document.getElementById('no-passkeys')?.remove();
  const button = place.querySelector('button') as HTMLButtonElement;
  if (name) {
    place.addEventListener('submit', (event) => {
      event.preventDefault();
      void attempt(button, add, 'That passkey was not accepted. Try again.');
    });
  } else {
    button.addEventListener('click', () => {
      void attempt(button, signIn, 'That passkey was not accepted. Try again, or use your password.');
    });
  }
}
