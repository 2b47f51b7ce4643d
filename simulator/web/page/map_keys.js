/** The map by keyboard alone: choose, move, add and remove. */

import { moved, share } from './edits.js';
import { placeOf, step } from './keys.js';
import { where } from './map_shapes.js';

const REMOVE = ['Delete', 'Backspace'];

export class MapKeys {
  #map;

  constructor(map) {
    this.#map = map;
  }

  key(event) {
    const key = event.target.dataset?.key;
    if (key === undefined) return;
    const index = key.startsWith('corner ') ? Number(key.slice(7)) : null;
    const done = index === null ? this.#onPlace(event, placeOf(key)) : this.#onCorner(event, index);
    if (done) event.preventDefault();
  }

  #onPlace(event, place) {
    const { selection } = this.#map;
    const by = step(event);
    if (by !== null) {
      selection.choose(place);
      this.#map.set(moved(this.#map.corners(place), ...by), `move ${place.name}`);
    } else if (event.key === 'Enter' || event.key === ' ') {
      selection.choose(place);
      this.#map.say(`${place.name} chosen. Tab goes to its corners, arrows move it whole.`);
    } else if (REMOVE.includes(event.key)) this.#map.remove(place);
    else if (event.key === 'Escape') selection.choose(null);
    else return false;
    return true;
  }

  #onCorner(event, index) {
    const { place } = this.#map.selection;
    const corners = this.#map.corners(place);
    const by = step(event);
    if (by !== null) this.#move(place, corners, index, by);
    else if (event.key === 'Enter' && place.kind === 'zones') this.#addAfter(corners, index);
    else if (REMOVE.includes(event.key)) this.#remove(place, corners, index);
    else if (event.key === 'Escape') this.#map.focus(`${place.kind} ${place.name}`);
    else return false;
    return true;
  }

  #move(place, corners, index, [across, down]) {
    corners[index] = [share(corners[index][0] + across), share(corners[index][1] + down)];
    this.#map.set(corners, `corner ${place.name} ${index}`);
    this.#map.say(where(corners[index]));
  }

  #addAfter(corners, index) {
    const next = corners[(index + 1) % corners.length];
    corners.splice(index + 1, 0, corners[index].map((value, axis) => (value + next[axis]) / 2));
    this.#map.set(corners);
    this.#map.focus(`corner ${index + 1}`);
    this.#map.say(`Corner added: ${where(corners[index + 1])}`);
  }

  #remove(place, corners, index) {
    if (place.kind === 'lines' || corners.length <= 3) {
      this.#map.say(place.kind === 'lines' ? 'A line keeps both its ends' : 'A zone keeps three corners');
      return;
    }
    corners.splice(index, 1);
    this.#map.set(corners);
    this.#map.focus(`corner ${Math.min(index, corners.length - 1)}`);
    this.#map.say(`Corner removed, ${corners.length} are left`);
  }
}
