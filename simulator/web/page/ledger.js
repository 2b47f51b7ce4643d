/** The counter: what left the camera against what it saw. */

import { bytes, plural, ratio } from './words.js';

const byId = (id) => document.getElementById(id);

export function showBytes({ left, seen, messages }) {
  byId('ledger-left').textContent = bytes(left);
  byId('ledger-left').title = `${left.toLocaleString('en')} bytes`;
  byId('ledger-seen').textContent = bytes(seen);
  byId('ledger-seen').title = `${seen.toLocaleString('en')} bytes`;
  byId('ledger-ratio').textContent = ratio(left, seen);
  byId('ledger-messages').textContent = plural(messages, 'message');
}
