/** The fault buttons: each says whether its trouble lasts. */

import { element } from './words.js';

const GROUPS = {
  view: [['covered', 'Cover the lens'], ['dark', 'Turn off the light'], ['defocused', 'Put it out of focus'], ['moved', 'Turn it by 12°'], ['frozen', 'Freeze its picture'], ['unplugged', 'Unplug it']],
  network: [['broker_down', 'Broker down'], ['broker_slow', 'Broker slow by 3 s'], ['broker_half_open', 'Connection half open'], ['broker_hostile', 'Broker hostile']],
  moment: [['kill_vision', 'Kill vision'], ['kill_uplink', 'Kill uplink'], ['bad_config', 'Send a bad configuration']],
};

export class Troubles {
  #buttons = new Map();
  #note = document.getElementById('trouble-note');
  #send;

  constructor(send) {
    this.#send = send;
    for (const [group, troubles] of Object.entries(GROUPS)) {
      const box = document.getElementById(`trouble-${group}`);
      for (const [name, said] of troubles) box.append(this.#button(name, said, group !== 'moment'));
    }
  }

  /** troubles: those that this scene can have. */
  setStage({ troubles }) {
    for (const [name, button] of this.#buttons) button.disabled = !troubles.includes(name);
    this.set({ on: [] });
    this.#note.textContent = '';
  }

  set({ on }) {
    for (const [name, button] of this.#buttons) if (button.hasAttribute('aria-pressed')) button.setAttribute('aria-pressed', String(on.includes(name)));
  }

  refuse(name, reason) {
    this.#note.textContent = `${this.#buttons.get(name)?.textContent ?? name}: ${reason}`;
  }

  #button(name, said, lasts) {
    const button = element('button', { type: 'button', id: `trouble-${name}`, ...(lasts ? { 'aria-pressed': 'false' } : {}) }, said);
    button.disabled = true;
    button.addEventListener('click', () => {
      this.#note.textContent = lasts ? '' : `${said}: done`;
      this.#send({ ask: 'trouble', name, on: button.getAttribute('aria-pressed') !== 'true' });
    });
    this.#buttons.set(name, button);
    return button;
  }
}
