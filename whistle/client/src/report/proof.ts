/** The receipt as text, to keep or to show elsewhere. It says nothing about what was written. */

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

/** Fields as lines, then promise and proof just as they were signed: whoever has the log's keys can check them. */
export function proofText({ receipt, hour, inclusion }: Proven, directory: Directory): string {
  const received = new Date(hour * 3_600_000).toISOString().slice(0, 16);
  return [
    `# whistle/v1/proof`,
    `# service ${hex(directory.service)}`,
    `# name ${directory.name}`,
    `# received ${received}Z`,
    `# salt ${hex(receipt.salt)}`,
    `# event ${hex(receipt.event)}`,
    '',
    receipt.promise,
    ...(inclusion === undefined ? [] : [inclusion]),
  ].join('\n');
}
