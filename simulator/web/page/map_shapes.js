/** Draws the map's places as SVG: a focusable shape each, and the chosen one's corners. */

import { placeColour } from './colours.js';
import { rulesOf } from './edits.js';
import { lineFault, polygonFault } from './geometry.js';
import { svg } from './svg.js';

const percent = (value) => Math.round(value * 100);
export const where = ([x, y]) => `${percent(x)} % across, ${percent(y)} % down`;

/** size: { width, height } in px; corners in shares. chosen: whether this place is the selected one. */
export function shape(document, place, corners, size, chosen) {
  const colour = placeColour(place, document);
  const points = corners.map(([x, y]) => [x * size.width, y * size.height]);
  const zone = place.kind === 'zones';
  const fault = zone ? polygonFault(corners) : lineFault({ from: corners[0], to: corners[1] });
  const rules = rulesOf(document, place).map(({ rule }) => String(rule.rule).replace('_', ' '));
  const kind = zone ? `zone, ${corners.length} corners` : 'line';
  const group = svg('g', {
    class: `place${chosen ? ' chosen' : ''}${fault ? ' wrong' : ''}`,
    'data-key': `${place.kind} ${place.name}`,
    role: 'button',
    tabindex: '0',
    'aria-pressed': String(chosen),
    'aria-label': `${place.name}: ${kind}, ${rules.join(', ') || 'no rule'}${fault ? `; ${fault}` : ''}`,
  });
  // Not as an attribute: the page's policy forbids styles in markup.
  group.style.setProperty('--colour', colour);
  const path = points.map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ');
  const outline = zone ? svg('polygon', { points: path }) : svg('polyline', { points: path });
  const dark = outline.cloneNode();
  dark.setAttribute('class', 'under');
  outline.setAttribute('class', 'outline');
  group.append(dark, outline);
  if (!zone) group.append(...directions(points));
  group.append(label(place.name, points, size));
  return group;
}

/** A corner that can be dragged, and a place on the edge after it where a new one can be pulled out. */
export function handles(place, corners, size) {
  const at = ([x, y]) => ({ cx: (x * size.width).toFixed(1), cy: (y * size.height).toFixed(1) });
  const between = place.kind === 'zones' ? corners.map((corner, i) => middle(corner, corners[(i + 1) % corners.length])) : [];
  const names = place.kind === 'zones' ? corners.map((_, i) => `Corner ${i + 1} of ${corners.length}`) : ['Start', 'End'];
  return [
    ...between.map((point, i) => svg('circle', { class: 'between', r: 6, 'data-edge': i, ...at(point) })),
    ...corners.flatMap((corner, i) => [
      svg('circle', {
        class: 'corner', r: 8, role: 'button', tabindex: '0', 'data-key': `corner ${i}`, 'data-corner': i,
        'aria-label': `${names[i]} of ${place.name}: ${where(corner)}`, ...at(corner),
      }),
    ]),
  ];
}

/** What is being drawn, with the corner to come. */
export function sketch(kind, corners, cursor, size, fault) {
  const all = cursor === null ? corners : [...corners, cursor];
  const points = all.map(([x, y]) => `${(x * size.width).toFixed(1)},${(y * size.height).toFixed(1)}`).join(' ');
  const made = [
    svg('polyline', { class: 'under', points }),
    svg('polyline', { class: `sketch${fault ? ' wrong' : ''}`, points }),
    ...corners.map(([x, y], i) => svg('circle', { class: i === 0 ? 'first' : 'set', r: i === 0 && kind === 'zones' ? 9 : 5, cx: x * size.width, cy: y * size.height })),
  ];
  if (kind === 'lines' && all.length === 2) made.push(...directions(all.map(([x, y]) => [x * size.width, y * size.height])));
  if (cursor !== null) {
    const [x, y] = [cursor[0] * size.width, cursor[1] * size.height];
    made.push(svg('path', { class: 'cross', d: `M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}` }));
  }
  return made;
}

function middle(a, b) {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Arrows across a line's middle: `in` to its right, `out` to its left, seen along it. */
function directions([from, to]) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length < 1) return [];
  const [along, down] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const tip = (across, side) => `${(x - down * across + along * side).toFixed(1)} ${(y + along * across + down * side).toFixed(1)}`;
  const arrow = (way) => `M${tip(0, 0)}L${tip(24 * way, 0)}M${tip(15 * way, -7)}L${tip(24 * way, 0)}L${tip(15 * way, 7)}`;
  const word = (way, text) => {
    const [left, top] = tip(36 * way, 0).split(' ');
    return svg('text', { x: left, y: top, class: 'way', 'text-anchor': 'middle', 'dominant-baseline': 'middle' }, text);
  };
  return [
    svg('path', { class: 'under', d: arrow(1) }), svg('path', { class: 'outline', d: arrow(1) }),
    svg('path', { class: 'outline faint', d: arrow(-1) }), word(1, 'in'), word(-1, 'out'),
  ];
}

function label(name, points, size) {
  const top = points.reduce((high, point) => (point[1] < high[1] ? point : high));
  const x = Math.min(Math.max(4, top[0]), size.width - 8 - 7 * name.length);
  return svg('text', { x, y: Math.max(14, top[1] - 7), class: 'name' }, name);
}
