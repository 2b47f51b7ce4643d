/** Keys on the map: those of the keyboard, and those that its shapes go by. */

const FINE = 0.01;
const COARSE = 0.05;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** How far a key moves things, in shares of the picture: 1 %, with Shift 5 %; null for another key. */
export function step(event) {
  const way = WAYS[event.key];
  return way === undefined ? null : way.map((each) => each * (event.shiftKey ? COARSE : FINE));
}

/** The place of a shape's key, null for another key. */
export function placeOf(key) {
  const [kind, name] = key?.split(' ') ?? [];
  return kind === 'zones' || kind === 'lines' ? { kind, name } : null;
}
