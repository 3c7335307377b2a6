/** The receipt as text, to keep or to show elsewhere. It says nothing of what was written. */

import { hex } from '../envelope/bytes.js';
import type { Directory } from '../envelope/directory.js';
import type { Receipt } from '../envelope/frame.js';

export interface Proven {
  receipt: Receipt;
  /** When the service says that it received the concern. */
  hour: number;
  /** Once it has been checked. */
  inclusion?: string;
}

/**
 * Fields as lines, then promise and proof just as they were signed: whoever has the log's keys can check them. Two
 * checkpoints that were never of one log stand at the end.
 */
export function proofText(proven: Proven | undefined, forked: string[], directory: Directory): string {
  return [
    '# whistle/v1/proof',
    `# service ${hex(directory.service)}`,
    `# name ${directory.name}`,
    ...(proven ? received(proven) : ['']),
    ...(forked.length ? ['# forked: the service signed both of these', '', ...forked] : []),
  ].join('\n');
}

function received({ receipt, hour, inclusion }: Proven): string[] {
  return [
    `# received ${new Date(hour * 3_600_000).toISOString().slice(0, 16)}Z`,
    `# salt ${hex(receipt.salt)}`,
    `# event ${hex(receipt.event)}`,
    '',
    receipt.promise,
    ...(inclusion === undefined ? [] : [inclusion]),
  ];
}
