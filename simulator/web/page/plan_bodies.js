/** People and things on the plan: to scale, with heading and trail. */

const COLOURS = { person: '#f97316', bicycle: '#8b5cf6', car: '#3b82f6', bag: '#a16207' };
const CAR_M = [4.3, 1.8];
const BICYCLE_M = [1.7, 0.5];
const LEAST_PX = 5;

/** body: [name, kind, x_m, ahead_m, facing_deg, motion, carried]; trail: [t_s, x_m, ahead_m] of the past. */
export function drawBody(sheet, [, kind, x, ahead, facing, , carried], trail) {
  const { pen, at, unit, scale } = sheet;
  const colour = COLOURS[kind];
  drawTrail(sheet, trail, colour);
  const [left, top] = at([x, ahead]);
  pen.save();
  pen.translate(left, top);
  // 0 degrees looks at the camera's wall, down the plan; 90 to the camera's right.
  pen.rotate((90 - facing) * (Math.PI / 180));
  pen.fillStyle = colour;
  pen.strokeStyle = 'rgba(255, 255, 255, 0.9)';
  pen.lineWidth = unit;
  pen.beginPath();
  if (kind === 'car' || kind === 'bicycle') {
    const [long, wide] = (kind === 'car' ? CAR_M : BICYCLE_M).map((side) => Math.max(side * scale, LEAST_PX * unit));
    pen.roundRect(-long / 2, -wide / 2, long, wide, wide / 3);
  } else if (kind === 'bag') {
    const side = (carried ? 5 : 8) * unit;
    pen.rect((carried ? 4 : -4) * unit, -side / 2, side, side);
  } else {
    const radius = Math.max(0.28 * scale, LEAST_PX * unit);
    pen.arc(0, 0, radius, 0, 2 * Math.PI);
    pen.moveTo(radius, -radius * 0.6);
    pen.lineTo(radius * 1.9, 0);
    pen.lineTo(radius, radius * 0.6);
  }
  pen.fill();
  pen.stroke();
  pen.restore();
}

function drawTrail({ pen, at, unit }, trail, colour) {
  if (trail.length < 2) return;
  pen.beginPath();
  for (const [, x, ahead] of trail) pen.lineTo(...at([x, ahead]));
  pen.strokeStyle = colour;
  pen.lineWidth = 2 * unit;
  pen.globalAlpha = 0.4;
  pen.stroke();
  pen.globalAlpha = 1;
}
