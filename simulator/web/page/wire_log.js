/** What left the camera, byte by byte, and what it was told; in the order in which the broker had it. */

import { bytes, clock, element, payload, plural } from './words.js';

const SHOWN = 200;
const DOWN = ['config/desired', 'policy/desired', 'update/desired', 'command/'];

const byId = (id) => document.getElementById(id);

export class WireLog {
  #list = byId('wire');
  #filter = byId('wire-filter');
  #pause = byId('wire-pause');
  #sums = byId('wire-sums');
  #camera = '';
  #all = [];
  #bytes = { left: 0, messages: 0 };
  #seen = null;

  constructor() {
    for (const part of [this.#filter, this.#pause, ...document.querySelectorAll('[name=wire-as]')]) part.addEventListener('input', () => this.#draw());
  }

  clear(camera) {
    this.#camera = camera;
    this.#all = [];
    this.#bytes = { left: 0, messages: 0 };
    this.#seen = null;
    this.#filter.replaceChildren(this.#filter.options[0]);
    this.#draw();
  }

  add(message) {
    const down = DOWN.some((topic) => message.topic.startsWith(topic));
    if (message.topic === 'health') this.#seen = payload(message.text)?.vision ?? this.#seen;
    this.#all.unshift({ message, down });
    this.#all.length = Math.min(this.#all.length, SHOWN);
    this.#offer(message.topic.split('/')[0]);
    if (!this.#pause.checked && this.#fits(message)) this.#insert(this.#all[0]);
    this.#sum();
  }

  /** What the counter says. */
  setBytes(told) {
    this.#bytes = told;
    this.#sum();
  }

  #offer(kind) {
    if ([...this.#filter.options].some(({ value }) => value === kind)) return;
    this.#filter.append(element('option', { value: kind }, `${kind}/…`));
  }

  #fits({ topic }) {
    return this.#filter.value === '' || topic.split('/')[0] === this.#filter.value;
  }

  #insert(entry) {
    this.#list.prepend(this.#row(entry));
    while (this.#list.children.length > SHOWN) this.#list.lastElementChild.remove();
  }

  #draw() {
    if (this.#pause.checked && this.#all.length > 0 && this.#list.children.length > 0 && document.activeElement === this.#pause) return;
    this.#list.replaceChildren(...this.#all.filter(({ message }) => this.#fits(message)).map((entry) => this.#row(entry)));
    this.#sum();
  }

  #sum() {
    const seen = this.#seen && `${plural(this.#seen.frames, 'picture')} × ${bytes(this.#seen.seen_bytes / Math.max(1, this.#seen.frames))} = ${bytes(this.#seen.seen_bytes)}`;
    this.#sums.textContent = `${plural(this.#bytes.messages, 'message')}, ${this.#bytes.left.toLocaleString('en')} bytes left. It saw ${seen || 'not yet told'}. No message holds a pixel.`;
  }

  #row({ message, down }) {
    const said = down ? 'to the camera' : message.stored ? 'from before' : `Σ ${(message.left_bytes ?? 0).toLocaleString('en')}`;
    const summary = element(
      'summary', {},
      element('time', {}, clock(message.at_s)),
      element('span', { class: 'way', 'data-way': down ? 'down' : 'up' }, down ? '↓ in' : '↑ out'),
      element('code', {}, message.topic),
      element('span', { class: 'size' }, `${message.size_bytes.toLocaleString('en')} B`),
      element('span', { class: 'sum' }, message.again ? `${said}, again` : said),
    );
    const details = element('details', {}, summary);
    details.addEventListener('toggle', () => {
      if (details.open && details.children.length === 1) details.append(this.#whole(message));
    });
    return element('li', {}, details);
  }

  #whole({ topic, text, raw }) {
    const as = document.querySelector('[name=wire-as]:checked').value;
    const full = `passerby/v1/${this.#camera}/${topic}`;
    const octets = raw === undefined ? new TextEncoder().encode(text) : Uint8Array.from(atob(raw), (letter) => letter.charCodeAt(0));
    const parsed = payload(text);
    const shown = as === 'hex' ? hex(octets) : as === 'pretty' && parsed !== null ? JSON.stringify(parsed, null, 2) : text;
    return element('pre', { tabindex: '0' }, `${full}\n${octets.length} bytes\n${shown}`);
  }
}

/** Offset, sixteen octets, and what of them is letters. */
function hex(octets) {
  const lines = [];
  for (let at = 0; at < octets.length; at += 16) {
    const row = [...octets.slice(at, at + 16)];
    const digits = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ').padEnd(47);
    const letters = row.map((octet) => (octet > 31 && octet < 127 ? String.fromCharCode(octet) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${digits}  ${letters}`);
  }
  return lines.join('\n');
}
