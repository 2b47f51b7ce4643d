/** Joins the page's parts to the demo's live connection, and comes back when it is lost. */

import { Counts } from './counts.js';
import { Editor } from './editor.js';
import { Events } from './events.js';
import { Health } from './health.js';
import { showBytes } from './ledger.js';
import { View } from './view.js';

const RETRY_MS = 1000;

let socket = null;
const view = new View();
const editor = new Editor((text) => send({ publish: text }));
const events = new Events();
const counts = new Counts();
const health = new Health();

const take = {
  message(told) {
    if (told.topic.startsWith('event/')) events.add(told);
    else if (told.topic.startsWith('count/')) counts.add(told);
    else if (told.topic === 'config/reported') editor.answer(told);
    else health.hear(told);
  },
  bytes: showBytes,
  parts: showParts,
  at_work: (told) => editor.setAtWork(told),
  unsent: (told) => editor.refuse(told.reason),
};

function send(wish) {
  if (socket === null || socket.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(wish));
  return true;
}

function showParts({ camera, broker, picture }) {
  for (const item of document.querySelectorAll('#parts [data-part]')) {
    const state = { camera, broker, picture }[item.dataset.part];
    const name = item.dataset.part[0].toUpperCase() + item.dataset.part.slice(1);
    item.dataset.ok = state === 'ok';
    item.textContent = state === 'ok' ? name : `${name}: ${state}`;
  }
  view.setLoss(camera !== 'ok' ? `The camera is gone: ${camera}` : picture === 'ok' ? '' : `No picture: ${picture}`);
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    events.clear();
    counts.clear();
  };
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
