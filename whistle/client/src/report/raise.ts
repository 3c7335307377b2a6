/** `/raise`: from "Is anyone in danger now?" to "We have your concern", in one document. */

import { t, tn, to } from '../t.js';
import { Advice } from './advice.js';
import { begin, refreshed, renew, type Begun } from './beginning.js';
import { drawSummary, firstSkipped } from './check.js';
import { day, moment } from './dates.js';
import { byId, el, say, show } from './dom.js';
import { answers, counted, excess, roomLeft, ticked, typed } from './fields.js';
import { beforeSending, mayTakeLonger, reaches, soonestLook } from './handing_over.js';
import { clearFields, guardWhile, leaveFor, onLeaving } from './leaving.js';
import { drawOutside } from './outside.js';
import { ReadersStep, type Readers } from './readers.js';
import { openRaiseWorker, Refused, type RaiseApi } from './rpc.js';
import { Delivery } from './sending.js';
import type { Service } from './service.js';
import { fail, listen, Steps } from './steps.js';
import { drawToken, forgetToken, guardToken, isLastGroup, printSheet, type NewToken } from './token_step.js';
import { beginTrouble, listed, NOT_ARRIVED } from './words.js';

const READ_WITHIN = 24; // hours, the aims that the start page states
const REPLY_WITHIN = 7 * 24;
const FEW = ['1', '2-3'];
/** What a changed answer may lead through on its way back to the check. */
const BETWEEN = ['urgent', 'outside'];

/** `atWork`: the visitor's network is one that the operator listed, so that nothing may be entered. */
export function raise(atWork: boolean): void {
  const steps = new Steps(entering, (step) => (changing && !BETWEEN.includes(step) ? 'check' : step));
  let begun: Promise<Begun<RaiseApi>> | undefined;
  let people: ReadersStep | undefined;
  let chosen: Readers | undefined;
  let told: Service | undefined;
  let token: NewToken | undefined;
  let sealed: Promise<ArrayBuffer> | undefined;
  let changing = false;
  let sent = false;

  show('work-listed', atWork);
  show('work-back', !atWork);
  if (atWork) return steps.go('work');

  const urgent = (): boolean => ticked('danger')[0] === 'yes' && ticked('urgent')[0] === 'yes';

  /** Fetches, and starts the worker, while the person reads; a failure is told where it matters. */
  function prepare(): Promise<Begun<RaiseApi>> {
    begun ??= begin(openRaiseWorker);
    begun.catch(() => {});
    return begun;
  }

  function entering(step: string): void {
    document.body.classList.toggle('on-paper', step === 'token');
    if (step === 'urgent') prepare().then(({ service }) => say('urgent-when', soonestLook(service)), () => {});
    if (step === 'device') void prepare();
    if (step === 'outside') drawOutside(people!, people!.names(ticked('readers')), takeRoute);
    if (step === 'check') drawCheck();
    if (step === 'send') void seal();
  }

  function drawCheck(): void {
    changing = false;
    drawSummary({
      urgent: urgent(), reaches: reaches(told!, urgent()),
      readers: people!.names(chosen!.readers), leftOut: people!.names(chosen!.leaveOut),
    }, change);
    say('send-when', beforeSending(told!, urgent()));
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

  /** To a step that needs the list of reviewers; where it cannot be had or used, to the page that says why. */
  async function toPeople(step: 'readers' | 'outside'): Promise<void> {
    try {
      begun = refreshed(await prepare());
      const { view, service } = await begun;
      told = service;
      if (!service.accepting) return pause(t('New concerns are not taken at present.'));
      if (!view.current) return pause(beginTrouble(new Refused('directory-expired', '')));
      people ??= new ReadersStep(view);
      steps.go(step);
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

  function words(next: () => unknown): unknown {
    const text = typed('words');
    if (text.trim() === '') return fail('words', t('Write what happened. A few lines are enough'));
    const over = excess(text);
    if (over <= 0) return next();
    return fail('words', tn(
      'This is about {n} character too long. Shorten it: you can add more later with your token',
      'This is about {n} characters too long. Shorten it: you can add more later with your token', over, { n: counted(over) },
    ));
  }

  /** With readers settled: the keys are made for them while the person checks. */
  async function settle(): Promise<void> {
    sealed = undefined;
    show('changed', false);
    const { worker } = await prepare();
    worker.prepare({ readers: chosen!.readers }).catch(() => {});
    steps.go('check');
  }

  function takeRoute(route: number): void {
    people!.take(route);
    chosen = people!.chosen();
    if (chosen?.readers.length) return void settle();
    changing = false; // nobody is left on that route: who may read it must be chosen anew
    steps.go('readers');
  }

  function drawDone(hour: number, includeBy: number, clock: boolean): void {
    show('done-clock', clock);
    say('come-back', day(hour + REPLY_WITHIN));
    say('done-who', listed(people!.names(chosen!.readers)));
    say('done-record', moment(includeBy));
    say('done-read', moment(hour + READ_WITHIN));
    say('done-longer', mayTakeLonger(told!, hour + READ_WITHIN));
  }

  function arrived(): void {
    sent = true;
    clearFields();
    advice.forget();
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
      const why = t('The list of reviewers has changed, so nothing was sent.');
      byId('not-sent').replaceChildren(el('p', '', `${why} ${beginTrouble(error)} ${t('Your words are still on this page.')}`));
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

  listen(steps, {
    danger() {
      const [answer] = ticked('danger');
      if (!answer) return fail('danger', t('Select yes if someone is in danger now'));
      steps.go(answer === 'yes' ? 'urgent' : 'device');
    },
    urgent() {
      if (!ticked('urgent')[0]) return fail('urgent', t('Select whether it should reach the reviewers at once'));
      steps.go('device');
    },
    'words-send': () => words(() => toPeople('readers')),
    'words-more': () => words(() => steps.go('case')),
    'to-readers': () => toPeople('readers'),
    outside: () => toPeople('outside'),
    retry: () => toPeople('readers'),
    readers() {
      chosen = people?.chosen();
      if (chosen) return people!.whyOutside() ? steps.go('outside') : settle();
    },
    stay() {
      if (!chosen) return steps.go('readers'); // asked before they had chosen anybody
      chosen = people?.chosen();
      if (chosen?.readers.length) return settle();
    },
    'answer-more': () => steps.go(firstSkipped()),
    async check() {
      sealed = undefined;
      token ??= await (await prepare()).worker.newToken();
      drawToken(token);
      steps.go('token');
    },
    token() {
      if (!isLastGroup(token!)) return fail('last', t('That is not the last group. Check your note against the token above'));
      const names = listed(people!.names(chosen!.readers));
      say('send-who', t('{names} will be able to read it. Nobody else will, not even those who run this service.', { names }));
      steps.go('send');
    },
    print: printSheet,
    async send() {
      show('send-back', false);
      const { outcome, code } = await delivery.attempt();
      if (outcome === 'arrived') return arrived();
      if (outcome === 'in doubt') return; // other bytes would be refused if these did arrive, so nothing may be changed
      sealed = undefined;
      show('send-back', true);
      if (code === 'directory-replaced') return askAgain();
      if (code === 'conflict') startAgain(t('Something different was already sent with this token. Select ‘Continue’ for a new token'));
      if (code === 'worker-failed') startAgain(t('This could not be encrypted, so nothing was sent. Select ‘Continue’: you will get a new token'));
    },
    finish: () => leaveFor(to('/')),
  });

  const advice = new Advice('noticed', 'words');
  byId('words').addEventListener('input', () => {
    say('words-left', roomLeft(typed('words')));
    advice.consider(typed('words'));
  });
  byId('known').addEventListener('change', () => {
    const few = FEW.includes(ticked('known')[0] ?? '');
    show('few', few);
    show('care-choices', few);
  });
  byId('last').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') document.querySelector<HTMLButtonElement>('[data-do="token"]')?.click();
  });
  guardWhile(() => !sent && typed('words').trim() !== '');
  guardToken(() => steps.now === 'token');
  onLeaving(() => {
    forgetToken();
    byId('summary').replaceChildren();
    advice.forget();
  });
  steps.go('danger');
}
