/** The masked picture and what is drawn over it. */

import { drawBoxes, drawLines, drawZones } from './overlay.js';
import { Paper } from './paper.js';
import { plural } from './words.js';

const LOST_MS = 3000;

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
  #camera = 0;
  #told;

  /** told: takes the header of every picture that is shown. */
  constructor(told) {
    this.#told = told;
    for (const id of ['show-zones', 'show-lines', 'show-boxes']) byId(id).addEventListener('change', () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    setInterval(() => this.#tellBanner(), 500);
  }

  /** Another camera: its first picture is to come. */
  clear() {
    this.#camera += 1;
    this.#last?.image.close();
    this.#last = this.#next = null;
    this.#masked = '';
    this.#lastMs = performance.now();
    this.#pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    byId('in-view').textContent = '';
    this.#tellBanner();
  }

  get hasPicture() {
    return this.#last !== null;
  }

  /** Put the newest masked picture, without anything over it, on another canvas. False: there is none. */
  copyTo(canvas) {
    if (this.#last === null) return false;
    const { image } = this.#last;
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return true;
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
      if (!byId('freeze').checked || this.#last === null) await this.#take(message);
    }
    this.#drawing = false;
  }

  async #take(message) {
    const length = new DataView(message).getUint32(0);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
    const camera = this.#camera;
    const image = await createImageBitmap(new Blob([new Uint8Array(message, 4 + length)], { type: 'image/jpeg' }));
    if (camera !== this.#camera) return;
    this.#last?.image.close();
    this.#last = { header, image };
    this.#masked = header.state !== 'ok' ? `Masked whole: ${header.state}` : header.whole ? 'Masked whole' : '';
    this.#draw();
    this.#tellBanner();
    this.#tellWords(header);
    this.#told(header);
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
    const first = this.#last === null ? 'The camera starts: its models are loading' : '';
    const reason = first && !this.#loss.startsWith('The') ? first : this.#loss || late || this.#masked;
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
