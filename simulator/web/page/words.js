/** Numbers and events in words. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const RULES = {
  restricted_zone: { open: 'Restricted zone entered', update: 'Restricted zone still occupied', close: 'Restricted zone left' },
  loitering: { open: 'Loitering', update: 'Still loitering', close: 'Loitering ended' },
  occupancy: { open: 'Too many', update: 'Crowd has changed', close: 'No longer too many' },
  wrong_way: { open: 'Against the way', update: 'Against the way', close: 'Nobody against the way any more' },
  unattended_object: { open: 'Left behind', update: 'Still left behind', close: 'No longer left behind' },
  object_removed: { open: 'Taken away', update: 'Still missing', close: 'Back in its place' },
  unusual_activity: { open: 'More than usual', update: 'More than usual', close: 'The busy hour is over' },
  tampering: { open: 'Camera disturbed', update: 'Camera still disturbed', close: 'Camera sees again' },
  summary: { open: 'More of the same' },
  line_crossing: { open: 'Line crossed', update: 'Line crossed', close: 'Line crossed' },
};

/** 12345 -> "12.3 kB" (powers of 1000, three digits). */
export function bytes(count) {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1);
  const value = count / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${UNITS[power]}`;
}

/** "1 : 2,300,000", two digits that count. */
export function ratio(left, seen) {
  if (left === 0 || seen === 0) return '–';
  const times = seen / left;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(times)) - 1);
  return `1 : ${(Math.round(times / unit) * unit).toLocaleString('en')}`;
}

/** "Loitering in forecourt", the words around it as a list: label, dwell or direction. */
export function sentence(event) {
  const words = RULES[event.rule]?.[event.phase] ?? `${event.rule} ${event.phase}`;
  const place = event.zone ?? event.line ?? event.place ?? 'the camera';
  const around = [event.kind, event.count && `${event.count}`, event.label, event.dwell?.replace('-', '–'), event.direction && `going ${event.direction}`];
  return { said: `${words}: ${place}`, around: around.filter(Boolean) };
}

export function clock(utcSeconds) {
  return new Date(utcSeconds * 1000).toLocaleTimeString('en-GB');
}

export function plural(count, word) {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

/** Make an element; children are elements or text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Read a payload; a text that is no JSON stays visible as it came. */
export function payload(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
