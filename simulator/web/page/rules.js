/** The form of one rule. */

import { button, choiceField, numberField, numberOf, someOf, textField, timeField } from './fields.js';
import { element } from './words.js';

const SEVERITIES = [['info', 'for information'], ['warning', 'warning'], ['alarm', 'alarm']];
const LABELS = ['person', 'bicycle', 'vehicle', 'bag', 'animal'];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const USUAL = { restricted_zone: 'alarm', line_crossing: 'info', unattended_object: 'alarm', object_removed: 'alarm' };
// What is left or taken has no label of its own.
const THINGS = ['unattended_object', 'object_removed'];
const NIGHT = { from: '22:00', to: '06:00' };
export const SAID = {
  restricted_zone: 'Somebody enters',
  loitering: 'Somebody stays too long',
  line_crossing: 'Somebody crosses',
  occupancy: 'Too many are there',
  wrong_way: 'Somebody goes the wrong way',
  unattended_object: 'Something is left behind',
  object_removed: 'Something is taken away',
  unusual_activity: 'More come than usual',
};

/** rule: as it stands in the document at index. lines: that it may go along. change: see Draft.change. */
export function ruleForm(rule, index, lines, change, remove) {
  const path = `rules[${index}]`;
  const set = (name) => (value) => change(index, (target) => put(target, name, value), `${path}.${name}`);
  const number = (label, name, placeholder, unit = 's') => numberField({
    label, path: `${path}.${name}`, key: `${path} ${name}`, value: rule[name], placeholder, unit, set: set(name),
  });
  const own = {
    restricted_zone: () => [number('after', 'min_dwell_s', '0.5'), hours(rule, path, change, index)],
    loitering: () => [number('after', 'after_s', ''), number('forgive absences up to', 'grace_s', '3')],
    occupancy: () => [limits(rule, path, set('limits')), number('after', 'after_s', '10')],
    wrong_way: () => [along(rule, path, lines, set('along')), number('after', 'after_s', '2')],
    unattended_object: () => [number('after', 'after_s', '60'), number('away means', 'apart_m', '3', 'm')],
    object_removed: () => [number('after', 'after_s', '30')],
    unusual_activity: () => [number('a false one in', 'once_in_days', '30', 'days')],
  }[rule.rule]?.() ?? [];
  const common = [
    choiceField({ label: 'it is', path: `${path}.severity`, key: `${path} severity`, value: rule.severity ?? USUAL[rule.rule] ?? 'warning', options: SEVERITIES, set: set('severity') }),
    number('then silent for', 'cooldown_s', '0'),
  ];
  const labels = THINGS.includes(rule.rule) ? [] : [someOf({
    legend: 'looks for', path: `${path}.labels`, key: `${path} labels`, words: LABELS, values: rule.labels ?? ['person'], set: set('labels'),
  })];
  const title = SAID[rule.rule] ?? String(rule.rule);
  return element(
    'fieldset', { class: 'rule', 'data-path': path },
    element('legend', {}, `${title} `, element('code', {}, String(rule.rule))),
    ...own, ...labels, ...common,
    button('Remove rule', remove, { class: 'small', 'aria-label': `Remove the rule ${title}` }),
  );
}

function limits(rule, path, set) {
  return textField({
    label: 'limits', path: `${path}.limits`, key: `${path} limits`, value: (Array.isArray(rule.limits) ? rule.limits : []).join(', '),
    set: (text) => set(text.split(/[\s,]+/).filter(Boolean).map(numberOf)),
  });
}

function along(rule, path, lines, set) {
  return choiceField({ label: 'allowed along', path: `${path}.along`, key: `${path} along`, value: rule.along, options: lines.map((line) => [line, line]), set });
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
