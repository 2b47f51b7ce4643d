/** The map: places drawn over a masked still, moved by mouse, finger or keys. */

import { Drag } from './drag.js';
import { Drawing } from './drawing.js';
import { add, cornersOf, places, remove, setCorners } from './edits.js';
import { lineFault, polygonFault } from './geometry.js';
import { MapKeys } from './map_keys.js';
import { handles, shape } from './map_shapes.js';

const byId = (id) => document.getElementById(id);

export class PlaceMap {
  #paper = byId('map');
  #note = byId('map-fault');
  #live = byId('map-live');
  #draft;
  #size = { width: 0, height: 0 };
  #drawing;
  #drag;
  #keys;

  constructor(draft, selection) {
    this.#draft = draft;
    this.selection = selection;
    this.#drag = new Drag(this, this.#paper);
    this.#keys = new MapKeys(this);
    this.#drawing = new Drawing({
      paper: this.#paper,
      redraw: () => this.render(),
      say: (text) => this.say(text),
      done: (kind, corners) => this.#add(kind, corners),
    });
    for (const what of ['change', 'checked']) draft.addEventListener(what, () => this.render());
    selection.addEventListener('change', () => this.render());
    new ResizeObserver(() => this.#measure()).observe(this.#paper);
    this.#listen();
  }

  /** Begin to draw a zone or a line. */
  draw(kind) {
    this.selection.choose(null);
    this.#drawing.begin(kind);
  }

  cancel() {
    this.#drawing.end();
  }

  say(text) {
    this.#live.textContent = text;
  }

  /** A place's corners as the document has them, the caller's own. */
  corners(place) {
    return cornersOf(this.#draft.document, place).map((corner) => [...corner]);
  }

  /** Give the chosen place other corners. */
  set(corners, merge = null) {
    const { place } = this.selection;
    this.#draft.change((document) => setCorners(document, place, corners), { merge });
  }

  remove(place) {
    this.#draft.change((document) => remove(document, place));
    this.selection.choose(null);
    this.say(`${place.name} and its rules removed`);
    this.#paper.focus();
  }

  focus(key) {
    [...this.#paper.querySelectorAll('[data-key]')].find((element) => element.dataset.key === key)?.focus();
  }

  render() {
    const focused = this.#paper.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
    this.#paper.replaceChildren(...this.#shapes(), ...this.#drawing.shapes(this.#size));
    if (focused !== undefined) this.focus(focused);
    const fault = this.#drawing.fault || this.#fault();
    this.#note.textContent = fault;
    this.#note.hidden = fault === '';
    this.#paper.classList.toggle('drawing', this.#busy);
  }

  get #busy() {
    return this.#drawing.kind !== null;
  }

  #listen() {
    const paper = this.#paper;
    paper.addEventListener('click', (event) => this.#busy && this.#drawing.point(this.#drag.at(event), this.#size));
    paper.addEventListener('pointerdown', (event) => this.#busy || this.#drag.press(event));
    paper.addEventListener('pointermove', (event) => (this.#busy ? this.#drawing.hover(this.#drag.at(event)) : this.#drag.pull(event)));
    for (const end of ['pointerup', 'pointercancel']) paper.addEventListener(end, (event) => this.#drag.end(event));
    paper.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#drag.cancel()) return;
      (this.#busy ? this.#drawing : this.#keys).key(event);
    });
  }

  #measure() {
    this.#size = { width: this.#paper.clientWidth, height: this.#paper.clientHeight };
    this.#paper.setAttribute('viewBox', `0 0 ${this.#size.width || 1} ${this.#size.height || 1}`);
    this.render();
  }

  /** The chosen place comes last: on top, and with its corners next to it in the order of Tab. */
  #shapes() {
    const document = this.#draft.document;
    const all = places(document).filter((place) => this.#shown(place).length >= 2);
    const chosen = all.filter((place) => this.selection.is(place));
    const drawn = [...all.filter((place) => !chosen.includes(place)), ...chosen];
    const shapes = drawn.map((place) => shape(document, place, this.#shown(place), this.#size, chosen.includes(place)));
    return this.#busy ? shapes : [...shapes, ...chosen.flatMap((place) => handles(place, this.#shown(place), this.#size))];
  }

  /** A place's corners, where they are dragged to at this moment. */
  #shown(place) {
    return (this.selection.is(place) ? this.#drag.corners : null) ?? cornersOf(this.#draft.document, place);
  }

  #fault() {
    const { place } = this.selection;
    const corners = place === null ? [] : this.#shown(place);
    if (corners.length < 2) return '';
    const fault = place.kind === 'zones' ? polygonFault(corners) : lineFault({ from: corners[0], to: corners[1] });
    return fault && `${place.name}: ${fault}`;
  }

  #add(kind, corners) {
    let name = '';
    this.#draft.change((document) => {
      name = add(document, kind, corners);
    });
    this.selection.choose({ kind, name });
    this.say(`${name} drawn. Name it and give it a rule.`);
    const field = byId('places').querySelector(`[data-key="name ${kind}/${name}"]`);
    field?.focus();
    field?.select();
  }
}
