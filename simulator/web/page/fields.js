/** Form fields of the configuration. Each names its place in `data-path`, where a fault is shown. */

import { element } from './words.js';

let made = 0;

/** A text that is a number where it can be one; '' is nothing at all, so that the default holds. */
export function numberOf(text) {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** set: takes the new value, undefined for none. key: keeps the focus when the form is made anew. */
export function numberField({ label, path, key, value, placeholder = '', unit = '', set }) {
  const input = element('input', { type: 'text', inputmode: 'decimal', size: '6', placeholder, autocomplete: 'off', 'data-key': key });
  input.value = value ?? '';
  input.addEventListener('input', () => set(numberOf(input.value)));
  return field(label, path, input, unit);
}

export function textField({ label, path, key, value, set, on = 'input' }) {
  const input = element('input', { type: 'text', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', 'data-key': key });
  input.value = value ?? '';
  input.addEventListener(on, () => set(input.value));
  return field(label, path, input);
}

export function choiceField({ label, path, key, value, options, set }) {
  const select = element('select', { 'data-key': key }, ...options.map(([name, said]) => element('option', { value: name }, said)));
  select.value = value;
  select.addEventListener('change', () => set(select.value));
  return field(label, path, select);
}

/** A time of day as configurations write it, 00:00 to 23:59, whatever this browser's country prefers. */
export function timeField(options) {
  const made = textField(options);
  Object.assign(made.querySelector('input'), { size: 5, maxLength: 5, inputMode: 'numeric', placeholder: '22:00' });
  return made;
}

/** Some of a few words, in their own order. */
export function someOf({ legend, path, key, values, words, set }) {
  const boxes = words.map((word) => {
    const box = element('input', { type: 'checkbox', 'data-key': `${key} ${word}` });
    box.checked = values.includes(word);
    box.value = word;
    return box;
  });
  const read = () => set(boxes.filter((box) => box.checked).map((box) => box.value));
  for (const box of boxes) box.addEventListener('change', read);
  const labels = boxes.map((box) => element('label', {}, box, ` ${box.value}`));
  return element('fieldset', { class: 'some', 'data-path': path }, element('legend', {}, legend), ...labels);
}

export function button(text, act, attributes = {}) {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', act);
  return made;
}

function field(label, path, control, unit = '') {
  made += 1;
  control.id = `field-${made}`;
  const parts = [element('label', { for: control.id }, label), control];
  if (unit) parts.push(element('span', { class: 'unit' }, unit));
  return element('div', { class: 'field', 'data-path': path }, ...parts);
}
