/** Sends sealed bytes until it is certain what became of them. The same bytes go again, so there is never a second copy. */

import { t } from '../t.js';
import { byId, el, progress, say, show } from './dom.js';
import { Declined, NoAnswer, send } from './service.js';
import { Refused } from './rpc.js';
import { refusal } from './words.js';

export interface Places {
  button: string;
  progress: string;
  trouble: string;
  /** What the button says, if not "Send". */
  label?: string;
}

export interface Job {
  what: 'concerns' | 'messages' | 'epochs' | 'notices';
  /** Resolves to the same bytes each time, until told to forget them. */
  frame(): Promise<ArrayBuffer>;
  /** Checks the answer; throws when it proves nothing. */
  accept(answer: ArrayBuffer): Promise<void>;
  /** What to say when nobody knows whether it arrived. */
  doubt: string;
}

export type Outcome = 'arrived' | 'in doubt' | 'declined' | 'not sealed';

/** What can be said only by one who looked for these bytes and found other things in their place, or nothing. */
const ENDS_DOUBT = new Set(['conflict', 'out-of-step', 'change-waiting', 'directory-replaced']);

export class Delivery {
  private inDoubt = false;

  constructor(private readonly places: Places, private readonly job: Job) {}

  async attempt(): Promise<{ outcome: Outcome; code: string }> {
    const { places, job } = this;
    show(places.trouble, false);
    let at: 'sealing' | 'sending' | 'checking' = 'sealing';
    try {
      progress(places.progress, t('Encrypting on this device'));
      const frame = await job.frame();
      at = 'sending';
      progress(places.progress, t('Sending'));
      const answer = await send(job.what, frame);
      at = 'checking';
      progress(places.progress, t('Checking that it arrived'));
      await job.accept(answer);
      this.settle();
      return { outcome: 'arrived', code: '' };
    } catch (error) {
      const code = error instanceof Declined || error instanceof Refused ? error.code : '';
      const declined = at === 'sending' && error instanceof Declined && (!this.inDoubt || ENDS_DOUBT.has(code));
      this.inDoubt = !declined && (this.inDoubt || at !== 'sealing');
      const outcome = this.inDoubt ? 'in doubt' : declined ? 'declined' : 'not sealed';
      this.trouble(outcome, at === 'checking' && !(error instanceof NoAnswer) ? 'unproven' : code);
      return { outcome, code };
    } finally {
      progress(places.progress, '');
    }
  }

  /** It is known what became of it, or nobody wants to know any more. */
  settle(): void {
    this.inDoubt = false;
    show(this.places.trouble, false);
    this.offerToLeaveIt(true);
    say(this.places.button, this.places.label ?? t('Send'));
  }

  /** Says beside the button that it was not sent, or that nobody knows. */
  trouble(outcome: Outcome, code: string): void {
    const { places, job } = this;
    byId(places.trouble).replaceChildren(el('p', '', words(outcome, code, job.doubt)));
    show(places.trouble, true);
    this.offerToLeaveIt(outcome !== 'in doubt');
    say(places.button, outcome === 'in doubt' ? t('Send again') : (places.label ?? t('Send')));
  }

  /** "Do not hand it over": once it may have arrived, nobody can promise that. */
  private offerToLeaveIt(possible: boolean): void {
    for (const each of document.querySelectorAll<HTMLElement>(`[data-unless="${this.places.button}"]`)) each.hidden = !possible;
  }
}

function words(outcome: Outcome, code: string, doubt: string): string {
  const kept = t('Your words are still on this page.');
  if (outcome === 'declined') return `${refusal(code)} ${kept}`;
  if (outcome === 'in doubt') {
    if (code === 'unproven') return `${t('The service’s answer could not be confirmed.')} ${doubt}`;
    return code ? `${refusal(code)} ${doubt}` : doubt;
  }
  const why = code === 'too-long' ? t('It is too long. Shorten it and send it again.') : t('Go back one step and try again.');
  return `${t('This could not be encrypted, so nothing was sent.')} ${why} ${kept}`;
}
