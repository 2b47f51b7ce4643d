/** The masked still that one draws on: the first picture that shows something, or a new one when it is wanted. */

export class Still {
  #canvas = document.getElementById('still');
  #stage = document.getElementById('map-stage');
  #view;
  #taken = false;

  constructor(view) {
    this.#view = view;
    document.getElementById('new-still').addEventListener('click', () => this.#take());
  }

  clear() {
    this.#taken = false;
    this.#canvas.getContext('2d').clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** A picture is there; one that is masked whole serves until there is a better one. */
  offer(isWhole) {
    if (this.#taken) return;
    this.#take();
    if (isWhole) this.#taken = false;
  }

  #take() {
    this.#taken = this.#view.copyTo(this.#canvas);
    if (this.#taken) this.#stage.style.setProperty('aspect-ratio', `${this.#canvas.width} / ${this.#canvas.height}`);
  }
}
