/** The masked picture and what is drawn over it. */

import { plural } from './words.js';

const LOST_MS = 3000;
const ZONE_COLOURS = { restricted_zone: '#fb7185', loitering: '#fbbf24', none: '#60a5fa' };
const LINE_COLOUR = '#22d3ee';
const BOX_COLOUR = '#f8fafc';
const INK = 'rgba(8, 15, 25, 0.78)';

const byId = (id) => document.getElementById(id);

export class View {
  #canvas = byId('picture');
  #pen = this.#canvas.getContext('2d');
  #next = null;
  #drawing = false;
  #last = null;
  #lastMs = performance.now();
  #loss = '';
  #masked = '';

  constructor() {
    for (const id of ['show-zones', 'show-lines', 'show-boxes']) byId(id).addEventListener('change', () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    setInterval(() => this.#tellBanner(), 500);
  }

  /** Take one message: 4 bytes of length, a JSON header, a JPEG. The newest wins. */
  show(message) {
    this.#lastMs = performance.now();
    this.#next = message;
    if (!this.#drawing) this.#drawNext();
  }

  setLoss(reason) {
    this.#loss = reason;
    this.#tellBanner();
  }

  async #drawNext() {
    this.#drawing = true;
    while (this.#next !== null) {
      const message = this.#next;
      this.#next = null;
      if (!byId('freeze').checked) await this.#take(message);
    }
    this.#drawing = false;
  }

  async #take(message) {
    const length = new DataView(message).getUint32(0);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
    const image = await createImageBitmap(new Blob([new Uint8Array(message, 4 + length)], { type: 'image/jpeg' }));
    this.#last?.image.close();
    this.#last = { header, image };
    this.#masked = header.state !== 'ok' ? `Masked whole: ${header.state}` : header.whole ? 'Masked whole' : '';
    this.#draw();
    this.#tellBanner();
    this.#tellWords(header);
  }

  #draw() {
    if (this.#last === null) return;
    const { header, image } = this.#last;
    const width = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    const height = Math.round((width * header.height) / header.width);
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#pen.drawImage(image, 0, 0, width, height);
    const paper = new Paper(this.#pen, width, height);
    if (byId('show-zones').checked) drawZones(paper, header.config);
    if (byId('show-lines').checked) drawLines(paper, header.config);
    if (byId('show-boxes').checked) drawBoxes(paper, header.tracks);
  }

  #tellBanner() {
    const late = performance.now() - this.#lastMs > LOST_MS ? 'No picture for more than 3 seconds' : '';
    const reason = this.#loss || late || this.#masked;
    const banner = byId('banner');
    if (banner.textContent !== reason) banner.textContent = reason;
    banner.hidden = reason === '';
    byId('stage').classList.toggle('lost', (this.#loss || late) !== '');
  }

  #tellWords({ tracks, config }) {
    const counts = new Map();
    for (const { label, confirmed } of tracks) if (confirmed) counts.set(label, (counts.get(label) ?? 0) + 1);
    const seen = [...counts].map(([label, count]) => (label === 'person' && count > 1 ? `${count} people` : plural(count, label)));
    byId('in-view').textContent = seen.length === 0 ? 'Nothing in view' : `In view: ${seen.join(', ')}`;
    const places = [...Object.keys(config.zones), ...Object.keys(config.lines)];
    const name = `Masked live picture with ${places.join(', ') || 'no zones'}`;
    if (this.#canvas.getAttribute('aria-label') !== name) this.#canvas.setAttribute('aria-label', name);
  }
}

/** A canvas in normalised coordinates, with strokes and letters in CSS pixels. */
class Paper {
  constructor(pen, width, height) {
    Object.assign(this, { pen, width, height, unit: devicePixelRatio });
  }

  at([x, y]) {
    return [x * this.width, y * this.height];
  }

  /** Stroke the present path over a dark edge, so that it shows on any picture. */
  stroke(colour, width, dash = []) {
    this.pen.setLineDash(dash.map((length) => length * this.unit));
    this.pen.lineJoin = this.pen.lineCap = 'round';
    for (const [style, extra] of [[INK, 2], [colour, 0]]) {
      this.pen.strokeStyle = style;
      this.pen.lineWidth = (width + extra) * this.unit;
      this.pen.stroke();
    }
    this.pen.setLineDash([]);
  }

  /** Write a name on a dark plate whose lower left corner is at (x, y), kept inside the picture. */
  name(text, x, y, colour) {
    const { pen, unit } = this;
    const letter = (this.width < 480 * unit ? 9.5 : 12) * unit;
    pen.font = `600 ${letter}px system-ui, sans-serif`;
    const wide = pen.measureText(text).width + letter;
    const high = letter * 1.6;
    const left = Math.max(0, Math.min(x, this.width - wide));
    const top = Math.max(0, Math.min(y - high, this.height - high));
    pen.fillStyle = INK;
    pen.beginPath();
    pen.roundRect(left, top, wide, high, 4 * unit);
    pen.fill();
    pen.fillStyle = colour;
    pen.textBaseline = 'middle';
    pen.fillText(text, left + letter / 2, top + high / 2);
  }
}

function drawZones(paper, { zones, rules }) {
  for (const [name, { polygon }] of Object.entries(zones)) {
    const rule = rules.find(({ zone }) => zone === name)?.rule ?? 'none';
    const colour = ZONE_COLOURS[rule] ?? ZONE_COLOURS.none;
    const corners = polygon.map((corner) => paper.at(corner));
    paper.pen.beginPath();
    for (const corner of corners) paper.pen.lineTo(...corner);
    paper.pen.closePath();
    paper.pen.fillStyle = `${colour}2e`;
    paper.pen.fill();
    paper.stroke(colour, 1.5);
    const top = corners.reduce((high, corner) => (corner[1] < high[1] ? corner : high));
    paper.name(name, top[0], top[1], colour);
  }
}

function drawLines(paper, { lines }) {
  for (const [name, line] of Object.entries(lines)) {
    const [from, to] = [paper.at(line.from), paper.at(line.to)];
    paper.pen.beginPath();
    paper.pen.moveTo(...from);
    paper.pen.lineTo(...to);
    paper.stroke(LINE_COLOUR, 2.5);
    drawArrow(paper, from, to);
    paper.name(name, from[0], from[1] - 4 * paper.unit, LINE_COLOUR);
  }
}

/** An arrow from the middle of a line to its right-hand side: the direction called `in`. */
function drawArrow(paper, from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const right = [-along[1], along[0]];
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const reach = (across, sideways) => [0, 1].map((i) => middle[i] + paper.unit * (right[i] * across + along[i] * sideways));
  paper.pen.beginPath();
  paper.pen.moveTo(...middle);
  paper.pen.lineTo(...reach(26, 0));
  paper.pen.moveTo(...reach(17, -8));
  paper.pen.lineTo(...reach(26, 0));
  paper.pen.lineTo(...reach(17, 8));
  paper.stroke(LINE_COLOUR, 2.5);
  const [x, y] = reach(43, 0);
  paper.name('in', x - 12 * paper.unit, y + 10 * paper.unit, LINE_COLOUR);
}

function drawBoxes(paper, tracks) {
  for (const { label, box, confirmed } of tracks) {
    const [left, top] = paper.at(box.slice(0, 2));
    const [right, bottom] = paper.at(box.slice(2));
    paper.pen.beginPath();
    paper.pen.roundRect(left, top, right - left, bottom - top, 3 * paper.unit);
    paper.stroke(BOX_COLOUR, confirmed ? 1.5 : 1, confirmed ? [] : [4, 4]);
    if (confirmed) paper.name(label, left, top, BOX_COLOUR);
  }
}
