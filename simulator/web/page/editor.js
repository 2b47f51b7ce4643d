/** The configuration in three views, map, forms and text, and its way to the camera. */

import { Complaints } from './complaints.js';
import { Draft } from './draft.js';
import { PlaceMap } from './map.js';
import { Places } from './places.js';
import { RoundTrip } from './round_trip.js';
import { Selection } from './selection.js';

const byId = (id) => document.getElementById(id);

export class Editor {
  #send;
  #draft;
  #map;
  #trip = new RoundTrip();
  #text = byId('editor-text');
  #waiting = false;

  /** send: passes a wish on; false when there is no connection. */
  constructor(send) {
    const selection = new Selection();
    this.#send = send;
    this.#draft = new Draft(send);
    this.#map = new PlaceMap(this.#draft, selection);
    new Places(this.#draft, selection);
    new Complaints(this.#draft);
    for (const what of ['change', 'checked']) this.#draft.addEventListener(what, () => this.#render());
    this.#draft.addEventListener('checked', () => this.#waiting && this.#publish());
    this.#text.addEventListener('input', () => this.#draft.type(this.#text.value));
    byId('publish').addEventListener('click', () => this.#publish());
    byId('reset').addEventListener('click', () => this.#draft.reset());
    byId('undo').addEventListener('click', () => this.#draft.undo());
    byId('redo').addEventListener('click', () => this.#draft.redo());
    byId('draw-zone').addEventListener('click', () => this.#map.draw('zones'));
    byId('draw-line').addEventListener('click', () => this.#map.draw('lines'));
    byId('editor-desk').addEventListener('keydown', (event) => this.#key(event));
  }

  clear() {
    this.#waiting = false;
    this.#map.cancel();
    this.#draft.clear();
    this.#trip.clear();
  }

  setAtWork(told) {
    this.#draft.setAtWork(told);
    this.#trip.setAtWork(told);
  }

  checked(told) {
    this.#draft.answer(told);
  }

  hear(message) {
    this.#trip.hear(message);
  }

  refuse(reason) {
    this.#trip.refuse(reason);
  }

  /** Publish the text; one that is still being written goes when it is there. */
  #publish() {
    if (this.#draft.isEmpty) return;
    this.#waiting = !this.#draft.isWritten;
    if (this.#waiting) return;
    this.#trip.send(this.#draft.document?.version);
    if (!this.#send({ ask: 'publish', text: this.#draft.text })) this.#trip.refuse('the demo has stopped');
  }

  /** By keyboard a field is not left: what it takes when it is left comes first. */
  #publishFrom(field) {
    field.blur();
    field.focus({ preventScroll: true });
    this.#publish();
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === 'enter') this.#publishFrom(event.target);
    else if (key === 'z') event.shiftKey ? this.#draft.redo() : this.#draft.undo();
    else if (key === 'y') this.#draft.redo();
    else return;
    event.preventDefault();
  }

  #render() {
    const { text, isEmpty, canUndo, canRedo, readable } = this.#draft;
    if (this.#text.value !== text) this.#text.value = text;
    for (const part of [this.#text, byId('publish'), byId('reset')]) part.disabled = isEmpty;
    for (const part of [byId('draw-zone'), byId('draw-line')]) part.disabled = !readable;
    byId('undo').disabled = !canUndo;
    byId('redo').disabled = !canRedo;
    byId('map-stage').classList.toggle('unread', !isEmpty && !readable);
  }
}
