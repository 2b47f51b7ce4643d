/** Places and corners under the mouse or a finger. */

import { moved, share } from './edits.js';
import { placeOf } from './keys.js';

export class Drag {
  /** The chosen place's corners where they are dragged to; null while nothing is dragged. */
  corners = null;
  #map;
  #paper;
  #start = null;

  constructor(map, paper) {
    this.#map = map;
    this.#paper = paper;
  }

  /** Where an event is, in shares of the picture. */
  at(event) {
    const { left, top, width, height } = this.#paper.getBoundingClientRect();
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  }

  press(event) {
    if (event.button !== 0) return;
    const { corner, edge } = event.target.dataset;
    const { selection } = this.#map;
    const place = placeOf(event.target.closest('[data-key]')?.dataset.key);
    if (corner === undefined && edge === undefined) selection.choose(place);
    if (selection.place === null) return;
    const before = this.#map.corners(selection.place);
    const from = this.at(event);
    if (edge !== undefined) {
      before.splice(Number(edge) + 1, 0, from);
      this.corners = before;
    }
    const index = edge !== undefined ? Number(edge) + 1 : corner !== undefined ? Number(corner) : null;
    this.#start = { from, before, index };
    this.#paper.setPointerCapture(event.pointerId);
  }

  pull(event) {
    if (this.#start === null) return;
    const { from, before, index } = this.#start;
    const to = this.at(event);
    const whole = () => moved(before, to[0] - from[0], to[1] - from[1]);
    this.corners = index === null ? whole() : before.map((corner, i) => (i === index ? to : corner));
    this.#map.render();
  }

  /** Escape: all stays where it was. False: nothing was dragged. */
  cancel() {
    if (this.#start === null) return false;
    this.corners = this.#start = null;
    this.#map.render();
    return true;
  }

  end(event) {
    if (this.#start === null) return;
    const { corners } = this;
    const { index } = this.#start;
    this.corners = this.#start = null;
    if (event.type === 'pointerup' && corners !== null) this.#map.set(corners);
    else this.#map.render();
    const { kind, name } = this.#map.selection.place;
    this.#map.focus(index === null ? `${kind} ${name}` : `corner ${index}`);
  }
}
