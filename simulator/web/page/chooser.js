/** Chooses the scene: a dialog with a search over the catalogue and the recordings. */

import { element, plural } from './words.js';

const THEMES = {
  video: 'Recordings', restricted_zone: 'Restricted zones', loitering: 'Loitering', line_crossing: 'Line crossing', occupancy: 'Occupancy', wrong_way: 'Wrong way',
  objects: 'Things', camera: 'Camera trouble', network: 'Network trouble',
};
const NATURES = { normal: 'normal case', near_miss: 'near miss', nasty: 'nasty case' };

const byId = (id) => document.getElementById(id);

export class Chooser {
  #dialog = byId('chooser');
  #search = byId('scene-search');
  #list = byId('scene-list');
  #cards = [];
  #key = '';
  #choose;

  /** choose: takes the key of the scene that was chosen. */
  constructor(choose) {
    this.#choose = choose;
    byId('choose-scene').addEventListener('click', () => this.#open());
    byId('chooser-close').addEventListener('click', () => this.#dialog.close());
    this.#search.addEventListener('input', () => this.#draw());
    this.#dialog.addEventListener('keydown', (event) => this.#key_(event));
  }

  setCards({ cards }) {
    this.#cards = cards;
    byId('choose-scene').disabled = false;
    this.#draw();
  }

  setStage({ card }) {
    this.#key = card.key;
    byId('scene-title').textContent = card.title;
    byId('scene-about').textContent = card.about;
    byId('scene-nature').textContent = card.nature ? NATURES[card.nature] : 'recording';
    byId('scene-nature').dataset.nature = card.nature ?? 'recording';
    this.#draw();
  }

  #open() {
    this.#search.value = '';
    this.#draw();
    this.#dialog.showModal();
    this.#search.focus();
  }

  #draw() {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (card) => {
      const text = `${card.key} ${card.title} ${card.about} ${THEMES[card.theme]} ${NATURES[card.nature] ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const found = this.#cards.filter(fits);
    const groups = Object.keys(THEMES).map((theme) => [theme, found.filter((card) => card.theme === theme)]);
    this.#list.replaceChildren(...groups.filter(([, cards]) => cards.length > 0).map(([theme, cards]) => this.#group(theme, cards)));
    byId('scene-found').textContent = plural(found.length, 'scene');
  }

  #group(theme, cards) {
    return element('section', {}, element('h3', {}, THEMES[theme]), element('ul', {}, ...cards.map((card) => element('li', {}, this.#button(card)))));
  }

  #button(card) {
    const now = card.key === this.#key;
    const nature = card.nature ? [element('span', { class: 'nature', 'data-nature': card.nature }, NATURES[card.nature])] : [];
    const button = element(
      'button', { type: 'button', class: 'scene', 'data-scene': card.key, ...(now ? { 'aria-current': 'true' } : {}) },
      element('span', { class: 'scene-title' }, card.title), ...nature, element('span', { class: 'fine' }, card.about),
    );
    button.addEventListener('click', () => {
      this.#dialog.close();
      this.#choose(card.key);
    });
    return button;
  }

  /** Arrows go through the scenes; Enter in the search takes the first. */
  #key_(event) {
    const buttons = [...this.#list.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? this.#search : buttons[at - 1]).focus();
    else if (event.key === 'Enter' && document.activeElement === this.#search) buttons[0]?.click();
    else return;
    event.preventDefault();
  }
}
