/** A zone, line or area while it is drawn: a tap or the Space key sets a corner. */

const LEAST = { zones: 3, lines: 2, areas: 3 };
const MOST = { zones: 32, lines: 2, areas: 32 };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.02;

const share = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;

export class Drawing {
  kind = null;
  corners = [];
  cursor = null;
  #name = null;

  /** name: of the place that is drawn anew, or null. */
  begin(kind, name) {
    Object.assign(this, { kind, corners: [], cursor: null });
    this.#name = name;
  }

  end() {
    const made = { kind: this.kind, name: this.#name, corners: this.corners };
    Object.assign(this, { kind: null, corners: [], cursor: null });
    return made;
  }

  get sketch() {
    return this.kind === null ? null : { kind: this.kind, corners: this.corners };
  }

  get isEnough() {
    return this.kind !== null && this.corners.length >= LEAST[this.kind];
  }

  get said() {
    const left = LEAST[this.kind] - this.corners.length;
    if (this.kind === 'lines' && left <= 0) return 'The arrow shows what counts as in.';
    return left > 0 ? `Tap the picture: ${left} more ${left === 1 ? 'corner' : 'corners'}` : 'Done, or more corners';
  }

  set(x, y) {
    if (this.kind !== null && this.corners.length < MOST[this.kind]) this.corners.push([share(x), share(y)]);
  }

  back() {
    this.corners.pop();
  }

  /** Whether the key meant something. */
  key({ key }) {
    if (this.kind === null) return false;
    if (key in STEPS) {
      const [x, y] = this.cursor ?? [0.5, 0.5];
      this.cursor = [share(x + STEP * STEPS[key][0]), share(y + STEP * STEPS[key][1])];
    } else if (key === ' ' && this.cursor !== null) this.set(...this.cursor);
    else if (key === 'Backspace') this.back();
    else return false;
    return true;
  }
}
