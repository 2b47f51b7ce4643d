/** The simulator's truth seen from above: the camera's cone, its places on the ground, who is where. */

import { LINE, zoneColour } from './colours.js';
import { Lens } from './ground.js';
import { drawBody } from './plan_bodies.js';

const TRAIL_S = 5;
const PIECES = 16;
const SIZES = { pillar: [0.5, 0.5], hedge: [3, 0.8], wall: [4, 0.3], kiosk: [2.2, 2.2], car: [4.4, 1.8], bench: [1.6, 0.5], sign: [0.8, 0.15] };

const byId = (id) => document.getElementById(id);

export class Plan {
  #card = byId('plan-card');
  #canvas = byId('plan');
  #pen = this.#canvas.getContext('2d');
  #lens = null;
  #ground = null;
  #reach = 10;
  #bodies = [];
  #trails = new Map();
  #config = null;

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  /** Another scene: until its ground is told there is no truth to show. */
  clear() {
    this.#lens = this.#ground = this.#config = null;
    this.#bodies = [];
    this.#trails.clear();
    this.#card.classList.add('without');
    byId('plan-words').textContent = 'A recording comes without a truth.';
    this.#draw();
  }

  setGround(ground) {
    this.#ground = ground;
    this.#lens = new Lens(ground.camera);
    this.#reach = this.#lens.reach();
    this.#card.classList.remove('without');
    this.#draw();
  }

  setConfig(config) {
    this.#config = config;
  }

  /** Where a body's foot is in the picture, null when it is behind the camera; see Presence. */
  get lens() {
    return this.#lens;
  }

  show({ t_s: time, bodies }) {
    this.#bodies = bodies;
    for (const [name, , x, ahead] of bodies) {
      const trail = this.#trails.get(name) ?? [];
      trail.push([time, x, ahead]);
      while (trail.length > 0 && (trail[0][0] < time - TRAIL_S || trail[0][0] > time)) trail.shift();
      this.#trails.set(name, trail);
    }
    const here = new Set(bodies.map(([name]) => name));
    for (const name of this.#trails.keys()) if (!here.has(name)) this.#trails.delete(name);
    this.#draw();
    byId('plan-words').textContent = `${words(bodies)}, ${minutes(time)} after the scene began`;
  }

  #draw() {
    const { clientWidth, clientHeight } = this.#canvas;
    const [width, height] = [clientWidth, clientHeight].map((side) => Math.round(side * devicePixelRatio));
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#pen.clearRect(0, 0, width, height);
    if (this.#lens === null || width === 0) return;
    const scale = (height - 34 * devicePixelRatio) / this.#reach;
    const at = ([x, ahead]) => [width / 2 + x * scale, height - 22 * devicePixelRatio - ahead * scale];
    const sheet = { pen: this.#pen, at, scale, unit: devicePixelRatio, ink: getComputedStyle(this.#canvas).color };
    this.#drawGrid(sheet, width);
    this.#drawCone(sheet);
    this.#drawPlaces(sheet);
    for (const occluder of this.#ground.occluders) drawOccluder(sheet, occluder);
    for (const body of this.#bodies) drawBody(sheet, body, this.#trails.get(body[0]) ?? []);
  }

  #drawGrid({ pen, at, unit, ink }, width) {
    const every = this.#reach > 25 ? 10 : 5;
    pen.font = `${11 * unit}px system-ui, sans-serif`;
    pen.textBaseline = 'bottom';
    for (let ahead = every; ahead < this.#reach; ahead += every) {
      const [, y] = at([0, ahead]);
      pen.globalAlpha = 0.18;
      pen.strokeStyle = pen.fillStyle = ink;
      pen.lineWidth = unit;
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
      pen.globalAlpha = 0.85;
      pen.fillText(`${ahead} m`, 6 * unit, y - 2 * unit);
    }
    pen.globalAlpha = 1;
  }

  #drawCone({ pen, at, unit, ink }) {
    const half = Math.tan((this.#ground.camera.fov_deg * Math.PI) / 360);
    const far = this.#reach * 1.2;
    pen.beginPath();
    for (const corner of [[0, 0], [-half * far, far], [half * far, far]]) pen.lineTo(...at(corner));
    pen.closePath();
    pen.fillStyle = ink;
    pen.globalAlpha = 0.07;
    pen.fill();
    pen.globalAlpha = 1;
    const [x, y] = at([0, 0]);
    pen.beginPath();
    pen.roundRect(x - 8 * unit, y - 2 * unit, 16 * unit, 11 * unit, 3 * unit);
    pen.moveTo(x - 4 * unit, y - 2 * unit);
    pen.lineTo(x - 6 * unit, y - 8 * unit);
    pen.lineTo(x + 6 * unit, y - 8 * unit);
    pen.lineTo(x + 4 * unit, y - 2 * unit);
    pen.fill();
  }

  #drawPlaces(sheet) {
    const { pen, at, unit } = sheet;
    for (const [name, { polygon }] of Object.entries(this.#config?.zones ?? {})) {
      const corners = this.#onGround([...polygon, polygon[0]]);
      pen.strokeStyle = pen.fillStyle = zoneColour(name, this.#config.rules);
      pen.beginPath();
      for (const corner of corners) pen.lineTo(...at(corner));
      pen.closePath();
      pen.globalAlpha = 0.2;
      pen.fill();
      pen.globalAlpha = 1;
      pen.lineWidth = 1.5 * unit;
      pen.stroke();
    }
    for (const { from, to } of Object.values(this.#config?.lines ?? {})) {
      pen.strokeStyle = LINE;
      pen.lineWidth = 2.5 * unit;
      pen.beginPath();
      for (const corner of this.#onGround([from, to])) pen.lineTo(...at(corner));
      pen.stroke();
    }
  }

  /** A row of picture points on the ground. A lens bends edges; what is beyond sight is cut off. */
  #onGround(points) {
    const far = this.#reach * 1.5;
    return points.slice(1).flatMap((end, i) => Array.from({ length: PIECES + 1 }, (_, piece) => {
      const share = piece / PIECES;
      return this.#lens.ground(points[i].map((value, axis) => value + (end[axis] - value) * share));
    })).filter((spot) => spot !== null && spot[1] < far);
  }
}

function drawOccluder({ pen, at, scale, unit, ink }, { kind, at: spot, size }) {
  const [x, y] = at(spot);
  const [usualWidth, deep] = SIZES[kind];
  const wide = (size?.[0] ?? usualWidth) * scale;
  pen.fillStyle = ink;
  pen.globalAlpha = 0.45;
  pen.fillRect(x - wide / 2, y - deep * scale, wide, deep * scale);
  pen.globalAlpha = 1;
  pen.font = `${10 * unit}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  pen.fillText(kind, x - wide / 2, y + 2 * unit);
}

function words(bodies) {
  const counts = new Map();
  for (const [, kind] of bodies) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const plurals = { person: 'people', bicycle: 'bicycles', car: 'cars', bag: 'bags' };
  const said = [...counts].map(([kind, count]) => `${count} ${count === 1 ? kind : plurals[kind]}`);
  return said.length === 0 ? 'Nobody is there' : `${said.join(', ')} on the ground`;
}

function minutes(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
