/** The installer's page: the PIN, then the picture, focus, places and the draft. */

import { Drawing } from './drawing.js';
import { Focus, sharpness } from './focus.js';
import { watch } from './live.js';
import { draw } from './paper.js';
import { Places } from './places.js';
import { byId, element, post } from './words.js';

const SAID = { zones: 'Zone', lines: 'Line', areas: 'Privacy area' };

const picture = byId('picture');
const focus = new Focus();
const places = new Places();
const drawing = new Drawing();
let image = null;

byId('enter').addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('enter-said').textContent = '';
  let answer;
  try {
    answer = await post('/enter', { pin: byId('pin').value.replaceAll(/\s/g, '') });
  } catch {
    return over();
  }
  byId('pin').value = '';
  if (answer.status === 204) return work();
  if (answer.status === 423) return over();
  byId('enter-said').textContent = await answer.text();
  byId('pin').focus();
});

function work() {
  byId('enter').hidden = true;
  byId('work').hidden = false;
  watch({ shown, lost: tell, over: askAgain });
}

function askAgain() {
  byId('work').hidden = true;
  byId('enter').hidden = false;
  byId('enter-said').textContent = 'Give the PIN again: it was given elsewhere, or nobody was here for long.';
}

function over() {
  byId('work').hidden = byId('enter').hidden = true;
  byId('over').hidden = false;
}

/** Say above the picture what is wrong with it, '' for nothing. */
function tell(reason) {
  if (byId('banner').textContent !== reason) byId('banner').textContent = reason;
  byId('banner').hidden = reason === '';
}

function shown(header, next) {
  const isFirst = image === null;
  image?.close();
  image = next;
  if (isFirst) {
    places.begin(header.config);
    list();
  }
  tell(header.state === 'ok' ? '' : `All is masked: ${header.state}`);
  const minutes = Math.max(1, Math.ceil(header.left_s / 60));
  const state = `The window closes in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  if (byId('state').textContent !== state) byId('state').textContent = state;
  if (!header.whole) measure();
  redraw();
}

function measure() {
  const { now, best } = focus.add(sharpness(image));
  byId('focus').value = best === 0 ? 0 : now / best;
  byId('focus-said').textContent = `${now.toFixed(1)} now, ${best.toFixed(1)} at best`;
}

function redraw() {
  if (image !== null) draw(picture, image, places.list, drawing.sketch, drawing.cursor);
}

byId('focus-anew').addEventListener('click', () => focus.anew());

for (const button of document.querySelectorAll('[data-draw]')) button.addEventListener('click', () => begin(button.dataset.draw, null));

function begin(kind, name) {
  drawing.begin(kind, name);
  showDrawing();
  picture.focus({ preventScroll: true });
  byId('stage').scrollIntoView({ block: 'start' });
}

function showDrawing() {
  const draws = drawing.kind !== null;
  document.body.classList.toggle('drawing', draws);
  byId('drawing').hidden = !draws;
  byId('resting').hidden = draws;
  byId('done').disabled = !drawing.isEnough;
  byId('back').disabled = drawing.corners.length === 0;
  if (draws) byId('drawing-said').textContent = drawing.said;
  redraw();
}

picture.addEventListener('pointerup', ({ offsetX, offsetY }) => {
  drawing.set(offsetX / picture.clientWidth, offsetY / picture.clientHeight);
  showDrawing();
});
picture.addEventListener('keydown', (event) => {
  if (!drawing.key(event)) return;
  event.preventDefault();
  showDrawing();
});
byId('back').addEventListener('click', () => {
  drawing.back();
  showDrawing();
});
byId('give-up').addEventListener('click', () => {
  drawing.end();
  showDrawing();
});
byId('done').addEventListener('click', () => {
  const { kind, name, corners } = drawing.end();
  places.set(kind, name ?? places.free(kind), corners);
  showDrawing();
  list();
});

/** The places as a list, and what the camera says of them. */
function list() {
  byId('places').replaceChildren(...places.list.map(({ kind, name, corners }) => element('li', {},
    element('p', {}, `${SAID[kind]} ${name}`),
    element('div', { className: 'row' },
      button('Draw anew', name, () => begin(kind, name)),
      ...(kind === 'lines' ? [button('Turn', name, () => change(() => places.set(kind, name, [...corners].reverse())))] : []),
      button('Delete', name, () => change(() => places.remove(kind, name)))))));
  check();
}

function button(text, name, act) {
  const made = element('button', { type: 'button', onclick: act }, text);
  made.setAttribute('aria-label', `${text} ${name}`);
  return made;
}

function change(make) {
  make();
  list();
  redraw();
}

/** The draft's text, or null: then the page says what is wrong with it. */
async function check() {
  let answer;
  try {
    answer = await post('/draft', places.wanted);
  } catch {
    return null;
  }
  const faults = answer.status === 422 ? (await answer.json()).faults : [];
  byId('faults').replaceChildren(...faults.map((fault) => element('li', {}, fault)));
  byId('save').disabled = !answer.ok;
  const drawn = places.changed ? 'The camera would take this, once it is signed.' : 'As it is at work now: nothing is drawn yet.';
  byId('draft-said').textContent = answer.ok ? drawn : 'The camera would refuse this:';
  return answer.ok ? answer.text() : null;
}

byId('save').addEventListener('click', async () => {
  const text = await check();
  if (text === null) return;
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  element('a', { href: url, download: 'draft.yaml' }).click();
  URL.revokeObjectURL(url);
});

byId('close').addEventListener('click', async () => {
  await post('/close').catch(() => null);
  over();
});

addEventListener('resize', redraw);
