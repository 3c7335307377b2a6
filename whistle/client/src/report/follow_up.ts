/** `/follow-up`: the token unlocks the conversation on this device; the service sees a signature, never the token. */

import { t, tn } from '../t.js';
import { Conversation } from './conversation.js';
import { warnBeforeCopying } from './copying.js';
import { Disputing, drawOutside, forgetOutside, noticing, printProof, Saying, Sharing, tooLong } from './deeds.js';
import { byId, el, progress, say, show } from './dom.js';
import { Errand, placesOf } from './errand.js';
import { typed } from './fields.js';
import { HandingOver } from './hand_over.js';
import { forget, guardWhile, onLeaving } from './leaving.js';
import { compare, drawMark, forgetMark } from './marking.js';
import { Proving } from './proving.js';
import { answersTrouble, Questions, type QuestionForm } from './questions.js';
import { Refused, type DirectoryView, type RecordView, type ReporterThread } from './rpc.js';
import { fail, listen, Steps } from './steps.js';
import { drawDenial, drawThread } from './thread_view.js';
import { readTrouble, tokenTrouble } from './thread_words.js';

/** Everything that shows what was said. */
const SHOWN = ['standing', 'warnings', 'thread', 'earlier-list', 'receipt'];

export function followUp(): void {
  const steps = new Steps(entering);
  const talk = new Conversation(draw);
  const questions = new Questions(ready);
  const around = { steps, talk, tell };
  const field = byId<HTMLTextAreaElement>('token');
  let drawAgain = (): void => {};

  const reply = new Errand(talk, {
    places: { button: 'send', progress: 'sending', trouble: 'not-sent' },
    what: 'messages',
    seal: (worker) => worker.sealMessage({ kind: 'reply', text: typed('reply') }),
    fields: () => [byId<HTMLTextAreaElement>('reply')],
    arrived: () => say('sending', t('Your message was sent.')),
  });
  const detriment = new Saying(talk, 'detriment', t('Send'), (when) => tell(t('Sent, and logged. The reviewers get it {when}.', { when })));
  const withdrawal = new Saying(talk, 'withdrawal', t('Withdraw my concern'), (when) => tell(t('Withdrawn. The reviewers learn of it {when}.', { when })));
  const dispute = new Disputing(around);
  const share = new Sharing(around);
  const handOver = new HandingOver(steps, talk);
  const notice = noticing(around);
  const proving = new Proving(talk);
  const errands = new Set([reply, detriment.errand, withdrawal.errand, dispute.errand, share.errand, handOver.errand, notice]);

  function entering(step: string): void {
    document.body.classList.toggle('on-paper', step === 'outside');
    if (step !== 'thread') show('told', false);
    if (step === 'share') share.draw();
    if (step === 'prove') proving.draw();
    if (step === 'outside') void talk.prepare().then(({ view }) => drawOutside(around, view), () => {});
  }

  function draw(thread: ReporterThread, directory: DirectoryView, record: RecordView): void {
    if (!thread.known) {
      if (talk.thread) drawDenial(thread, record);
      return;
    }
    drawMark(record);
    drawAgain = () => drawThread(thread, { directory, record, questions, handedOver: talk.handOver, longer: talk.longer, dispute: (message) => dispute.open(message) });
    drawAgain();
  }

  /** Back in the conversation, with what was done said above it. */
  function tell(words: string): void {
    steps.go('thread');
    say('sending', '');
    byId('told').replaceChildren(el('p', '', words));
    show('told', true);
    byId('told').focus();
  }

  /** Below the questions: the way to send what was answered. */
  function ready(form: QuestionForm): void {
    const name = form.element.id;
    const parts = placesOf(name, t('Send answers'));
    const button = el('button', 'govuk-button', t('Send answers'));
    const trouble = el('div', 'danger');
    const sending = el('p', 'progress');
    Object.assign(button, { type: 'button', id: parts.button });
    Object.assign(trouble, { id: parts.trouble, hidden: true, role: 'alert' });
    Object.assign(sending, { id: parts.progress, role: 'status' });
    form.element.append(trouble, el('div', 'actions', button), sending);
    const errand = new Errand(talk, {
      places: parts,
      what: 'messages',
      seal: (worker) => worker.sealMessage({ kind: 'answer', text: '', of: form.of, replies: form.replies() }),
      fields: () => form.element.querySelectorAll('textarea, input') as NodeListOf<HTMLTextAreaElement | HTMLInputElement>,
      arrived: () => {
        errands.delete(errand);
        form.busy = false;
        drawAgain();
        tell(t('Your answers were sent. The reviewers get them {when}.', { when: talk.handOver }));
      },
    });
    errands.add(errand);
    button.dataset['do'] = name;
    actions[name] = async () => {
      const why = errand.inDoubt ? '' : answersTrouble(form);
      if (why) return fail(form.open()[0] ?? `${name}-1`, why);
      form.busy = true;
      await errand.run();
      form.busy = errand.inDoubt;
    };
  }

  async function open(): Promise<unknown> {
    const token = field.value;
    if (token.trim() === '') return fail('token', tokenTrouble('token-length', ''));
    progress('progress', t('Opening your concern'));
    try {
      await (await talk.worker()).unlock({ token });
      const { known, warnings } = await talk.read();
      // A denial counts only when it is signed: it is what the service can be held to later.
      if (!known && warnings.length > 0) return fail('token', readTrouble(undefined));
      field.value = '';
      say('token-count', '');
      return steps.go(known ? 'thread' : 'unknown');
    } catch (error) {
      const mistyped = error instanceof Refused && error.code.startsWith('token-');
      return fail('token', mistyped ? tokenTrouble(error.code, token) : readTrouble(error));
    } finally {
      progress('progress', '');
    }
  }

  const alarms = (): number => byId('warnings').querySelectorAll('.danger').length;

  async function refresh(): Promise<void> {
    show('told', false);
    progress('sending', t('Looking for new messages'));
    try {
      const before = talk.thread?.messages.length ?? 0;
      const warned = alarms();
      const thread = await talk.read();
      progress('sending', '');
      if (!thread.known) return;
      const alarmed = alarms() > warned;
      if (alarmed) byId('warnings').focus(); // the button is at the end of the page, and the warning at its top
      for (const errand of [...errands]) if (errand.inDoubt && (await errand.turnedUp(thread))) return;
      if (alarmed) return;
      const more = thread.messages.length - before;
      say('sending', more > 0 ? tn('{n} new message.', '{n} new messages.', more) : t('There is nothing new.'));
    } catch (error) {
      progress('sending', '');
      fail('refresh', readTrouble(error)); // the field is hidden where nothing more may be written
    }
  }

  function write(): unknown {
    if (typed('reply').trim() === '') return fail('reply', t('Write your message'));
    show('told', false);
    return tooLong('reply') ? undefined : reply.run();
  }

  /** Everything that was read or written here, and whatever would open it again. */
  function clear(): void {
    for (const id of SHOWN) byId(id).replaceChildren();
    drawAgain = () => {};
    talk.thread = undefined;
    questions.forget();
    dispute.forget();
    share.forget();
    handOver.forget();
    forgetOutside();
    forgetMark();
    proving.forget();
  }

  /** Forgets all of it without leaving. */
  async function forgetAll(): Promise<void> {
    for (const errand of errands) errand.forget();
    forget();
    await talk.forget();
    steps.go('forgotten');
  }

  const actions: Record<string, () => unknown> = {
    open, refresh, send: write, forget: forgetAll,
    detriment: () => detriment.send(),
    withdrawal: () => withdrawal.send(),
    dispute: () => dispute.send(),
    share: () => share.send(),
    'hand-token': () => handOver.toToken(),
    'hand-last': () => handOver.toLast(),
    'hand-now': () => handOver.errand.run(),
    notice: () => notice.run(),
    compare: () => compare(talk),
    'proof-print': printProof,
    prove: () => proving.make(),
  };
  listen(steps, actions);

  field.addEventListener('input', () => {
    void talk.prepare().catch(() => {});
    const count = field.value.replace(/[\s-]/g, '').length;
    say('token-count', count ? t('{count} of 28', { count }) : '');
  });
  for (const [id, button] of [['token', 'open'], ['new-last', 'hand-last'], ['mark-then', 'compare']] as const) {
    byId(id).addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      byId(button).click();
    });
  }
  const drafts = (): HTMLTextAreaElement[] => [...document.querySelectorAll('textarea')].filter((each) => each !== field);
  guardWhile(() => drafts().some(({ value }) => value.trim() !== '') || [...errands].some(({ inDoubt }) => inDoubt));
  warnBeforeCopying('thread', 'earlier', 'proof', 'new-token', 'mark');
  onLeaving(clear);
  steps.go('token');
}
