/** The truth beside the events: when somebody's foot was in a zone. */

import { contains } from './geometry.js';

const GAP_S = 1;

export class Presence {
  #window;
  #spans = new Map();

  constructor(window) {
    this.#window = window;
  }

  clear() {
    this.#spans.clear();
  }

  note(bodies, lens, zones, now) {
    const feet = bodies.filter(([, kind]) => kind === 'person').map(([, , x, ahead]) => lens.picture([x, ahead])).filter((foot) => foot !== null);
    for (const [name, { polygon }] of Object.entries(zones)) {
      const spans = this.#spans.get(name) ?? [];
      if (feet.some((foot) => contains(polygon, foot))) extend(spans, now);
      while (spans.length > 0 && spans[0][1] < now - this.#window) spans.shift();
      this.#spans.set(name, spans);
    }
  }

  /** [[from, to], ...] of one zone in UTC seconds. */
  spans(zone) {
    return this.#spans.get(zone) ?? [];
  }
}

function extend(spans, now) {
  const last = spans.at(-1);
  if (last !== undefined && now - last[1] < GAP_S) last[1] = now;
  else spans.push([now, now]);
}
