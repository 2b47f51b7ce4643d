/** A canvas in shares of the picture, with strokes and letters in CSS pixels. */

export const INK = 'rgba(8, 15, 25, 0.78)';

export class Paper {
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
