/** The configuration: written here, sent through the broker, judged by the camera. */

import { element, payload } from './words.js';

const VERSION = /^(\s*["']?version["']?\s*:\s*)(\d+)/m;
const PATIENCE_MS = 15000;

const byId = (id) => document.getElementById(id);

export class Editor {
  #text = byId('editor-text');
  #publish = byId('publish');
  #reset = byId('reset');
  #answer = byId('answer');
  #send;
  #atWork = null;
  #filled = null;
  #waiting = null;

  /** send: takes the text; false when there is no connection. */
  constructor(send) {
    this.#send = send;
    this.#publish.addEventListener('click', () => this.#publishText());
    this.#reset.addEventListener('click', () => this.#fill());
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#publishText();
    });
  }

  setAtWork({ version, text }) {
    const first = this.#atWork === null;
    this.#atWork = { version, text };
    for (const part of [this.#text, this.#publish, this.#reset]) part.disabled = false;
    if (first || this.#text.value === this.#filled) this.#fill();
    else this.#suggestVersion();
  }

  /** Show what the camera answered; a stored answer is from before and only informs. */
  answer(message) {
    const report = payload(message.text);
    if (report === null) return;
    clearTimeout(this.#waiting);
    if (report.state === 'applied') this.#tellApplied(report);
    else this.#tellRefused(report);
  }

  refuse(reason) {
    clearTimeout(this.#waiting);
    this.#tell('rejected', element('p', { class: 'verdict' }, 'Not sent'), element('p', {}, reason));
  }

  #publishText() {
    if (this.#publish.disabled) return;
    if (!this.#send(this.#text.value)) {
      this.refuse('the demo has stopped');
      return;
    }
    const version = VERSION.exec(this.#text.value)?.[2];
    const name = version === undefined ? 'A text without a version' : `Version ${version}`;
    this.#tell('waiting', element('p', { class: 'verdict' }, 'Sent'), element('p', {}, `${name} waits for the camera's answer.`));
    this.#waiting = setTimeout(() => {
      this.#tell('waiting', element('p', { class: 'verdict' }, 'No answer yet'), element('p', {}, 'The broker keeps it until the camera is back.'));
    }, PATIENCE_MS);
  }

  #tellApplied({ version, desired_version: desired }) {
    const said = desired === null ? 'At work' : 'Applied';
    this.#tell(desired === null ? 'none' : 'applied', element('p', { class: 'verdict' }, said), element('p', {}, `Version ${version} is at work.`));
  }

  #tellRefused({ state, version, desired_version: desired, faults }) {
    const places = faults.map(({ path, reason }) => element('li', {}, element('code', {}, path), ` ${reason}`));
    const name = desired === null ? 'The text' : `Version ${desired}`;
    this.#tell(
      'rejected',
      element('p', { class: 'verdict' }, state === 'rejected' ? 'Rejected' : 'Rolled back'),
      element('p', {}, `${name} was not taken; version ${version ?? '–'} stays at work.`),
      element('ul', {}, ...places),
    );
  }

  #tell(state, ...parts) {
    this.#answer.dataset.state = state;
    this.#answer.replaceChildren(...parts);
  }

  #fill() {
    this.#text.value = this.#atWork.text;
    this.#suggestVersion();
    this.#filled = this.#text.value;
  }

  /** A camera takes only a version above the one at work: write the next one in, keep the caret. */
  #suggestVersion() {
    const found = VERSION.exec(this.#text.value);
    if (found === null || Number(found[2]) > this.#atWork.version) return;
    const untouched = this.#text.value === this.#atWork.text;
    const start = found.index + found[1].length;
    this.#text.setRangeText(String(this.#atWork.version + 1), start, start + found[2].length, 'preserve');
    if (untouched) this.#filled = this.#text.value;
  }
}
