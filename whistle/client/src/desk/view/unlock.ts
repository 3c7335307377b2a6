/** Unlocking the key: a file, a passphrase, and what happens to both. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';

export function unlock(desk: Desk): TemplateResult {
  const { key, open } = desk.state;
  if (key.is === 'unlocked') return html``;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const file = form.querySelector<HTMLInputElement>('#key-file')?.files?.[0] ?? null;
    const passphrase = form.querySelector<HTMLInputElement>('#passphrase')?.value ?? '';
    void desk.unlock(file, passphrase);
  };
  return html`
    <section class="panel unlock" aria-labelledby="unlock-title">
      <h2 id="unlock-title" tabindex="-1">${open ? 'Unlock your key to read this concern' : 'Unlock your key'}</h2>
      ${key.note ? html`<p class="note" role="status">${key.note}</p>` : nothing}
      <p>Concerns are decrypted here, on this computer, with your key. The service cannot read them, and it never
        gets your key file or your passphrase.</p>
      <form @submit=${submit} autocomplete="off" novalidate>
        <div class="field">
          <label class="label" for="key-file">Your key file</label>
          <p class="hint" id="key-file-hint">The file you were given when your key was made, ending in .age.</p>
          <input class="file" type="file" id="key-file" aria-describedby="key-file-hint" ?disabled=${key.busy}>
        </div>
        <div class="field ${key.trouble ? 'field--error' : ''}">
          <label class="label" for="passphrase">Passphrase</label>
          ${key.trouble ? html`<p class="error" id="passphrase-error" role="alert">${key.trouble}</p>` : nothing}
          <input class="input" type="password" id="passphrase" autocomplete="off" autocorrect="off" autocapitalize="none"
            spellcheck="false" data-lpignore="true" data-1p-ignore data-bwignore data-form-type="other"
            aria-describedby=${key.trouble ? 'passphrase-error' : nothing}
            aria-invalid=${key.trouble ? 'true' : nothing} ?disabled=${key.busy}>
        </div>
        <div class="doing">
          <button type="submit" class="button" ?disabled=${key.busy}>${key.busy ? 'Unlocking…' : 'Unlock'}</button>
          ${key.busy ? html`<span class="quiet" role="status">This takes a second or two, on purpose.</span>` : nothing}
        </div>
      </form>
    </section>
  `;
}
