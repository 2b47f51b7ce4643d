/** Zones and lines in one colour wherever they are drawn: by their first rule. */

const ZONES = { restricted_zone: '#fb7185', loitering: '#fbbf24', none: '#60a5fa' };
export const LINE = '#22d3ee';

export function zoneColour(name, rules) {
  const rule = Array.isArray(rules) ? rules.find((each) => each?.zone === name)?.rule : undefined;
  return ZONES[rule] ?? ZONES.none;
}

export function placeColour({ kind, name }, document) {
  return kind === 'lines' ? LINE : zoneColour(name, document?.rules);
}
