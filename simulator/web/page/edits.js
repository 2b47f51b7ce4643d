/** Changes of a configuration's document, each in place; see Draft.change. */

export const TAMPERS = ['covered', 'moved', 'defocused', 'blinded', 'frozen', 'darkened'];
// A dark night is no tampering: edge/config.py.
export const USUAL_TAMPERS = TAMPERS.filter((kind) => kind !== 'darkened');
const NAME = /^[a-z][a-z0-9_-]{0,31}$/;

/** A share of the picture, within it, in thousandths. */
export function share(value) {
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
}

/** A place's corners: those of a zone, or both ends of a line. */
export function cornersOf(document, { kind, name }) {
  const place = document?.[kind]?.[name];
  if (place === undefined || place === null) return [];
  const corners = kind === 'zones' ? place.polygon : [place.from, place.to];
  return Array.isArray(corners) && corners.every(isCorner) ? corners : [];
}

export function setCorners(document, { kind, name }, corners) {
  const rounded = corners.map(([x, y]) => [share(x), share(y)]);
  const place = document[kind][name];
  if (kind === 'zones') place.polygon = rounded;
  else [place.from, place.to] = rounded;
}

/** Move all corners alike, no farther than the picture goes. */
export function moved(corners, across, down) {
  const room = (i, by) => {
    const values = corners.map((corner) => corner[i]);
    return Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by));
  };
  const [right, below] = [room(0, across), room(1, down)];
  return corners.map(([x, y]) => [x + right, y + below]);
}

export function add(document, kind, corners) {
  document[kind] ??= {};
  const name = freeName(document, kind === 'zones' ? 'zone' : 'line');
  document[kind][name] = {};
  setCorners(document, { kind, name }, corners);
  return name;
}

export function remove(document, { kind, name }) {
  delete document[kind][name];
  if (Object.keys(document[kind]).length === 0) delete document[kind];
  document.rules = (document.rules ?? []).filter((rule) => !keysOf(kind).some((key) => rule[key] === name));
}

/** Rename a place, and let its rules follow. Returns why not, or ''. */
export function rename(document, { kind, name }, wanted) {
  if (wanted === name) return '';
  if (!NAME.test(wanted)) return 'small letters, digits, - and _, a letter first, 32 at most';
  if (places(document).some((place) => place.name === wanted)) return `there is a ${wanted} already`;
  document[kind] = Object.fromEntries(Object.entries(document[kind]).map(([key, place]) => [key === name ? wanted : key, place]));
  for (const rule of document.rules ?? []) for (const key of keysOf(kind)) if (rule[key] === name) rule[key] = wanted;
  return '';
}

/** All places in their order: zones, then lines. */
export function places(document) {
  return ['zones', 'lines'].flatMap((kind) => (isMapping(document?.[kind]) ? Object.keys(document[kind]).map((name) => ({ kind, name })) : []));
}

/** A place's rules with their index in the document. */
export function rulesOf(document, { kind, name }) {
  if (!Array.isArray(document?.rules)) return [];
  return document.rules.map((rule, index) => ({ rule, index })).filter(({ rule }) => rule?.[ruleKey(kind)] === name);
}

export function addRule(document, { kind, name }, rule) {
  const more = { loitering: { after_s: 10 }, occupancy: { limits: [5] }, wrong_way: { along: linesOf(document)[0] } }[rule] ?? {};
  document.rules = [...(document.rules ?? []), { rule, [ruleKey(kind)]: name, ...more }];
}

/** Which rules a place could have and has not; a wrong way needs a line to go along. */
export function missingRules(document, place) {
  const along = linesOf(document).length > 0 ? ['wrong_way'] : [];
  const kinds = place.kind === 'zones' ? ['restricted_zone', 'loitering', 'occupancy', 'unattended_object', 'object_removed', 'unusual_activity', ...along] : ['line_crossing'];
  return kinds.filter((kind) => !rulesOf(document, place).some(({ rule }) => rule.rule === kind));
}

export function linesOf(document) {
  return places(document).filter(({ kind }) => kind === 'lines').map(({ name }) => name);
}

/** What is done to the camera itself: the rule, null for none. */
export function tamperingOf(document) {
  return (Array.isArray(document?.rules) ? document.rules : []).find((rule) => rule?.rule === 'tampering') ?? null;
}

export function setTampering(document, kinds) {
  const others = (document.rules ?? []).filter((rule) => rule?.rule !== 'tampering');
  const all = kinds.join() === USUAL_TAMPERS.join();
  document.rules = kinds.length === 0 ? others : [...others, { ...tamperingOf(document), rule: 'tampering', ...(all ? {} : { kinds }) }];
  if (all) delete tamperingOf(document).kinds;
}

/** By which of its keys a rule may mean a place. */
function keysOf(kind) {
  return kind === 'zones' ? ['zone'] : ['line', 'along'];
}

function ruleKey(kind) {
  return kind === 'zones' ? 'zone' : 'line';
}

function freeName(document, word) {
  const taken = new Set(places(document).map(({ name }) => name));
  let number = 1;
  while (taken.has(`${word}-${number}`)) number += 1;
  return `${word}-${number}`;
}

function isCorner(corner) {
  return Array.isArray(corner) && corner.length === 2 && corner.every((value) => typeof value === 'number');
}

function isMapping(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
