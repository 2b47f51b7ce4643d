/** The form of one rule. */

import { button, numberField, someOf, timeField } from './fields.js';
import { element } from './words.js';

const LABELS = ['person', 'bicycle', 'vehicle', 'bag', 'animal'];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const NIGHT = { from: '22:00', to: '06:00' };
export const SAID = {
  restricted_zone: 'Somebody enters',
  loitering: 'Somebody stays too long',
  line_crossing: 'Somebody crosses',
  occupancy: 'Too many are there',
  wrong_way: 'Somebody goes the wrong way',
};

/** rule: as it stands in the document at index. change: changes that rule, see Draft.change. */
export function ruleForm(rule, index, change, remove) {
  const path = `rules[${index}]`;
  const set = (name) => (value) => change(index, (target) => put(target, name, value), `${path}.${name}`);
  const number = (label, name, placeholder) => numberField({
    label, path: `${path}.${name}`, key: `${path} ${name}`, value: rule[name], placeholder, unit: 's', set: set(name),
  });
  const own = {
    restricted_zone: () => [number('after', 'min_dwell_s', '0.5'), hours(rule, path, change, index)],
    loitering: () => [number('after', 'after_s', ''), number('forgive absences up to', 'grace_s', '3')],
    line_crossing: () => [],
  }[rule.rule]?.() ?? [];
  const labels = someOf({
    legend: 'looks for', path: `${path}.labels`, key: `${path} labels`, words: LABELS, values: rule.labels ?? ['person'], set: set('labels'),
  });
  const title = SAID[rule.rule] ?? String(rule.rule);
  return element(
    'fieldset', { class: 'rule', 'data-path': path },
    element('legend', {}, `${title} `, element('code', {}, String(rule.rule))),
    ...own, labels,
    button('Remove rule', remove, { class: 'small', 'aria-label': `Remove the rule ${title}` }),
  );
}

function put(target, name, value) {
  if (value === undefined) delete target[name];
  else target[name] = value;
}

function hours(rule, path, change, index) {
  const windows = Array.isArray(rule.schedule) ? rule.schedule : [];
  const box = element('input', { type: 'checkbox', 'data-key': `${path} hours` });
  box.checked = windows.length > 0;
  box.addEventListener('change', () => change(index, (target) => put(target, 'schedule', box.checked ? [{ ...NIGHT }] : undefined)));
  const rows = windows.map((window, i) => hoursRow(window, `${path}.schedule[${i}]`, (make, merge) => change(index, (target) => make(target.schedule, i), merge)));
  const more = button('Add hours', () => change(index, (target) => target.schedule.push({ ...NIGHT })), { class: 'small' });
  return element('div', { class: 'hours', 'data-path': `${path}.schedule` }, element('label', {}, box, ' only at certain hours'), ...rows, ...(rows.length ? [more] : []));
}

function hoursRow(window, path, change) {
  const time = (label, name) => timeField({
    label, path: `${path}.${name}`, key: `${path} ${name}`, value: window[name],
    set: (value) => change((schedule, i) => put(schedule[i], name, value), `${path}.${name}`),
  });
  const days = someOf({
    legend: 'on', path: `${path}.days`, key: `${path} days`, words: DAYS, values: window.days ?? DAYS,
    set: (values) => change((schedule, i) => put(schedule[i], 'days', values.length === DAYS.length ? undefined : values)),
  });
  const remove = button('Remove hours', () => change((schedule, i) => schedule.splice(i, 1)), { class: 'small' });
  return element('div', { class: 'window', 'data-path': path }, time('from', 'from'), time('to', 'to'), days, remove);
}
