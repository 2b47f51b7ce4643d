/** The last minutes: a lane for each rule and place, spans from open to close, crossings as ticks. */

import { LINE, zoneColour } from './colours.js';
import { Lanes } from './lanes.js';
import { Presence } from './presence.js';
import { clock, payload, sentence } from './words.js';

const WINDOW_S = 180;
const TICK_S = 1;

export class Timeline {
  #lanes = new Lanes(document.getElementById('timeline'), document.getElementById('timeline-words'), WINDOW_S);
  #presence = new Presence(WINDOW_S);
  #config = null;
  #episodes = new Map();
  #ticks = [];
  #boot = null;

  constructor() {
    setInterval(() => this.#draw(), TICK_S * 1000);
  }

  clear() {
    this.#config = null;
    this.#episodes.clear();
    this.#ticks = [];
    this.#boot = null;
    this.#presence.clear();
    this.#draw();
  }

  setConfig(config) {
    this.#config = config;
    this.#draw();
  }

  /** lens: the camera above its ground, null without a truth. */
  place(told, lens) {
    if (lens !== null && this.#config !== null) this.#presence.note(told.bodies, lens, this.#config.zones, now());
  }

  add(message) {
    const event = payload(message.text);
    if (event === null || message.again) return;
    if (event.rule === 'line_crossing' || event.rule === 'summary') this.#ticks.push({ key: event.id, lane: laneOf(event), at: message.at_s, event });
    else this.#note(event, message.at_s);
    this.#draw();
  }

  /** A vision that has started anew remembers nobody: what was open will never be closed. */
  hearStatus(message) {
    const boot = payload(message.text)?.boot ?? null;
    // A will does not know it.
    if (boot === null) return;
    if (this.#boot !== null && boot !== this.#boot) for (const span of this.#episodes.values()) span.to ??= message.at_s;
    this.#boot = boot;
  }

  #note(event, at) {
    const span = this.#episodes.get(event.episode) ?? { key: event.episode, lane: laneOf(event), from: at, to: null };
    span.event = event;
    if (event.phase === 'close') span.to = at;
    this.#episodes.set(event.episode, span);
  }

  #draw() {
    const end = now();
    const start = end - WINDOW_S;
    for (const [key, { to }] of this.#episodes) if (to !== null && to < start) this.#episodes.delete(key);
    this.#ticks = this.#ticks.filter(({ at }) => at >= start);
    this.#lanes.draw(this.#rows(), end);
  }

  #rows() {
    const rules = this.#config?.rules ?? [];
    const marks = [...this.#episodes.values(), ...this.#ticks];
    const known = rules.map((rule) => laneOf(rule));
    const past = marks.map(({ lane }) => lane).filter((lane) => !known.includes(lane));
    return [...new Set([...known, ...past])].map((lane) => ({
      lane,
      ...named(lane),
      colour: this.#colour(lane),
      truth: this.#presence.spans(lane.split(' ')[1]),
      marks: marks.filter((mark) => mark.lane === lane).map((mark) => ({ ...mark, said: said(mark) })),
    }));
  }

  #colour(lane) {
    const [rule, place] = lane.split(' ');
    return rule === 'line_crossing' ? LINE : zoneColour(place, [{ zone: place, rule }]);
  }
}

function laneOf({ rule, of, zone, line, place }) {
  return `${of ?? rule} ${zone ?? line ?? place}`;
}

function named(lane) {
  const [rule, place] = lane.split(' ');
  return { place, rule: rule.replace('_', ' ') };
}

function said({ event, from, to, at }) {
  const words = `${sentence(event).said}, ${sentence(event).around.join(', ')}`;
  if (at !== undefined) return `${clock(at)} ${words}`;
  return `${clock(from)} to ${to === null ? 'now' : clock(to)}: ${event.rule.replace('_', ' ')} in ${event.zone}, ${event.label}, ${event.dwell}`;
}

function now() {
  return Date.now() / 1000;
}
