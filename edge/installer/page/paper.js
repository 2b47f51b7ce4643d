/** The picture, and over it the places: dark lines under bright ones, seen on any ground. */

const COLOURS = { zones: '#ffe600', lines: '#00e5ff', areas: '#ff7bd5' };

/** sketch: kind and corners of what is being drawn, or null. cursor: where the keyboard is, or null. */
export function draw(canvas, image, places, sketch, cursor) {
  canvas.parentElement.style.setProperty('--aspect', image.width / image.height);
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.round((width * image.height) / image.width);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0, width, height);
  pen.font = `700 ${14 * devicePixelRatio}px system-ui, sans-serif`;
  const point = ([x, y]) => [x * width, y * height];
  for (const { kind, name, corners } of places) {
    shape(pen, kind, corners.map(point), true);
    word(pen, name, point(corners[0]), COLOURS[kind]);
  }
  if (sketch === null) return;
  shape(pen, sketch.kind, sketch.corners.map(point), false);
  for (const corner of sketch.corners) dot(pen, point(corner), COLOURS[sketch.kind]);
  if (cursor !== null) dot(pen, point(cursor), '#ffffff');
}

function shape(pen, kind, points, closed) {
  if (points.length < 2) return;
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  if (kind !== 'lines' && closed) pen.closePath();
  if (kind === 'lines' && points.length === 2) arrow(pen, points);
  stroke(pen, COLOURS[kind]);
}

/** What counts as in: from the left of a line to its right, seen along it. */
function arrow(pen, [[x1, y1], [x2, y2]]) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [rx, ry] = [-(y2 - y1) / length, (x2 - x1) / length];
  const [mx, my, size] = [(x1 + x2) / 2, (y1 + y2) / 2, 28 * devicePixelRatio];
  const tip = [mx + rx * size, my + ry * size];
  pen.moveTo(mx, my);
  pen.lineTo(...tip);
  for (const turn of [0.5, -0.5]) {
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    pen.moveTo(...tip);
    pen.lineTo(tip[0] - (rx * c - ry * s) * size * 0.45, tip[1] - (rx * s + ry * c) * size * 0.45);
  }
}

function stroke(pen, colour) {
  for (const [width, style] of [[7, '#000'], [3, colour]]) {
    pen.lineWidth = width * devicePixelRatio;
    pen.strokeStyle = style;
    pen.stroke();
  }
}

function dot(pen, [x, y], colour) {
  pen.beginPath();
  pen.arc(x, y, 9 * devicePixelRatio, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  stroke(pen, colour);
}

function word(pen, text, [x, y], colour) {
  const pad = 4 * devicePixelRatio;
  const width = pen.measureText(text).width;
  const left = Math.min(x, pen.canvas.width - width - 2 * pad);
  const top = Math.max(y, 22 * devicePixelRatio);
  pen.fillStyle = '#000';
  pen.fillRect(left, top - 18 * devicePixelRatio, width + 2 * pad, 22 * devicePixelRatio);
  pen.fillStyle = colour;
  pen.fillText(text, left + pad, top - 2 * devicePixelRatio);
}
