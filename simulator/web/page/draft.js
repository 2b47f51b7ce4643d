/** One configuration in three views: plain document, text, and what the camera would say of it. */

const VERSION = /^(\s*["']?version["']?\s*:\s*)(\d+)/m;
const TYPING_PAUSE_MS = 250;
const KEPT = 200;

/** Tells `change` when document or text are others, `checked` when the answer to them is there. */
export class Draft extends EventTarget {
  #ask;
  #now = { document: null, text: '' };
  #written = '';
  #past = [];
  #future = [];
  #merging = null;
  #number = 0;
  #pause = null;
  #atWork = null;
  #highest = 0;
  #filled = null;
  faults = [];
  /** Whether map and forms show what the text says; a text that is no mapping cannot be shown. */
  readable = false;

  /** ask: sends a check or a writing; false when there is no connection. */
  constructor(ask) {
    super();
    this.#ask = ask;
  }

  get document() {
    return this.#now.document;
  }

  /** The newest text there is; the one of a change of the document comes with its answer. */
  get text() {
    return this.#now.text ?? this.#written;
  }

  /** Whether the text is the document's: after a change it is still to be written. */
  get isWritten() {
    return this.#now.text !== null;
  }

  get atWork() {
    return this.#atWork;
  }

  get isEmpty() {
    return this.#atWork === null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Another camera: nothing is known of it. */
  clear() {
    clearTimeout(this.#pause);
    Object.assign(this, { faults: [], readable: false });
    this.#now = { document: null, text: '' };
    this.#past = [];
    this.#future = [];
    this.#atWork = this.#filled = this.#merging = null;
    this.#highest = 0;
    this.#number += 1;
    this.#tell('change');
  }

  setAtWork({ version, text }) {
    const written = this.#now.text !== null;
    const untouched = this.#atWork === null || (written && (this.text === this.#filled || this.text === text));
    this.#atWork = { version, text };
    this.#highest = Math.max(this.#highest, version);
    this.#show(untouched ? { document: null, text } : this.#now);
    if (untouched) this.#filled = this.text;
  }

  /** Change a copy of the document. Changes with the same `merge` are undone as one. */
  change(make, { merge = null } = {}) {
    if (this.document === null) return;
    const document = structuredClone(this.document);
    make(document);
    this.#keep(merge);
    this.#written = this.text;
    this.#now = { document, text: null };
    this.readable = true;
    this.#tell('change');
    this.#question({ ask: 'write', document });
  }

  /** Take the text as it is typed; it is checked when the typing pauses. */
  type(text) {
    this.#keep('typing');
    this.#now = { document: this.document, text };
    this.#number += 1;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#question({ ask: 'check', text }), TYPING_PAUSE_MS);
    this.#tell('change');
  }

  undo() {
    this.#step(this.#past, this.#future);
  }

  redo() {
    this.#step(this.#future, this.#past);
  }

  reset() {
    this.#keep(null);
    this.#show({ document: null, text: this.#atWork.text });
    this.#filled = this.text;
  }

  /** Take what the camera's parser said, unless something newer was asked since. */
  answer({ number, text, document, faults }) {
    if (number !== this.#number) return;
    this.faults = faults;
    this.readable = document !== null;
    this.#now = { document: document ?? this.document, text: text || this.text };
    if (this.#filled === null) this.#filled = this.text;
    this.#tell('checked');
  }

  #keep(merge) {
    if (merge === null || merge !== this.#merging) {
      this.#past.push(this.#now);
      if (this.#past.length > KEPT) this.#past.shift();
    }
    this.#merging = merge;
    this.#future = [];
  }

  #step(from, to) {
    if (from.length === 0) return;
    to.push(this.#now);
    this.#merging = null;
    this.#show(from.pop());
  }

  /** Show another text. A camera takes only a version above all there were: write the next one in. */
  #show({ document, text }) {
    if (text === null) {
      this.#now = { document, text };
      this.#tell('change');
      this.#question({ ask: 'write', document });
      return;
    }
    const found = VERSION.exec(text);
    const next = this.#highest + 1;
    const late = found !== null && Number(found[2]) < next;
    this.#now = { document: document ?? this.document, text: late ? text.replace(VERSION, `$1${next}`) : text };
    this.#tell('change');
    this.#question({ ask: 'check', text: this.text });
  }

  #question(question) {
    clearTimeout(this.#pause);
    this.#number += 1;
    this.#ask({ ...question, number: this.#number });
  }

  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
