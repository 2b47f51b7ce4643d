/** Crossings by line and window; a window that was not watched is no zero. */

import { clock, element, payload } from './words.js';

const SHOWN = 6;

export class Counts {
  #table = document.getElementById('counts');
  #note = document.getElementById('counts-note');

  clear() {
    this.#table.tBodies[0].replaceChildren();
    this.#table.hidden = true;
    this.#note.textContent = 'The first window is still open';
  }

  add(message) {
    const count = payload(message.text);
    if (count === null) return;
    const body = this.#table.tBodies[0];
    body.prepend(row(count));
    if (body.children.length > SHOWN) body.lastElementChild.remove();
    this.#table.hidden = false;
    this.#note.textContent = `Windows of ${count.window_s} s, newest first`;
  }
}

function row(count) {
  const start = count.t == null ? 'no clock' : clock(count.t);
  const watched = count.count_in !== null && count.count_in !== undefined;
  const cells = watched ? [count.count_in, count.count_out] : ['not watched', ''];
  return element(
    'tr', {},
    element('th', { scope: 'row' }, `${count.line} (${count.label})`),
    element('td', {}, start),
    ...cells.map((value) => element('td', {}, String(value))),
  );
}
