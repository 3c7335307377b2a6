/** The step "Who may read this?": who gets the key is settled here, before anything is encrypted. */

import type { DirectoryView, ReviewerView } from './rpc.js';
import { t } from '../t.js';
import { byId, el, show } from './dom.js';
import { choices, ticked } from './fields.js';
import { fail } from './steps.js';

const MOST = 7; // grants that a concern can carry beside the reporter's own

export interface Readers {
  route: number;
  readers: string[];
  leaveOut: string[];
}

export class ReadersStep {
  private drawnFor = -1;
  /** Who was unticked or kept out, on whichever route: choosing another must not let anyone in again. */
  private readonly out: Set<string>;

  /** `leftOut` are the people who were left out before the list changed: they stay so. */
  constructor(readonly directory: DirectoryView, leftOut: string[] = []) {
    const isOut = ({ entries }: ReviewerView): boolean => entries.some((id) => leftOut.includes(id));
    this.out = new Set(directory.reviewers.filter(isOut).map(({ id }) => id));
    const { routes } = directory;
    const items = routes.map(({ id, name, about }) => ({ code: String(id), words: name, hint: about }));
    choices('radios', 'route', items, (code) => code === String(routes[0]?.id));
    show('routes', routes.length > 1);
    // Properties, not listeners: a newer list takes the place of the one before.
    byId('route').onchange = () => this.drawPeople();
    byId('readers').onchange = () => this.changed(true);
    byId('keep-out').onchange = () => this.changed(false);
    byId('standards').onchange = () => this.drawConsequences();
    this.drawPeople();
  }

  /** What was chosen, or undefined after saying what is wrong with it. Of readers there may be none. */
  chosen(): Readers | undefined {
    const readers = ticked('readers');
    if (readers.length > MOST) {
      fail('readers', t('Choose no more than {most} people', { most: MOST }));
      return undefined;
    }
    return { route: this.route(), readers, leaveOut: [...ticked('readers', false), ...ticked('keep-out')] };
  }

  /** Why the ways outside come first: hardly anybody is left to read it, or it is about those who would. */
  whyOutside(): string {
    const left = this.names(ticked('readers'));
    if (left.length === 0) return t('You have left everyone out, so nobody could read it here.');
    if (this.directory.routes.find(({ id }) => id === this.route())?.outside) return '';
    if (this.isAboutStandards()) return t('It is about professional standards itself, so people who do not answer to them may be safer.');
    return left.length === 1 ? onlyOne(left[0]!) : '';
  }

  /** Chooses a route for the person, with whoever was not left out. */
  take(route: number): void {
    for (const input of byId('route').querySelectorAll('input')) input.checked = input.value === String(route);
    this.drawPeople();
  }

  names(ids: string[]): string[] {
    return ids.map((id) => this.directory.reviewers.find((each) => each.id === id)?.name ?? id);
  }

  private isAboutStandards = (): boolean => ticked('standards').length > 0;

  private route(): number {
    return Number(ticked('route')[0] ?? this.directory.routes[0]?.id);
  }

  /** Remembers ticks: in the list of readers, whoever is not ticked is out; in the other, whoever is. */
  private changed(reading: boolean): void {
    const list = reading ? 'readers' : 'keep-out';
    for (const id of ticked(list, reading)) this.out.delete(id);
    for (const id of ticked(list, !reading)) this.out.add(id);
    this.drawConsequences();
  }

  private drawPeople(): void {
    const route = this.route();
    if (route === this.drawnFor) return;
    this.drawnFor = route;
    const { reviewers, routes } = this.directory;
    const members = new Set(routes.find((each) => each.id === route)?.readers);
    const items = (people: ReviewerView[]) => people.map(({ id, name }) => ({ code: id, words: name }));
    const others = reviewers.filter(({ id }) => !members.has(id));
    choices('checkboxes', 'readers', items(reviewers.filter(({ id }) => members.has(id))), (id) => !this.out.has(id));
    choices('checkboxes', 'keep-out', items(others), (id) => this.out.has(id));
    show('others', others.length > 0);
    byId<HTMLDetailsElement>('others').open = others.some(({ id }) => this.out.has(id));
    this.drawConsequences();
  }

  /** Under each name that was unticked, what that does; and a warning when hardly anybody is left. */
  private drawConsequences(): void {
    for (const old of document.querySelectorAll('#readers .left-out')) old.remove();
    for (const input of byId('readers').querySelectorAll('input')) {
      if (input.checked) continue;
      const [name = ''] = this.names([input.value]);
      const words = t('{name} will not get this concern, and we will not tell them it exists. We cannot stop another reader talking to them.', { name });
      const note = el('p', 'left-out', words);
      note.setAttribute('role', 'status');
      input.parentElement?.after(note);
    }
    const why = this.whyOutside();
    byId('too-few').replaceChildren(el('p', '', el('strong', '', why), ` ${t('The next page shows who you can go to outside.')}`));
    show('too-few', why !== '');
  }
}

const onlyOne = (name: string): string =>
  t('Only {name} could read it here. If they are away, or have a part in the case, nobody will answer.', { name });
