/** Events in the order of their arrival, newest first. */

import { bytes, clock, element, payload, plural, sentence } from './words.js';

const SHOWN = 100;
// What a person may be told aloud: the newest event, no more often than this.
const ANNOUNCE_MS = 4000;
const FRESH_S = 3;

export class Events {
  #list = document.getElementById('events');
  #count = document.getElementById('events-count');
  #live = document.getElementById('events-live');
  #total = 0;
  #bytes = 0;
  #quietUntil = 0;

  clear() {
    this.#list.replaceChildren();
    this.#total = this.#bytes = 0;
    this.#count.textContent = 'No events yet';
  }

  add(message) {
    const event = payload(message.text);
    const fresh = Date.now() / 1000 - message.at_s < FRESH_S;
    this.#list.prepend(row(message, event, fresh));
    if (this.#list.children.length > SHOWN) this.#list.lastElementChild.remove();
    this.#total += 1;
    this.#bytes += message.size_bytes;
    this.#count.textContent = `${plural(this.#total, 'event')}, ${Math.round(this.#bytes / this.#total)} bytes each`;
    if (fresh && event) this.#announce(event);
  }

  #announce(event) {
    if (Date.now() < this.#quietUntil) return;
    this.#quietUntil = Date.now() + ANNOUNCE_MS;
    const { said, around } = sentence(event);
    this.#live.textContent = `${said}, ${around.join(', ')}`;
  }
}

function row(message, event, fresh) {
  const { said, around } = event ? sentence(event) : { said: message.topic, around: ['not JSON'] };
  const phase = event?.rule === 'line_crossing' ? event.direction : (event?.phase ?? 'unknown');
  const summary = element(
    'summary', {},
    element('span', { class: 'phase', 'data-phase': phase }, phase),
    element('span', { class: 'said' }, said),
    element('span', { class: 'around' }, [...around, bytes(message.size_bytes)].join(' · ')),
    element('time', { datetime: new Date(message.at_s * 1000).toISOString() }, clock(message.at_s)),
  );
  const raw = event ? JSON.stringify(event, null, 2) : message.text;
  const whole = element('pre', {}, `${message.topic}\n${raw}`);
  return element('li', fresh ? { class: 'fresh' } : {}, element('details', {}, summary, whole));
}
