/** The camera above its ground: metres to shares of the picture and back; see simulator/world/pinhole.py. */

const NEAREST_M = 0.05;
const STEPS = 20;

export class Lens {
  constructor(camera) {
    const pitch = (camera.pitch_deg * Math.PI) / 180;
    this.camera = camera;
    this.cos = Math.cos(pitch);
    this.sin = Math.sin(pitch);
    this.focal = camera.width_px / 2 / Math.tan((camera.fov_deg * Math.PI) / 360);
  }

  /** Where a spot of the ground is seen, [x, y] in shares of the picture; null behind the camera. */
  picture([x, ahead]) {
    const { width_px: width, height_px: height, height_m: above, distortion: k1 } = this.camera;
    const depth = ahead * this.cos + above * this.sin;
    if (depth < NEAREST_M) return null;
    const right = (x * this.focal) / depth;
    const down = ((above * this.cos - ahead * this.sin) * this.focal) / depth;
    const factor = k1 ? bent((right ** 2 + down ** 2) / (width / 2) ** 2, k1) : 1;
    return [0.5 + (right * factor) / width, 0.5 + (down * factor) / height];
  }

  /** Where on the ground a point of the picture lies, [x, ahead] in metres; null from the horizon up. */
  ground([x, y]) {
    const { width_px: width, height_px: height, height_m: above, distortion: k1 } = this.camera;
    let right = (x - 0.5) * width;
    let down = (y - 0.5) * height;
    if (k1) {
      const factor = straightened((right ** 2 + down ** 2) / (width / 2) ** 2, k1);
      right *= factor;
      down *= factor;
    }
    const drop = (down / this.focal) * this.cos + this.sin;
    if (drop <= 1e-9) return null;
    const far = above / drop;
    return [(right / this.focal) * far, (this.cos - (down / this.focal) * this.sin) * far];
  }

  /** How far the picture reaches: a little below the horizon, from 10 to 60 m. */
  reach() {
    for (let y = 0; y <= 1; y += 0.02) {
      const spot = this.ground([0.5, y]);
      if (spot !== null && spot[1] < 45) return Math.min(60, Math.max(10, spot[1] * 0.75));
    }
    return 10;
  }
}

function bent(squared, k1) {
  const inner = k1 < 0 ? Math.min(squared, -1 / (3 * k1)) : squared;
  return (1 + k1 * inner) * (squared > inner ? Math.sqrt(inner / squared) : 1);
}

function straightened(squared, k1) {
  if (squared === 0) return 1;
  let seen = Math.sqrt(squared);
  if (k1 < 0) seen = Math.min(seen, (2 / 3) * Math.sqrt(-1 / (3 * k1)));
  let radius = seen;
  for (let step = 0; step < STEPS; step += 1) {
    radius -= (radius * (1 + k1 * radius ** 2) - seen) / Math.max(1 + 3 * k1 * radius ** 2, 1e-9);
  }
  return radius / Math.sqrt(squared);
}
