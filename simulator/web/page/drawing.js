/** A new zone or line while it is drawn: clicks or keys set corners, the first one or Enter closes. */

import { share } from './edits.js';
import { lineFault, polygonFault } from './geometry.js';
import { step } from './keys.js';
import { sketch, where } from './map_shapes.js';

const NEAR_PX = 14;

export class Drawing {
  kind = null;
  #paper;
  #redraw;
  #say;
  #done;
  #corners = [];
  #cursor = null;

  /** done: takes kind and corners of what was drawn. */
  constructor({ paper, redraw, say, done }) {
    this.#paper = paper;
    this.#redraw = redraw;
    this.#say = say;
    this.#done = done;
  }

  begin(kind) {
    this.kind = kind;
    this.#corners = [];
    this.#cursor = [0.5, 0.6];
    this.#paper.focus();
    const what = kind === 'zones' ? 'Enter or a click on the first corner closes the zone' : 'the second point ends the line';
    this.#say(`Drawing. Click, or move with arrows and set with Space; ${what}. Escape gives up.`);
    this.#redraw();
  }

  end() {
    if (this.kind === null) return;
    this.kind = this.#cursor = null;
    this.#corners = [];
    this.#redraw();
  }

  get fault() {
    if (this.kind !== 'zones' || this.#corners.length === 0) return '';
    return polygonFault(this.#withCursor(), { open: true });
  }

  shapes(size) {
    return this.kind === null ? [] : sketch(this.kind, this.#corners, this.#cursor, size, this.fault);
  }

  hover(point) {
    this.#cursor = point;
    this.#redraw();
  }

  /** Set a corner, or close where it is the first one again. size: of the paper in px. */
  point(point, { width, height }) {
    const [first] = this.#corners;
    const near = first && Math.hypot((first[0] - point[0]) * width, (first[1] - point[1]) * height) < NEAR_PX;
    this.#cursor = point;
    if (this.kind === 'zones' && near && this.#corners.length > 1) this.#close();
    else this.#set(point);
  }

  key(event) {
    const by = step(event);
    if (by !== null) {
      this.hover([share(this.#cursor[0] + by[0]), share(this.#cursor[1] + by[1])]);
      this.#say(where(this.#cursor));
    } else if (event.key === ' ') this.#set(this.#cursor);
    else if (event.key === 'Enter') this.#close();
    else if (event.key === 'Backspace' || event.key === 'Delete') this.#back();
    else if (event.key === 'Escape') {
      this.end();
      this.#say('Given up');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #withCursor() {
    const last = this.#corners.at(-1);
    const moved = this.#cursor !== null && String(last) !== String(this.#cursor);
    // On its way back to the first corner the sketch is a closed one.
    return moved && String(this.#corners[0]) !== String(this.#cursor) ? [...this.#corners, this.#cursor] : this.#corners;
  }

  #set(point) {
    if (this.#corners.length >= 32) {
      this.#say('32 corners at most');
      return;
    }
    this.#corners.push(point);
    this.#say(`Corner ${this.#corners.length}: ${where(point)}`);
    if (this.kind === 'lines' && this.#corners.length === 2) this.#close();
    else this.#redraw();
  }

  #back() {
    this.#corners.pop();
    this.#say(`${this.#corners.length} corners`);
    this.#redraw();
  }

  #close() {
    const corners = this.#corners;
    const fault = this.kind === 'zones' ? polygonFault(corners) : this.#lineFault();
    if (fault) {
      this.#say(`Not yet: ${fault}`);
      if (this.kind === 'lines') this.#corners = corners.slice(0, 1);
      this.#redraw();
      return;
    }
    const { kind } = this;
    this.end();
    this.#done(kind, corners);
  }

  #lineFault() {
    const [from, to] = this.#corners;
    return to === undefined ? 'a line has two ends' : lineFault({ from, to });
  }
}
