/** `/raise`: from "Is anyone in danger now?" to "We have your concern", in one document. */

import { begin, renew, type Begun } from './beginning.js';
import { drawSummary } from './check.js';
import { day, moment, nextWorkingMorning } from './dates.js';
import { byId, el, say, show } from './dom.js';
import { answers, excess, roomLeft, ticked, typed } from './fields.js';
import { guardWhile, leaveFor, onLeaving } from './leaving.js';
import { ReadersStep, type Readers } from './readers.js';
import { Refused } from './rpc.js';
import { Delivery } from './sending.js';
import { fail, listen, Steps } from './steps.js';
import { beginTrouble, listed, NOT_ARRIVED } from './words.js';

const READ_WITHIN = 24; // hours, the aims that the start page states
const REPLY_WITHIN = 7 * 24;
const FEW = ['1', '2-3'];

export function raise(): void {
  const steps = new Steps(entering);
  let begun: Promise<Begun> | undefined;
  let people: ReadersStep | undefined;
  let chosen: Readers | undefined;
  let token: { token: string; last: string } | undefined;
  let sealed: Promise<ArrayBuffer> | undefined;
  let changing = false;
  let sent = false;

  const urgent = (): boolean => ticked('danger')[0] === 'yes' && ticked('urgent')[0] === 'yes';

  /** Fetches, and starts the worker, while the person reads; a failure is told where it matters. */
  function prepare(): Promise<Begun> {
    begun ??= begin();
    begun.catch(() => {});
    return begun;
  }

  function entering(step: string): string | void {
    document.body.classList.toggle('on-paper', step === 'token');
    if (step === 'device') void prepare();
    if (step === 'check' || changing) {
      changing = false;
      drawSummary({ urgent: urgent(), readers: people!.names(chosen!.readers), leftOut: people!.names(chosen!.leaveOut) }, change);
      return 'check';
    }
    if (step === 'send') {
      show('not-sent', false);
      void seal();
    }
  }

  /** To one step and, after its answer, straight back to the check. */
  function change(step: string): void {
    steps.go(step);
    changing = true;
  }

  /** The page that says why nothing can be sent, and where else to go. */
  function pause(why: string): void {
    say('paused-why', why);
    putAway();
    people = undefined;
    steps.go('paused');
  }

  async function toReaders(): Promise<void> {
    try {
      const { view, service } = await prepare();
      if (!service.accepting) return pause('New concerns are not taken at present.');
      if (!view.current) return pause('The list of reviewers has run out and must be signed again before new concerns can be taken.');
      people ??= new ReadersStep(view);
      steps.go('readers');
    } catch (error) {
      pause(beginTrouble(error));
    }
  }

  /** Encrypts ahead of the press on "Send", so that only the network is left to wait for. */
  function seal(): Promise<ArrayBuffer> {
    sealed ??= prepare().then(async ({ worker }) => {
      const { frame } = await worker.seal({ ...chosen!, urgent: urgent(), text: typed('words'), answers: answers() });
      return frame;
    });
    sealed.catch(() => {
      sealed = undefined;
    });
    return sealed;
  }

  function drawToken({ token }: { token: string }): void {
    byId('token').replaceChildren(...token.split('-').map((group) => el('li', '', group)));
    say('paper', token.replaceAll('-', ' '));
    say('token-again', token);
  }

  function words(next: () => unknown): unknown {
    const text = typed('words');
    if (text.trim() === '') return fail('words', 'Write what happened. A few lines are enough');
    const over = excess(text);
    if (over > 0) return fail('words', `This is about ${over} characters too long. Shorten it: you can add more later with your token`);
    return next();
  }

  function drawDone(hour: number, includeBy: number, clock: boolean): void {
    show('done-clock', clock);
    say('come-back', day(hour + REPLY_WITHIN));
    say('done-who', listed(people!.names(chosen!.readers)));
    say('done-record', moment(includeBy));
    say('done-read', moment(hour + READ_WITHIN));
  }

  function arrived(): void {
    sent = true;
    byId<HTMLTextAreaElement>('words').value = '';
    byId('summary').replaceChildren();
    steps.go('done');
  }

  /** Back to the check with every word, but with a new token. */
  function startAgain(why: string): void {
    putAway();
    steps.go('check');
    fail('summary', why);
  }

  /** Ends the worker and, as only that knows it, the token; nothing was sent under it, or nothing of this. */
  function putAway(): void {
    begun?.then(({ worker }) => worker.terminate()).catch(() => {});
    begun = token = undefined;
    byId<HTMLInputElement>('last').value = ''; // it was the old token's
  }

  /** The list of readers changed after this page was loaded: asks again who may read, with the same words and token. */
  async function askAgain(): Promise<void> {
    try {
      const newer = await renew(await prepare());
      begun = Promise.resolve(newer);
      if (!newer.view.current) return pause(beginTrouble(new Refused('directory-expired', '')));
      people = new ReadersStep(newer.view, chosen!.leaveOut);
      chosen = undefined;
      steps.go('readers');
      show('changed', true);
    } catch (error) {
      const words = `The list of reviewers has changed, so nothing was sent. ${beginTrouble(error)} Your words are still on this page.`;
      byId('not-sent').replaceChildren(el('p', '', words));
    }
  }

  const delivery = new Delivery({ button: 'send', progress: 'progress', trouble: 'not-sent' }, {
    what: 'concerns',
    frame: seal,
    async accept(answer) {
      const { worker } = await prepare();
      const { hour, includeBy, clock } = await worker.accept({ answer });
      drawDone(hour, includeBy, clock);
    },
    doubt: NOT_ARRIVED,
  });

  // Not all browsers wait in print(), and people print from the menu too: the sheet holds as long as this step is shown,
  // and only the title, which would say what the sheet opens, changes while it is made.
  const { title } = document;
  addEventListener('beforeprint', () => {
    if (steps.now === 'token') document.title = '\u00a0';
  });
  addEventListener('afterprint', () => {
    document.title = title;
  });

  listen(steps, {
    danger() {
      const [answer] = ticked('danger');
      if (!answer) return fail('danger', 'Select yes if someone is in danger now');
      say('urgent-when', nextWorkingMorning());
      steps.go(answer === 'yes' ? 'urgent' : 'device');
    },
    urgent() {
      if (!ticked('urgent')[0]) return fail('urgent', 'Select whether it should reach the reviewers at once');
      steps.go('device');
    },
    'words-send': () => words(toReaders),
    'words-more': () => words(() => steps.go('case')),
    'to-readers': toReaders,
    retry: toReaders,
    async readers() {
      chosen = people?.chosen();
      if (!chosen) return;
      sealed = undefined;
      show('changed', false);
      const { worker } = await prepare();
      worker.prepare({ readers: chosen.readers }).catch(() => {});
      steps.go('check');
    },
    async check() {
      sealed = undefined;
      token ??= await (await prepare()).worker.newToken();
      drawToken(token);
      steps.go('token');
    },
    token() {
      const last = typed('last').replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
      if (last && last !== token!.last && last !== token!.token.replaceAll('-', '')) {
        return fail('last', `That is not the last group. Check your note against the token above`);
      }
      const who = listed(people!.names(chosen!.readers));
      say('send-who', `${who} will be able to read it. Nobody else will, not even those who run this service.`);
      steps.go('send');
    },
    print: () => print(),
    async send() {
      show('send-back', false);
      const { outcome, code } = await delivery.attempt();
      if (outcome === 'arrived') return arrived();
      if (outcome === 'in doubt') return; // other bytes would be refused if these did arrive, so nothing may be changed
      sealed = undefined;
      show('send-back', true);
      if (code === 'directory-replaced') return askAgain();
      if (code === 'conflict') startAgain('Something different was already sent with this token. Select ‘Continue’ for a new token');
      if (code === 'worker-failed') startAgain('This could not be encrypted, so nothing was sent. Select ‘Continue’: you will get a new token');
    },
    finish: () => leaveFor('/'),
  });

  byId('words').addEventListener('input', () => say('words-left', roomLeft(typed('words'))));
  byId('known').addEventListener('change', () => show('few', FEW.includes(ticked('known')[0] ?? '')));
  byId('last').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') document.querySelector<HTMLButtonElement>('[data-do="token"]')?.click();
  });
  guardWhile(() => !sent && typed('words').trim() !== '');
  onLeaving(() => {
    byId('token').replaceChildren();
    byId('summary').replaceChildren();
    say('paper', '');
    say('token-again', '');
  });
  steps.go('danger');
}
