/** Answering the reporter: acknowledge, reply, ask, or close with a reason. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Desk } from '../app.js';
import { careAsked, fewKnow } from '../answers.js';
import { actionsIn, owesFirstReply } from '../drafts.js';
import { closingMissing } from '../next.js';
import type { DeskThread, Reason } from '../rpc.js';
import type { Action, DueKind } from '../server.js';
import type { Draft } from '../state.js';
import { meanwhileWords } from '../together.js';
import { REASONS, reasonWords, SEND } from '../words.js';
import { asking } from './asking.js';
import { beginning } from './beginning.js';
import { signInAgain } from './notices.js';
import { NEWEST } from './message.js';
import { unwatched } from './unwatched.js';

const CHOICES: Record<Action, string> = {
  acknowledge: 'Acknowledge', reply: 'Reply', ask: 'Ask questions', close: 'Close with a reason', check: 'Ask how they have been',
};

const LABELS: Record<Action, string> = {
  acknowledge: 'Your acknowledgement', reply: 'Your reply', ask: 'Anything else you want to say',
  close: 'What you did, and what you could not do', check: 'What you ask',
};

const HINTS: Partial<Record<Action, string>> = {
  acknowledge: 'You can change these words before they are sent.', ask: 'You can leave this empty.',
  check: 'The concern stays closed. You can change these words before they are sent.',
};

const ROWS: Record<Action, number> = { acknowledge: 4, reply: 8, ask: 3, close: 8, check: 6 };

const REOPENS = 'Reply and open it again';

const BUSY: Partial<Record<Draft['is'], string>> = { sealing: 'Encrypting…', sending: 'Sending…' };

export function composer(desk: Desk, view: DeskThread, draft: Draft, kind: DueKind | null): TemplateResult {
  const concern = view.concern;
  const fixed = draft.is !== 'writing';
  const edit = (patch: Parameters<Desk['edit']>[1]) => desk.edit(concern, patch);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void desk.send(concern);
  };
  return html`
    <section class="composer" aria-labelledby="composer-title">
      <div class="panel-head"><h2 id="composer-title" tabindex="-1">Answer the reporter</h2><span class="word">The reporter reads this</span></div>
      <form @submit=${submit} novalidate>
        ${choices(desk, view, draft, fixed, (action) => edit({ action, offered: null }))}
        ${draft.action === 'acknowledge' ? nothing : reminder(view)}
        ${draft.action === 'close' ? closing(draft, fixed, (reason) => edit({ reason, offered: null })) : nothing}
        ${draft.action === 'ask' ? asking(draft, fixed, (questions) => edit({ questions })) : nothing}
        ${draft.action === 'reply' && owesFirstReply(view, kind)
          ? substance(draft, fixed, (substantive) => edit({ substantive, offered: null }))
          : nothing}
        ${beginning(desk, view, draft, kind)}
        ${textarea(draft, fixed, (text) => edit({ texts: { ...draft.texts, [draft.action]: text } }))}
        ${meanwhile(desk, view, draft)}
        ${buttons(desk, view, draft)}
      </form>
    </section>
  `;
}

function choices(desk: Desk, view: DeskThread, draft: Draft, fixed: boolean, choose: (action: Action) => void): TemplateResult {
  const actions = actionsIn(view, desk.state.now);
  if (actions.length === 1) {
    return closingMissing(view) ? html`` : html`<p>This concern is closed. A reply opens it again.</p>`;
  }
  return html`
    <fieldset class="choices" ?disabled=${fixed}>
      <legend class="visually-hidden">What do you want to do?</legend>
      ${actions.map((action) => html`
        <label class="choice">
          <input type="radio" name="action" value=${action} .checked=${live(draft.action === action)}
            @change=${() => choose(action)}>
          <span>${view.state === 'closed' && action === 'reply' ? REOPENS : CHOICES[action]}</span>
        </label>`)}
    </fieldset>
  `;
}

const substance = (draft: Draft, fixed: boolean, edit: (substantive: boolean) => void): TemplateResult => html`
  <div>
    <label class="tick">
      <input type="checkbox" .checked=${live(draft.substantive)} ?disabled=${fixed} aria-describedby="substance-hint"
        @change=${(event: Event) => edit((event.currentTarget as HTMLInputElement).checked)}>
      <span>This answers the concern</span>
    </label>
    <p class="hint" id="substance-hint">Untick it to say only that an answer is to come: then the first reply stays due. The reporter can say
      that a reply did not answer them.</p>
  </div>
`;

/** What others wrote meanwhile stands in the thread above: whoever is writing below may not have seen it come. */
function meanwhile(desk: Desk, { messages }: DeskThread, draft: Draft): TemplateResult | typeof nothing {
  const arrived = messages.filter(({ hash }) => draft.meanwhile.includes(hash));
  if (arrived.length === 0 || draft.trouble?.where === 'form' || draft.is !== 'writing') return nothing;
  return html`<p class="note" role="status">${meanwhileWords(arrived)} ${showIt(desk)}</p>`;
}

const showIt = (desk: Desk): TemplateResult =>
  html`<button type="button" class="link-button" @click=${() => desk.noting.show(NEWEST)}>Show it</button>`;

function reminder(view: DeskThread): TemplateResult {
  const [few, care] = [fewKnow(view.answers), careAsked(view.answers)];
  return html`
    <div class="reminder">
      <p><strong>Before you act: who could guess, if you act today?</strong>
        A call, a search of the record or a meeting can point to the one person who knew.
        ${few ? html`<strong>The reporter says that ${few}.</strong>` : nothing}
        Ask only what you need, and never who they are.</p>
      ${care.length ? html`<p>The reporter asks you to take care:</p>
        <ul>${care.map((words) => html`<li>${words}</li>`)}</ul>` : nothing}
    </div>
  `;
}

function closing(draft: Draft, fixed: boolean, choose: (reason: Reason) => void): TemplateResult {
  const trouble = draft.trouble?.where === 'reason' ? draft.trouble.words : '';
  return html`
    <p>Say why this is closing, what you did and what you could not do. The reporter will see every word and can dispute
      it.</p>
    <fieldset class="field ${trouble ? 'field--error' : ''}" ?disabled=${fixed} aria-describedby=${trouble ? 'reason-error' : nothing}>
      <legend class="label">Why this is closing</legend>
      ${trouble ? html`<p class="error" id="reason-error" role="alert">${trouble}</p>` : nothing}
      <div class="reasons">
        ${REASONS.map(([code, words]) => html`
          <label class="reason">
            <input type="radio" name="reason" value=${code} .checked=${live(draft.reason === code)} @change=${() => choose(code)}>
            <span>${words}</span>
          </label>`)}
      </div>
    </fieldset>
  `;
}

function textarea(draft: Draft, fixed: boolean, edit: (text: string) => void): TemplateResult {
  const hint = HINTS[draft.action];
  const trouble = draft.trouble?.where === 'text' ? draft.trouble.words : '';
  return html`
    <div class="field ${trouble ? 'field--error' : ''}">
      <label class="label" for="answer">${LABELS[draft.action]}</label>
      ${hint ? html`<p class="hint" id="answer-hint">${hint}</p>` : nothing}
      ${trouble ? html`<p class="error" id="answer-error" role="alert">${trouble}</p>` : nothing}
      <textarea class="input" id="answer" autocapitalize="sentences" ${ref(unwatched)} rows=${ROWS[draft.action]} .value=${live(draft.texts[draft.action])}
        ?readonly=${fixed} aria-invalid=${trouble ? 'true' : nothing}
        aria-describedby=${trouble ? 'answer-error' : hint ? 'answer-hint' : nothing}
        @input=${(event: InputEvent) => edit((event.currentTarget as HTMLTextAreaElement).value)}></textarea>
    </div>
  `;
}

function buttons(desk: Desk, view: DeskThread, draft: Draft): TemplateResult {
  const busy = BUSY[draft.is];
  const trouble = draft.trouble?.where === 'form' ? draft.trouble.words : '';
  const send = view.state === 'closed' && draft.action === 'reply' ? REOPENS : SEND[draft.action];
  const what = draft.is === 'unsure' ? 'Send again' : send;
  return html`
    ${trouble ? html`<p class="trouble" role="alert">${trouble} ${draft.is === 'writing' && draft.meanwhile.length ? showIt(desk) : nothing}</p>` : nothing}
    ${trouble && desk.state.signedOut ? html`<p class="doing">${signInAgain(desk)}</p>` : nothing}
    <div class="doing">
      <button type="submit" class="button" aria-disabled=${busy ? 'true' : nothing}>${busy ?? what}</button>
      <span class="quiet" role="status">${busy
        ? 'Your words stay on this page until the service has them.'
        : draft.action === 'close' && draft.reason ? `Closing as: ${reasonWords(draft.reason)}` : nothing}</span>
    </div>
  `;
}
