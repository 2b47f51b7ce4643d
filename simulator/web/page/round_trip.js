/** A publication on its way: sent, at the broker, judged by the camera, at work; and how long each took. */

import { element, payload } from './words.js';

const PATIENCE_MS = 15000;
const STEPS = [['sent', 'Sent from here'], ['broker', 'Taken by the broker'], ['answer', 'Answered by the camera'], ['work', 'At work in the picture']];

export class RoundTrip {
  #box = document.getElementById('answer');
  #times = null;
  #report = null;
  #version = null;
  #timer = null;

  clear() {
    clearTimeout(this.#timer);
    this.#times = this.#report = null;
    this.#tell('none', element('p', {}, 'Nothing was published from here yet.'));
  }

  /** version: as far as it can be read. */
  send(version) {
    clearTimeout(this.#timer);
    this.#times = { sent: performance.now() };
    this.#report = null;
    this.#version = version;
    this.#show('waiting', version === undefined ? 'A text without a version waits.' : `Version ${version} waits for the camera's answer.`);
    this.#timer = setTimeout(() => this.#show('waiting', 'No answer yet. The broker keeps it until the camera is back.'), PATIENCE_MS);
  }

  refuse(reason) {
    clearTimeout(this.#timer);
    this.#tell('rejected', element('p', { class: 'verdict' }, 'Not sent'), element('p', {}, reason));
  }

  /** Hear a message: the desired configuration as the broker passes it on, or the camera's report. */
  hear({ topic, text, stored }) {
    if (topic === 'config/desired' && this.#times && !stored) {
      this.#note('broker');
      if (this.#report === null) this.#show('waiting', 'The broker has it; the camera will answer.');
      else this.#showReport();
      return;
    }
    const report = topic === 'config/reported' ? payload(text) : null;
    if (report === null) return;
    clearTimeout(this.#timer);
    this.#report = report;
    this.#note('answer');
    this.#showReport();
  }

  setAtWork({ version }) {
    if (this.#times === null || version !== this.#version) return;
    this.#note('work');
    if (this.#report !== null) this.#showReport();
  }

  #note(step) {
    if (this.#times !== null) this.#times[step] ??= performance.now();
  }

  #showReport() {
    const { state, version, desired_version: desired, faults } = this.#report;
    if (state === 'trial') {
      this.#show('applied', `Version ${version} is at work, and has ten seconds to prove itself.`, 'On trial');
      return;
    }
    if (state === 'applied') {
      this.#show(desired === null ? 'none' : 'applied', `Version ${version} is at work.`, desired === null ? 'At work' : 'Applied');
      return;
    }
    const name = desired === null ? 'The text' : `Version ${desired}`;
    const [verdict, said] = {
      narrowed: ['Narrowed', `Version ${version} is at work as far as the policy permits.`],
      'rolled-back': ['Rolled back', `${name} did not prove itself; version ${version ?? '–'} is at work again.`],
    }[state] ?? ['Rejected', `${name} was not taken; version ${version ?? '–'} stays at work.`];
    const places = faults.map(({ path, reason }) => element('li', {}, element('code', {}, path), ` ${reason}`));
    this.#show('rejected', said, verdict, element('ul', {}, ...places));
  }

  #show(state, said, verdict = 'Sent', ...more) {
    this.#tell(state, element('p', { class: 'verdict' }, verdict), element('p', {}, said), ...more, ...this.#steps());
  }

  #steps() {
    if (this.#times === null) return [];
    const times = this.#times;
    const row = ([key, name]) => {
      const done = times[key] !== undefined;
      const took = done ? `${Math.round(times[key] - times.sent)} ms` : '…';
      return element('li', { 'data-done': String(done) }, element('span', {}, name), element('span', {}, took));
    };
    const taken = [undefined, 'trial', 'applied'].includes(this.#report?.state);
    const steps = taken ? STEPS : STEPS.slice(0, 3);
    return [element('ol', { class: 'steps' }, ...steps.map(row))];
  }

  #tell(state, ...parts) {
    this.#box.dataset.state = state;
    this.#box.replaceChildren(...parts);
  }
}
