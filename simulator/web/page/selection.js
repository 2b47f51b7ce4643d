/** Which place is chosen, on the map and in the list alike. Tells `change`. */

export class Selection extends EventTarget {
  place = null;

  choose(place) {
    if (this.is(place)) return;
    this.place = place;
    this.dispatchEvent(new Event('change'));
  }

  is(place) {
    return this.place?.kind === place?.kind && this.place?.name === place?.name;
  }
}
