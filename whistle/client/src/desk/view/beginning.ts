/** Words to begin an answer with. They never take the place of what a person typed without asking. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../app.js';
import { owesFirstReply, templatesFor } from '../drafts.js';
import type { DeskThread } from '../rpc.js';
import type { DueKind } from '../server.js';
import type { Draft } from '../state.js';
import { filled, firstGap, isUntouched, promised, type Template } from '../templates.js';

export function beginning(desk: Desk, view: DeskThread, draft: Draft, kind: DueKind | null): TemplateResult | typeof nothing {
  if (draft.is !== 'writing') return nothing;
  const offered = templatesFor(draft, desk.state.templates);
  if (draft.offered) return asking(desk, view, draft, draft.offered, kind);
  if (offered.length === 0) return nothing;
  return html`
    <details class="bank">
      <summary>Begin with a template</summary>
      <ul>
        ${offered.map((template) => html`<li><button type="button" class="link-button"
          @click=${() => choose(desk, view, draft, template, kind)}>${template.title}</button></li>`)}
      </ul>
    </details>
  `;
}

/** Words stand there already: what is to become of them? */
function asking(desk: Desk, view: DeskThread, draft: Draft, template: Template, kind: DueKind | null): TemplateResult {
  const written = draft.texts[draft.action];
  const text = wordsOf(desk, view, draft, template, kind);
  return html`
    <div class="note" role="group" aria-labelledby="offered-title">
      <p id="offered-title" tabindex="-1"><strong>You have written something already.</strong> What is to become of it?</p>
      <p class="doing">
        <button type="button" class="button button--quiet" @click=${() => putIn(desk, view.concern, draft, `${written.trimEnd()}\n\n${text}`)}>
          Keep it, and add ‘${template.title}’ below</button>
        <button type="button" class="button button--quiet" @click=${() => putIn(desk, view.concern, draft, text)}>Replace it</button>
        <button type="button" class="button button--quiet" @click=${() => putIn(desk, view.concern, draft, written)}>Leave it as it is</button>
      </p>
    </div>
  `;
}

async function choose(desk: Desk, view: DeskThread, draft: Draft, template: Template, kind: DueKind | null): Promise<void> {
  const written = draft.texts[draft.action];
  if (written === draft.begun[draft.action] || isUntouched(written, desk.state.templates)) {
    return putIn(desk, view.concern, draft, wordsOf(desk, view, draft, template, kind));
  }
  desk.edit(view.concern, { offered: template });
  await desk.store.change({});
  document.getElementById('offered-title')?.focus();
}

function wordsOf(desk: Desk, view: DeskThread, { action, substantive }: Draft, template: Template, kind: DueKind | null): string {
  const { now } = desk.state;
  const firstReply = action === 'acknowledge' || (action === 'reply' && !substantive && owesFirstReply(view, kind));
  return filled(template, promised(view.messages[0]?.hour ?? now, firstReply, now));
}

/** Puts the words into the field, and selects the first thing that is to be filled in. */
async function putIn(desk: Desk, concern: string, { action, texts }: Draft, text: string): Promise<void> {
  desk.edit(concern, { texts: { ...texts, [action]: text }, offered: null });
  await desk.store.change({});
  const field = document.getElementById('answer') as HTMLTextAreaElement | null;
  field?.focus();
  const gap = firstGap(text);
  if (gap) field?.setSelectionRange(...gap);
}
