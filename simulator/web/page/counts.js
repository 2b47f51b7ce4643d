/** Crossings by line, people by zone, and window; a window that was not watched is no zero. */

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
  const cells = count.zone === undefined ? crossed(count) : present(count);
  return element(
    'tr', {},
    element('th', { scope: 'row' }, `${count.line ?? count.zone} (${count.label})`),
    element('td', {}, start),
    ...cells.map((value) => element('td', {}, String(value))),
  );
}

function crossed({ count_in: came, count_out: left }) {
  return came == null ? ['not watched', ''] : [came, left];
}

function present({ peak, total_s: total, window_s: window }) {
  return peak == null ? ['not watched', ''] : [`at most ${peak}`, `${(total / window).toFixed(1)} on average`];
}
