/**
 * The record that the service signs at every tick, held against itself: what this session has seen of it must be of one
 * history. The page fetches what is needed, and this says what that is.
 */

import { equal } from '../envelope/bytes.js';
import { continues, parseConsistency } from '../envelope/consistency.js';
import type { Directory } from '../envelope/directory.js';
import { formatMark, isMarkOf, parseMark } from '../envelope/mark.js';
import { openCheckpoint, type Checkpoint } from '../envelope/note.js';
import type { Reporter } from '../envelope/token.js';
import type { Given, RecordGiven, RecordView } from './rpc.js';

/** A checkpoint with the note that signs it, which is what convinces others. */
interface Signed extends Checkpoint {
  note: string;
}

type Finding = 'agrees' | 'forked' | 'unchecked';

export class Records {
  /** The newest that continues all others that were seen. */
  private last: Signed | undefined;
  /** The one that the proof of inclusion leads to. */
  private here: Signed | undefined;
  /** Two that cannot both be true: nothing that the service shows later takes this back. */
  private fork: [Signed, Signed] | undefined;

  /** The directory may be replaced by a newer one while the session lasts. */
  constructor(private readonly directory: () => Directory, private readonly me: Reporter) {}

  /** Takes the checkpoint of a proof of inclusion. One that is not signed is not the record's: the receipt says so. */
  see(inclusion: string | undefined): void {
    this.here = inclusion === undefined ? undefined : this.open(inclusion.slice(inclusion.indexOf('\n\n') + 2));
  }

  judge({ newest, shown, earlier }: RecordGiven): RecordView {
    const needs = new Set<string>();
    if (!this.fork) {
      const top = this.open(newest);
      const held = [this.last, this.here, top].filter((each) => each !== undefined);
      if (held.length === 0 && newest === false) return { needs: [], standing: 'none', mark: '' };
      const found = this.follow(held, shown, needs);
      if (found === 'agrees' && top && needs.size === 0) this.last = held.at(-1);
      else if (needs.size === 0 && !this.fork) return this.view('unchecked', needs);
    }
    const standing = this.fork ? 'forked' : 'agrees';
    if (!earlier || !this.last || this.fork || needs.size > 0) return this.view(standing, needs);
    const compared = this.compare(earlier, this.last, shown, needs);
    return { ...this.view(standing, needs), compared };
  }

  /** What shows others that the record was forked. */
  get evidence(): string[] {
    return this.fork?.map(({ note }) => note) ?? [];
  }

  private view(standing: RecordView['standing'], needs: Set<string>): RecordView {
    return { needs: [...needs], standing, mark: this.last ? formatMark(this.me, this.last) : '' };
  }

  private follow(held: Signed[], shown: Record<string, Given>, needs: Set<string>): Finding {
    held.sort((one, other) => one.size - other.size);
    let all: Finding = 'agrees';
    for (const [i, later] of held.slice(1).entries()) {
      const earlier = held[i] as Signed;
      const found = this.link(earlier, later, shown, needs);
      if (found === 'forked') this.fork = [earlier, later];
      if (found !== 'agrees') all = found;
    }
    return all;
  }

  /** A mark is not signed, so that one which differs convinces nobody else: it may also have been written down wrongly. */
  private compare(earlier: NonNullable<RecordGiven['earlier']>, last: Signed, shown: Record<string, Given>, needs: Set<string>): Finding {
    const mark = parseMark(this.me, earlier.mark);
    if (earlier.note === false) return 'forked'; // the mark is of a size that it signed
    const then = this.open(earlier.note);
    if (!then) return 'unchecked'; // nothing that it signed, and perhaps not even its answer
    if (!isMarkOf(mark, this.me, then)) return 'forked';
    const [older, newer] = then.size > last.size ? [last, then] : [then, last];
    const found = this.link(older, newer, shown, needs);
    if (found === 'forked') this.fork = [older, newer]; // both are signed, so that this convinces others as well
    return found;
  }

  /** Whether the later continues the earlier, as far as the service has shown it. */
  private link(earlier: Signed, later: Signed, shown: Record<string, Given>, needs: Set<string>): Finding {
    if (earlier.size === later.size) return equal(earlier.root, later.root) ? 'agrees' : 'forked';
    const pair = `${earlier.size}/${later.size}`;
    const proof = shown[pair];
    if (proof === undefined) needs.add(pair);
    if (proof === undefined || proof === null) return 'unchecked';
    // It has signed both sizes: that it knows nothing of one of them cannot be true either.
    if (proof === false) return 'forked';
    try {
      return continues(later, earlier, parseConsistency(proof)) ? 'agrees' : 'forked';
    } catch {
      return 'unchecked'; // no proof at all, and perhaps not even the service's answer
    }
  }

  private signed(note: string): Signed {
    const { origin, log } = this.directory();
    return { ...openCheckpoint(note, origin, log), note };
  }

  private open(note: Given): Signed | undefined {
    try {
      return note ? this.signed(note) : undefined;
    } catch {
      return undefined;
    }
  }
}
