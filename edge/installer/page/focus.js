/**
 * How sharp the picture is: the deviation of its Laplacian (Pech-Pacheco et al., ICPR 2000, who take
 * the square of it; but a bar is to be long before the lens is nearly right).
 *
 * A figure to compare with itself while one turns the lens; it says nothing from one scene to the
 * next. Masks are flat: inside them it is 0, and their edges stay as they are when the lens turns.
 */

const WIDTH = 480;
const canvas = document.createElement('canvas');
const pen = canvas.getContext('2d', { willReadFrequently: true });

export function sharpness(image) {
  const width = Math.min(WIDTH, image.width);
  const height = Math.max(3, Math.round((width * image.height) / image.width));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  pen.drawImage(image, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1) grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  let [count, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  return Math.sqrt(squares / count - (sum / count) ** 2);
}

/** The best figure so far, and a smooth one of now: single pictures tremble with grain. */
export class Focus {
  #now = null;
  #best = 0;

  anew() {
    this.#now = null;
    this.#best = 0;
  }

  add(value) {
    this.#now = this.#now === null ? value : 0.7 * this.#now + 0.3 * value;
    this.#best = Math.max(this.#best, this.#now);
    return { now: this.#now, best: this.#best };
  }
}
