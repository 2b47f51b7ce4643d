/** Draws lanes of time. One Tab stops at each lane; arrows go from mark to mark, and each is told. */

import { svg } from './svg.js';
import { clock } from './words.js';

const LANE_PX = 34;
const HEAD_PX = 18;
const LEAST_PX = 4;

export class Lanes {
  #paper;
  #words;
  #window;
  #rows = [];
  #end = 0;
  #chosen = null;

  /** paper: an SVG. words: where a mark is told. window: seconds that are shown. */
  constructor(paper, words, window) {
    this.#paper = paper;
    this.#words = words;
    this.#window = window;
    new ResizeObserver(() => this.draw(this.#rows, this.#end)).observe(paper);
    paper.addEventListener('pointerover', (event) => this.#tell(event.target.dataset?.mark));
    paper.addEventListener('keydown', (event) => this.#key(event));
    paper.addEventListener('focusin', (event) => this.#go(event.target.dataset?.lane, 'last'));
  }

  /** rows: { lane, place, rule, colour, truth: [[from, to]], marks: [{ key, from, to } or { key, at }] }. */
  draw(rows, end) {
    this.#rows = rows;
    this.#end = end;
    const width = this.#paper.clientWidth;
    if (width === 0) return;
    const height = HEAD_PX + LANE_PX * Math.max(1, rows.length);
    this.#paper.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#paper.setAttribute('height', height);
    const focused = this.#paper.contains(document.activeElement) ? document.activeElement.dataset.lane : undefined;
    const left = width < 600 ? 0 : 190;
    this.#paper.replaceChildren(...this.#axis(width, left, height), ...rows.map((row, i) => this.#lane(row, i, width, left)));
    if (focused !== undefined) this.#laneOf(focused)?.focus();
  }

  #laneOf(name) {
    return [...this.#paper.querySelectorAll('[data-lane]')].find(({ dataset }) => dataset.lane === name);
  }

  #x(time, width, left) {
    const share = 1 - (this.#end - time) / this.#window;
    return left + Math.min(1, Math.max(0, share)) * (width - left - 6);
  }

  #axis(width, left, height) {
    const marks = [];
    for (let time = Math.ceil((this.#end - this.#window) / 30) * 30; time < this.#end; time += 30) {
      const x = this.#x(time, width, left);
      marks.push(svg('line', { x1: x, x2: x, y1: HEAD_PX - 3, y2: height, class: 'grid' }));
      if (x > left + 20 && x < width - 52 && time % 60 === 0) marks.push(svg('text', { x, y: 12, 'text-anchor': 'middle' }, clock(time).slice(0, 5)));
    }
    return [...marks, svg('text', { x: width - 4, y: 12, 'text-anchor': 'end' }, 'now')];
  }

  #lane(row, i, width, left) {
    const top = HEAD_PX + i * LANE_PX;
    const narrow = left === 0;
    const group = svg('g', { class: 'lane', tabindex: '0', role: 'group', 'data-lane': row.lane, 'aria-label': `${row.place}, ${row.rule}: ${row.marks.length} in the last ${this.#window / 60} minutes` });
    group.style.setProperty('--colour', row.colour);
    group.append(
      svg('rect', { x: 0, y: top + 1, width, height: LANE_PX - 2, class: 'row' }),
      svg('text', { x: 8, y: top + (narrow ? 12 : LANE_PX / 2 + 4), class: 'lane-name' }, narrow ? `${row.place} · ${row.rule}` : row.place),
      ...(narrow ? [] : [svg('text', { x: left - 10, y: top + LANE_PX / 2 + 4, 'text-anchor': 'end' }, row.rule)]),
      ...row.truth.map(([from, to]) => this.#bar(from, to, width, left, { y: top + LANE_PX - 6, height: 3, class: 'truth' })),
      ...row.marks.map((mark) => this.#mark(mark, top + (narrow ? 15 : 8), width, left)),
    );
    return group;
  }

  #mark(mark, y, width, left) {
    const shown = { 'data-mark': mark.key, class: `mark${mark.key === this.#chosen ? ' told' : ''}` };
    if (mark.at === undefined) return this.#bar(mark.from, mark.to ?? this.#end, width, left, { ...shown, y, height: 13, class: `${shown.class}${mark.to === null ? ' open' : ''}` });
    const x = this.#x(mark.at, width, left);
    const d = mark.event.direction === 'in' ? `M${x} ${y}l6 12h-12z` : `M${x} ${y + 12}l6 -12h-12z`;
    return svg('path', { ...shown, d });
  }

  #bar(from, to, width, left, attributes) {
    const [start, end] = [this.#x(from, width, left), this.#x(to, width, left)];
    return svg('rect', { x: start, width: Math.max(LEAST_PX, end - start), rx: 2, ...attributes });
  }

  #tell(key) {
    const mark = this.#rows.flatMap(({ marks }) => marks).find((each) => each.key === key);
    if (mark === undefined) return;
    this.#chosen = key;
    this.#words.textContent = mark.said;
  }

  #key(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1, Home: 'first', End: 'last' }[event.key];
    if (way === undefined) return;
    this.#go(event.target.dataset?.lane, way);
    event.preventDefault();
  }

  #go(lane, way) {
    const marks = this.#rows.find((row) => row.lane === lane)?.marks ?? [];
    if (marks.length === 0) {
      this.#words.textContent = 'Nothing happened in this lane.';
      return;
    }
    const before = marks.findIndex(({ key }) => key === this.#chosen);
    if (way === 'last' && before >= 0) return;
    const next = way === 'first' ? 0 : way === 'last' ? marks.length - 1 : before + way;
    this.#tell(marks[Math.min(marks.length - 1, Math.max(0, next))].key);
    this.draw(this.#rows, this.#end);
  }
}
