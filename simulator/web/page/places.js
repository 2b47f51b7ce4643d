/** The list of zones and lines with their rules, as forms; the map's other face. */

import { placeColour } from './colours.js';
import { addRule, cornersOf, linesOf, missingRules, places, remove, rename, rulesOf, setCorners, setTampering, TAMPERS, tamperingOf, USUAL_TAMPERS } from './edits.js';
import { button, choiceField, numberField, someOf, textField } from './fields.js';
import { ruleForm, SAID } from './rules.js';
import { sync } from './sync.js';
import { element, plural } from './words.js';

const LEVELS = [
  ['P0', 'P0: counts only'], ['P1', 'P1: rule, place, coarse time'], ['P2', 'P2: and a coarse grid cell'], ['P3', 'P3: and a box in whole percent'],
];

export class Places {
  #list = document.getElementById('places');
  #camera = document.getElementById('camera-form');
  #draft;
  #selection;
  #made = '';
  #next = null;

  constructor(draft, selection) {
    this.#draft = draft;
    this.#selection = selection;
    for (const what of ['change', 'checked']) draft.addEventListener(what, () => this.#render());
    selection.addEventListener('change', () => this.#mark());
  }

  /** Show the document. Where the same fields stay, only their values change: no caret moves. */
  #render() {
    const document = this.#draft.document;
    const now = JSON.stringify(document);
    if (now === this.#made) return;
    this.#made = now;
    const [list, camera] = document === null ? [[], []] : [this.#forms(document), this.#cameraForm(document)];
    if (!sync(this.#list, list) || !sync(this.#camera, camera)) {
      const focused = this.#focused();
      this.#list.replaceChildren(...list);
      this.#camera.replaceChildren(...camera);
      this.#refocus(focused);
    }
    this.#next = null;
    this.#mark();
  }

  #forms(document) {
    const all = places(document);
    if (all.length === 0) return [element('li', { class: 'none' }, 'No zones and no lines: draw one.')];
    return all.map((place) => this.#placeForm(document, place));
  }

  #focused() {
    const active = document.activeElement;
    const key = active?.dataset?.key;
    if (!key || !(this.#list.contains(active) || this.#camera.contains(active))) return null;
    return { key, value: active.value, start: active.selectionStart ?? null, end: active.selectionEnd ?? null };
  }

  /** Text and caret go on as they were, or to where the change has led. */
  #refocus(focused) {
    const wanted = this.#next ?? focused?.key;
    if (wanted === undefined) return;
    const all = [...this.#list.querySelectorAll('[data-key]'), ...this.#camera.querySelectorAll('[data-key]')];
    const found = all.find(({ dataset }) => dataset.key === wanted) ?? (this.#next && all.find(({ dataset }) => dataset.key.startsWith(wanted)));
    found?.focus();
    if (this.#next !== null || focused.start === null || found?.type !== 'text') return;
    found.value = focused.value;
    found.setSelectionRange(focused.start, focused.end);
  }

  /** Change the document, and let the focus go to the field of a key, or to the first that begins so. */
  #lead(key, make) {
    this.#next = key;
    this.#draft.change(make);
  }

  #mark() {
    for (const item of this.#list.children) item.classList.toggle('chosen', this.#selection.is({ kind: item.dataset.kind, name: item.dataset.name }));
    this.#bring(this.#list.querySelector('.chosen'));
  }

  /** Scroll the list alone: the page must not jump when somebody chooses on the map. */
  #bring(item) {
    if (item === null) return;
    const { scrollTop, clientHeight } = this.#list;
    const hidden = item.offsetTop < scrollTop || item.offsetTop + item.offsetHeight > scrollTop + clientHeight;
    if (hidden) this.#list.scrollTop = item.offsetTop;
  }

  #placeForm(document, place) {
    const { kind, name } = place;
    const path = `${kind}.${name}`;
    const item = element('li', { class: 'place-form', 'data-kind': kind, 'data-name': name, 'data-path': path });
    const here = { kind, get name() { return item.dataset.name; } };
    const rules = rulesOf(document, place);
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--colour', placeColour(place, document));
    const corners = cornersOf(document, place).length;
    item.append(
      element('div', { class: 'place-head' }, swatch, this.#nameField(here), element('span', { class: 'fine' }, kind === 'zones' ? plural(corners, 'corner') : 'line'), ...this.#acts(here)),
      element('div', { 'data-path': kind === 'zones' ? `${path}.polygon` : `${path}.to` }),
      ...rules.map(({ rule, index }) => ruleForm(rule, index, linesOf(document), (...change) => this.#changeRule(...change), () => this.#lead(nameKey(here), (target) => target.rules.splice(index, 1)))),
      element('div', { class: 'buttons' }, ...missingRules(document, place).map((rule) => this.#adder(here, rule))),
    );
    item.addEventListener('focusin', () => this.#selection.choose({ ...here }));
    return item;
  }

  #nameField(place) {
    const made = textField({
      label: 'Name', path: `${place.kind}.${place.name}.name`, key: nameKey(place), value: place.name, on: 'change',
      set: (wanted) => this.#rename(place, wanted),
    });
    made.addEventListener('input', ({ target }) => this.#judge(made, place, target.value));
    return made;
  }

  /** Say at once why a name cannot be: said when the field is left, it would push away what is being pressed. */
  #judge(made, place, wanted) {
    const reason = rename(structuredClone(this.#draft.document), place, wanted);
    const said = made.querySelector('.complaint');
    if (reason === (said?.textContent ?? '')) return;
    said?.remove();
    made.querySelector('input').setAttribute('aria-invalid', String(reason !== ''));
    if (reason) made.append(element('p', { class: 'complaint', role: 'alert' }, reason));
  }

  #rename(place, wanted) {
    const reason = rename(structuredClone(this.#draft.document), place, wanted);
    if (reason || wanted === place.name) return;
    this.#selection.place = { kind: place.kind, name: wanted };
    this.#draft.change((target) => rename(target, place, wanted));
  }

  #acts(place) {
    const gone = button('Delete', () => {
      this.#draft.change((target) => remove(target, place));
      this.#selection.choose(null);
    }, { class: 'small', 'aria-label': `Delete ${place.name}` });
    if (place.kind === 'zones') return [gone];
    const turn = () => this.#draft.change((target) => setCorners(target, place, cornersOf(target, place).reverse()));
    return [button('Swap in and out', turn, { class: 'small', 'aria-label': `Swap in and out of ${place.name}` }), gone];
  }

  #cameraForm(document) {
    const section = (name, key) => (value) => this.#draft.change((target) => {
      target[name] = { ...target[name], [key]: value };
    }, { merge: `${name}.${key}` });
    const own = (name) => (value) => this.#draft.change((target) => {
      target[name] = value;
    }, { merge: name });
    return [
      numberField({ label: 'Version', path: 'version', key: 'version', value: document.version, set: own('version') }),
      textField({ label: 'Time zone', path: 'timezone', key: 'timezone', value: document.timezone ?? 'UTC', set: own('timezone') }),
      choiceField({ label: 'An event may tell', path: 'privacy.level', key: 'level', value: document.privacy?.level ?? 'P1', options: LEVELS, set: section('privacy', 'level') }),
      numberField({ label: 'Count in windows of', path: 'counts.window_s', key: 'window', value: document.counts?.window_s, placeholder: '900', unit: 's', set: section('counts', 'window_s') }),
      someOf({ legend: 'Alarm when the camera is', path: 'rules', key: 'tampering', words: TAMPERS, values: tamperingOf(document) ? tamperingOf(document).kinds ?? USUAL_TAMPERS : [], set: (kinds) => this.#draft.change((target) => setTampering(target, kinds)) }),
    ];
  }

  #changeRule(index, make, merge = null) {
    this.#draft.change((target) => make(target.rules[index]), { merge });
  }

  #adder(place, rule) {
    const act = () => {
      const index = this.#draft.document.rules?.length ?? 0;
      this.#lead(`rules[${index}] `, (target) => addRule(target, place, rule));
    };
    return button(`Add rule: ${SAID[rule].toLowerCase()}`, act, { class: 'small', 'data-key': `add ${rule} ${place.kind}/${place.name}` });
  }
}

function nameKey({ kind, name }) {
  return `name ${kind}/${name}`;
}
