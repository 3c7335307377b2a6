/**
 * Goes through many concerns and makes one change to each. It can be stopped, and goes on where it stood; what has been
 * sealed is kept until the service has plainly taken or refused it.
 */

import { decide, newJob, noted, type Aim, type Job, type Outcome } from './bulk.js';
import { handsOn } from './handing.js';
import { Refused as WorkerRefused, type DeskThread } from './rpc.js';
import { NoAnswer, Refused, SignedOut } from './server.js';

/** What it needs of the desk. */
export interface Means {
  concerns(aim: Aim): Promise<string[]>;
  open(concern: string): Promise<DeskThread>;
  /** Lets those who stay read the notes as well; true when that took an entry. */
  passOn(concern: string, aim: Aim): Promise<boolean>;
  seal(concern: string, aim: Aim): Promise<ArrayBuffer>;
  post(concern: string, frame: ArrayBuffer, aim: Aim): Promise<void>;
}

const SEALING: Record<string, Outcome> = { 'left-out': 'left-out', 'too-many-readers': 'full', 'no-renewal': 'cannot', 'no-grant': 'gone' };

/** Refusals after which the concern is opened anew, once: somebody else may just have changed it. */
const MISFITS = new Set(['conflict', 'out-of-step', 'changed', 'not-opened']);

export class Runner {
  job: Job | null = null;
  #stopping = false;
  /** How many changes a concern had when ours was sent: until there are more, ours or another waits. */
  #waiting = new Map<string, number>();

  constructor(
    private readonly means: Means,
    private readonly told: (job: Job | null) => void,
    private readonly why: (error: unknown) => string,
  ) {}

  get running(): boolean {
    return this.job?.is === 'listing' || this.job?.is === 'running';
  }

  async start(aim: Aim): Promise<void> {
    if (this.running) return;
    this.#tell(newJob(aim));
    await this.#run();
  }

  /** From where it stopped, with the bytes that were sealed. */
  async goOn(): Promise<void> {
    if (this.job?.is !== 'stopped') return;
    this.#tell({ ...this.job, is: this.job.done.size || this.job.left.length ? 'running' : 'listing', trouble: '' });
    await this.#run();
  }

  /** After the concern in hand. */
  stop(): void {
    this.#stopping = this.running;
  }

  forget(): void {
    this.stop();
    this.#waiting.clear();
    this.#tell(null);
  }

  async #run(): Promise<void> {
    this.#stopping = false;
    const job = this.job!;
    const mine = () => this.job?.aim === job.aim;
    try {
      if (job.is === 'listing') {
        const left = await this.means.concerns(job.aim);
        if (!mine()) return;
        this.#tell({ ...job, is: 'running', left });
      }
      for (let next = this.job!.left[0]; next !== undefined; next = this.job!.left[0]) {
        if (this.#stopping) return this.#tell({ ...this.job!, is: 'stopped' });
        const outcome = await this.#one(next, job.aim);
        if (!mine()) return;
        this.#tell(noted(this.job!, next, outcome));
      }
      this.#tell({ ...this.job!, is: 'done' });
    } catch (error) {
      if (mine()) this.#tell({ ...this.job!, is: 'stopped', trouble: this.why(error) });
    }
  }

  /** What became of one concern. Throws where nobody can say, and nothing is lost: the next try begins here. */
  async #one(concern: string, aim: Aim, again = true): Promise<Outcome> {
    try {
      const kept = this.job?.sealed?.concern === concern ? this.job.sealed.frame : null;
      const frame = kept ?? (await this.#seal(concern, aim));
      if (!(frame instanceof ArrayBuffer)) return frame;
      await this.means.post(concern, frame, aim);
      return 'sent';
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof SignedOut) throw error;
      if (!(error instanceof Refused || error instanceof WorkerRefused)) throw error;
      if (error.code === 'locked' || error.code === 'worker-failed' || error.code === 'too-many') throw error;
      this.#keep(null);
      this.#waiting.delete(concern);
      if (again && MISFITS.has(error.code)) return this.#one(concern, aim, false);
      if (error instanceof Refused) return error.status === 404 ? 'gone' : 'changed';
      if (error.code === 'no-readers') return aim.does === 'leave' ? 'last' : 'cannot';
      return SEALING[error.code] ?? 'doubtful';
    }
  }

  async #seal(concern: string, aim: Aim): Promise<ArrayBuffer | Outcome> {
    const view = await this.means.open(concern);
    if (this.#waiting.get(concern) === view.changes.length) return 'waiting';
    const decision = decide(aim, view);
    const passed = handsOn(aim, decision) && (await this.means.passOn(concern, aim));
    if (decision !== 'go') return passed ? 'passed-on' : decision;
    const frame = await this.means.seal(concern, aim);
    this.#keep({ concern, frame });
    this.#waiting.set(concern, view.changes.length);
    return frame;
  }

  #keep(sealed: Job['sealed']): void {
    if (this.job) this.#tell({ ...this.job, sealed });
  }

  #tell(job: Job | null): void {
    this.job = job;
    this.told(job);
  }
}
