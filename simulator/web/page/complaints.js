/** What the camera would refuse: in a list, and at the field or zone that each one names. */

import { element, plural } from './words.js';

export class Complaints {
  #form = document.getElementById('editor-desk');
  #list = document.getElementById('complaints');
  #draft;

  constructor(draft) {
    this.#draft = draft;
    draft.addEventListener('checked', () => this.#show());
    draft.addEventListener('change', () => this.#show());
  }

  #show() {
    for (const old of this.#form.querySelectorAll('.complaint')) old.remove();
    for (const old of this.#form.querySelectorAll('[aria-invalid="true"]')) old.removeAttribute('aria-invalid');
    const { faults, isEmpty } = this.#draft;
    this.#list.dataset.state = isEmpty ? 'none' : faults.length > 0 ? 'wrong' : 'good';
    if (isEmpty) return;
    const said = faults.length === 0 ? 'The camera would take this.' : `The camera would refuse this: ${plural(faults.length, 'fault')}`;
    const unread = this.#draft.readable ? [] : [element('p', {}, 'Map and forms wait until the text can be read again.')];
    const places = faults.map((fault) => element('li', {}, element('code', {}, fault.path), ` ${fault.reason}`));
    this.#list.replaceChildren(element('p', {}, said), ...unread, ...(places.length ? [element('ul', {}, ...places)] : []));
    faults.forEach((fault, i) => this.#mark(fault, i));
  }

  #mark({ path, reason }, i) {
    const field = this.#nearest(path);
    if (field === null) return;
    const text = element('p', { class: 'complaint', id: `complaint-${i}` }, reason);
    field.append(text);
    const control = field.matches('.field') ? field.querySelector('input, select') : null;
    control?.setAttribute('aria-invalid', 'true');
    control?.setAttribute('aria-describedby', text.id);
  }

  /** The field of a path, or of the nearest place around it. */
  #nearest(path) {
    const all = [...this.#form.querySelectorAll('[data-path]')];
    const around = all.filter(({ dataset }) => path === dataset.path || path.startsWith(`${dataset.path}.`) || path.startsWith(`${dataset.path}[`));
    return around.reduce((best, each) => (best === null || each.dataset.path.length > best.dataset.path.length ? each : best), null);
  }
}
