/** What is drawn over the live picture: zones, lines with their direction, boxes. */

import { LINE, zoneColour } from './colours.js';

const BOX_COLOUR = '#f8fafc';

export function drawZones(paper, { zones, rules }) {
  for (const [name, { polygon }] of Object.entries(zones)) {
    const colour = zoneColour(name, rules);
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

export function drawLines(paper, { lines }) {
  for (const [name, line] of Object.entries(lines)) {
    const [from, to] = [paper.at(line.from), paper.at(line.to)];
    paper.pen.beginPath();
    paper.pen.moveTo(...from);
    paper.pen.lineTo(...to);
    paper.stroke(LINE, 2.5);
    drawArrow(paper, from, to);
    paper.name(name, from[0], from[1] - 4 * paper.unit, LINE);
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
  paper.stroke(LINE, 2.5);
  const [x, y] = reach(43, 0);
  paper.name('in', x - 12 * paper.unit, y + 10 * paper.unit, LINE);
}

export function drawBoxes(paper, tracks) {
  for (const { label, box, confirmed } of tracks) {
    const [left, top] = paper.at(box.slice(0, 2));
    const [right, bottom] = paper.at(box.slice(2));
    paper.pen.beginPath();
    paper.pen.roundRect(left, top, right - left, bottom - top, 3 * paper.unit);
    paper.stroke(BOX_COLOUR, confirmed ? 1.5 : 1, confirmed ? [] : [4, 4]);
    if (confirmed) paper.name(label, left, top, BOX_COLOUR);
  }
}
