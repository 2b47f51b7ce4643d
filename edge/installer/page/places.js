/** What is drawn: zones, lines and privacy areas, in shares of the picture. */

const NAMES = { zones: 'zone', lines: 'line', areas: 'area' };
export const KINDS = Object.keys(NAMES);

export class Places {
  #all = { zones: {}, lines: {}, areas: {} };
  changed = false;

  /** Begin with what is at work. */
  begin(config) {
    this.#all = {
      zones: Object.fromEntries(Object.entries(config.zones).map(([name, zone]) => [name, zone.polygon])),
      lines: Object.fromEntries(Object.entries(config.lines).map(([name, line]) => [name, [line.from, line.to]])),
      areas: Object.fromEntries(Object.entries(config.privacy.areas).map(([name, zone]) => [name, zone.polygon])),
    };
  }

  get list() {
    return KINDS.flatMap((kind) => Object.entries(this.#all[kind]).map(([name, corners]) => ({ kind, name, corners })));
  }

  /** A name that is free: zones and lines share theirs. */
  free(kind) {
    const taken = new Set(this.list.map(({ name }) => name));
    for (let number = 1; ; number += 1) if (!taken.has(`${NAMES[kind]}-${number}`)) return `${NAMES[kind]}-${number}`;
  }

  set(kind, name, corners) {
    this.#all[kind][name] = corners;
    this.changed = true;
  }

  remove(kind, name) {
    delete this.#all[kind][name];
    this.changed = true;
  }

  /** As the camera wants them. */
  get wanted() {
    const zones = (kind) => Object.fromEntries(Object.entries(this.#all[kind]).map(([name, polygon]) => [name, { polygon }]));
    const lines = Object.fromEntries(Object.entries(this.#all.lines).map(([name, [from, to]]) => [name, { from, to }]));
    return { zones: zones('zones'), lines, areas: zones('areas') };
  }
}
