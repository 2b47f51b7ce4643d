/** Masked pictures, one after the other, as fast as they can be shown and no faster. */

const AGAIN_MS = 1000;

/** shown: takes a header and an ImageBitmap that is its own. lost: why there is none. over: there will be none. */
export async function watch({ shown, lost, over }) {
  let number = 0;
  for (;;) {
    let answer;
    try {
      answer = await fetch(`/picture?after=${number}`, { cache: 'no-store', redirect: 'error' });
    } catch {
      // The server is gone: with the window, or with the radio.
      lost('No connection: the window may be closed');
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      continue;
    }
    if (answer.status === 401) return over();
    if (answer.status === 204) {
      lost('The camera sends no picture');
      continue;
    }
    const message = await answer.arrayBuffer();
    number = Number(answer.headers.get('x-number'));
    const { header, jpeg } = taken(message);
    shown(header, await createImageBitmap(jpeg));
  }
}

/** Take one message: 4 bytes of length, a JSON header, a JPEG. */
function taken(message) {
  const length = new DataView(message).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
  return { header, jpeg: new Blob([new Uint8Array(message, 4 + length)], { type: 'image/jpeg' }) };
}
