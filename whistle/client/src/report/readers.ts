/** The step "Who may read this?": who gets the key is settled here, before anything is encrypted. */

import type { DirectoryView, ReviewerView } from './rpc.js';
import { byId, el, row, show } from './dom.js';
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

  /** `leftOut` are the people who were left out before the list changed: they stay so. */
  constructor(private readonly directory: DirectoryView, private readonly leftOut: string[] = []) {
    const { routes, outside } = directory;
    const items = routes.map(({ id, name, about }) => ({ code: String(id), words: name, hint: about }));
    choices('radios', 'route', items, (code) => code === String(routes[0]?.id));
    show('routes', routes.length > 1);
    byId('outside-list').replaceChildren(...outside.map((body) => row(body.name, body.contact, el('span', '', body.about))));
    show('outside', outside.length > 0);
    // Properties, not listeners: a newer list takes the place of the one before.
    byId('route').onchange = () => this.drawPeople();
    byId('readers').onchange = () => this.drawConsequences();
    this.drawPeople();
  }

  /** What was chosen, or undefined after saying what is wrong with it. */
  chosen(): Readers | undefined {
    const readers = ticked('readers');
    if (readers.length === 0) {
      fail('readers', 'Choose at least one person who may read this');
      return undefined;
    }
    if (readers.length > MOST) {
      fail('readers', `Choose no more than ${MOST} people`);
      return undefined;
    }
    return { route: this.route(), readers, leaveOut: [...ticked('readers', false), ...ticked('keep-out')] };
  }

  names(ids: string[]): string[] {
    return ids.map((id) => this.directory.reviewers.find((each) => each.id === id)?.name ?? id);
  }

  private route(): number {
    return Number(ticked('route')[0] ?? this.directory.routes[0]?.id);
  }

  private drawPeople(): void {
    const route = this.route();
    if (route === this.drawnFor) return;
    this.drawnFor = route;
    const { reviewers, routes } = this.directory;
    const members = new Set(routes.find((each) => each.id === route)?.readers);
    const items = (people: ReviewerView[]) => people.map(({ id, name }) => ({ code: id, words: name }));
    const others = reviewers.filter(({ id }) => !members.has(id));
    choices('checkboxes', 'readers', items(reviewers.filter(({ id }) => members.has(id))), (id) => !this.leftOut.includes(id));
    choices('checkboxes', 'keep-out', items(others), (id) => this.leftOut.includes(id));
    show('others', others.length > 0);
    this.drawConsequences();
  }

  /** Under each name that was unticked, what that does; and a warning when hardly anybody is left. */
  private drawConsequences(): void {
    for (const old of document.querySelectorAll('#readers .left-out')) old.remove();
    for (const input of byId('readers').querySelectorAll('input')) {
      if (input.checked) continue;
      const [name = ''] = this.names([input.value]);
      const words = `${name} will not get this concern, and we will not tell them it exists. We cannot stop another reader talking to them.`;
      const note = el('p', 'left-out', words);
      note.setAttribute('role', 'status');
      input.parentElement?.after(note);
    }
    const left = this.names(ticked('readers'));
    const [most, rest] = left.length
      ? [`Only ${left[0]} could read this.`, ' If they are away, or have a part in the case, nobody will answer.']
      : ['Nobody could read this.', ' Tick at least one person, or go outside this service.'];
    byId('too-few').replaceChildren(el('p', '', el('strong', '', most), rest));
    show('too-few', left.length < 2);
  }
}
