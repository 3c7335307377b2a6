/** Under the text, kindly: which details in it often point to somebody. It can be put away, and it holds nothing up. */

import { t, tn } from '../t.js';
import { byId, el } from './dom.js';
import { identifying } from './identifying.js';

const PAUSE = 900; // milliseconds without a key: nobody is interrupted in the middle of a word
const MOST = 6;
const LENGTH = 40;

/** Without quotes of its own, as it is shown in quotes. */
function short(detail: string): string {
  const bare = detail.replace(/^[“"]|[”"]$/g, '');
  return bare.length > LENGTH ? `${bare.slice(0, LENGTH).trimEnd()}…` : bare;
}

export class Advice {
  private waiting = 0;
  private wanted = true;
  private said = '';

  /** `place` is where it is said, `field` what it is about. */
  constructor(private readonly place: string, private readonly field: string) {}

  consider(text: string): void {
    clearTimeout(this.waiting);
    if (this.wanted) this.waiting = setTimeout(() => this.draw(text), PAUSE);
  }

  forget(): void {
    clearTimeout(this.waiting);
    this.said = '';
    byId(this.place).replaceChildren();
  }

  private draw(text: string): void {
    const kinds = new Map(identifying(text).map(({ detail, kind }) => [detail, kind]));
    const said = [...kinds.keys()].join('\n');
    if (said === this.said) return; // read out once, not after every word
    this.forget();
    this.said = said;
    if (kinds.size === 0) return;
    const items = [...kinds].slice(0, MOST).map(([detail, kind]) => el('li', '', el('q', '', short(detail)), ` ${kind}`));
    const more = kinds.size - items.length;
    if (more > 0) items.push(el('li', '', tn('and {n} more', 'and {n} more', more)));
    const away = el('button', 'change', t('Do not show this again'));
    away.type = 'button';
    away.addEventListener('click', () => {
      this.wanted = false;
      this.forget();
      byId(this.field).focus();
    });
    byId(this.place).append(
      el('p', '', el('strong', '', t('These can show who somebody is:'))),
      el('ul', 'noticed__list', ...items),
      el('p', '', t('Say it more roughly, or leave it as it is: you know best. This was found on this page, and nobody is told.'), ' ', away),
    );
  }
}
