/** Joins the page's parts to the demo's live connection, and comes back when it is lost. */

import { Chooser } from './chooser.js';
import { Counts } from './counts.js';
import { Editor } from './editor.js';
import { Events } from './events.js';
import { Health } from './health.js';
import { showBytes } from './ledger.js';
import { Plan } from './plan.js';
import { Still } from './still.js';
import { joinTabs } from './tabs.js';
import { Timeline } from './timeline.js';
import { Troubles } from './troubles.js';
import { View } from './view.js';
import { WireLog } from './wire_log.js';

const RETRY_MS = 1000;

let socket = null;
let stage = null;
let config = '';
const events = new Events();
const counts = new Counts();
const health = new Health();
const plan = new Plan();
const timeline = new Timeline();
const wire = new WireLog();
const view = new View(showHeader);
const still = new Still(view);
const editor = new Editor(send);
const troubles = new Troubles(send);
const chooser = new Chooser((key) => send({ ask: 'choose', key }));
joinTabs(document.getElementById('tabs'));

const take = {
  scenes: (told) => chooser.setCards(told),
  on_stage: showStage,
  ground: (told) => plan.setGround(told),
  bodies(told) {
    plan.show(told);
    timeline.place(told, plan.lens);
  },
  message(told) {
    wire.add(told);
    if (told.topic.startsWith('event/')) {
      if (told.again) return;
      events.add(told);
      timeline.add(told);
    } else if (told.topic.startsWith('count/')) counts.add(told);
    else if (told.topic.startsWith('config/')) editor.hear(told);
    else health.hear(told);
    if (told.topic === 'status') timeline.hearStatus(told);
  },
  bytes(told) {
    showBytes(told);
    wire.setBytes(told);
  },
  parts: showParts,
  troubled: (told) => troubles.set(told),
  at_work: (told) => editor.setAtWork(told),
  checked: (told) => editor.checked(told),
  refused({ wish, reason }) {
    if (wish === 'publish') editor.refuse(reason);
    else troubles.refuse(wish, reason);
  },
};

function send(wish) {
  if (socket === null || socket.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(wish));
  return true;
}

/** A camera begins, or this page comes back to one: what is told of it is told from its beginning. */
function showStage(told) {
  const another = stage === null || stage.number !== told.number || stage.card.key !== told.card.key;
  stage = told;
  config = '';
  for (const part of [events, counts, health, plan, timeline]) part.clear();
  wire.clear(told.camera);
  chooser.setStage(told);
  troubles.setStage(told);
  if (!another) return;
  view.clear();
  still.clear();
  editor.clear();
}

function showHeader(header) {
  still.offer(header.state !== 'ok' || header.whole === true);
  const now = JSON.stringify(header.config);
  if (now === config) return;
  config = now;
  plan.setConfig(header.config);
  timeline.setConfig(header.config);
}

function showParts({ camera, broker, picture }) {
  for (const item of document.querySelectorAll('#parts [data-part]')) {
    const state = { camera, broker, picture }[item.dataset.part];
    const name = item.dataset.part[0].toUpperCase() + item.dataset.part.slice(1);
    item.dataset.ok = state === 'ok';
    item.textContent = state === 'ok' ? name : `${name}: ${state}`;
  }
  const gone = camera !== 'ok' && camera !== 'starting';
  view.setLoss(gone ? `The camera is gone: ${camera}` : picture === 'ok' ? '' : `No picture: ${picture}`);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) {
      view.show(data);
      return;
    }
    const told = JSON.parse(data);
    take[told.kind](told);
  };
  socket.onclose = () => {
    const unknown = 'not known';
    showParts({ camera: unknown, broker: unknown, picture: unknown });
    view.setLoss('The demo has stopped; trying to reach it again');
    setTimeout(connect, RETRY_MS);
  };
}

connect();
