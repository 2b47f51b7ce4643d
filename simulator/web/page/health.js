/** What the camera says of itself. */

import { element, payload } from './words.js';

const STALE_S = 40;

export class Health {
  #list = document.getElementById('gauges');
  #note = document.getElementById('health-note');
  #status = null;
  #health = null;
  #heardS = 0;

  constructor() {
    setInterval(() => this.#tellAge(), 1000);
  }

  clear() {
    this.#status = this.#health = null;
    this.#heardS = 0;
    this.#list.replaceChildren();
    this.#note.textContent = 'Nothing heard yet';
    this.#note.dataset.bad = false;
  }

  hear(message) {
    if (message.topic === 'status') this.#status = payload(message.text);
    else if (message.topic === 'health') {
      this.#health = payload(message.text);
      this.#heardS = message.at_s;
    } else return;
    this.#list.replaceChildren(...this.#gauges().map(gauge));
    this.#tellAge();
  }

  #gauges() {
    const { vision, uplink } = this.#health ?? {};
    const online = this.#status?.online;
    return [
      ['Camera', online === undefined ? '–' : online ? 'online' : 'offline', online === false],
      ['Configuration', this.#status?.config_version ?? '–'],
      ['Source', vision?.source],
      ['Its camera', vision?.camera, vision?.camera === 'lost'],
      ['Pictures', vision && `${vision.fps} /s`],
      ['Looks', vision && `${vision.looks_per_s} /s`],
      ['Load', vision?.load, vision && vision.load !== 'ok'],
      ['Chip', vision?.temperature_c && `${vision.temperature_c} °C`, vision?.throttled],
      ['Latency, median', vision && `${vision.latency_ms_p50} ms`],
      ['Latency, 95 %', vision && `${vision.latency_ms_p95} ms`],
      ['Masked', vision?.masked_frames.toLocaleString('en')],
      ['Masked whole', vision?.failed_closed_frames.toLocaleString('en'), vision?.failed_closed_frames > 0],
      ['Masked whole now', vision && (vision.masked_whole ?? 'no'), Boolean(vision?.masked_whole)],
      ['Detector', vision?.detector, vision?.detector === 'failed'],
      ['Clock', vision?.clock, vision?.clock === 'unset'],
      ['Vision, says uplink', uplink?.vision, uplink !== undefined && uplink.vision !== 'ok'],
      ['Waiting to be sent', uplink?.door_depth],
      ['Dropped', uplink?.dropped_events, uplink?.dropped_events > 0],
      ['Firmware', this.#status?.firmware],
    ].filter(([, value]) => value !== undefined && value !== null);
  }

  #tellAge() {
    if (this.#heardS === 0) return;
    const age = Math.max(0, Math.round(Date.now() / 1000 - this.#heardS));
    this.#note.textContent = `Heard ${age} s ago`;
    this.#note.dataset.bad = age > STALE_S;
  }
}

function gauge([name, value, bad]) {
  return element('div', bad ? { class: 'bad' } : {}, element('dt', {}, name), element('dd', {}, String(value)));
}
