/** The feed over a WebSocket: dialled again for as long as the page is open, and told apart from one that stalls. */
import type { PageMessage, ServerMessage } from '../../../src/inspector/protocol.ts';
import { FEED_PATH, SUBPROTOCOL, TOKEN_PREFIX } from '../../../src/inspector/protocol.ts';
import { feed, hello, silence } from '../model/store.ts';
import { heardFrame, heardMessage, joined, parted } from './feed.ts';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
/** A pulse comes each second. */
const STALLED_AFTER = 4_000;
/** Tries without ever a word: then it says what may be wrong. */
const TRIES_BEFORE_WORDS = 3;

export function dial(token: string): () => void {
  let attempt = 0;
  let everHeard = false;
  let over = false;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const again = (): void => {
    // Another feed may have come in its place.
    if (over) return;
    parted();
    if (feed.value.kind === 'ended') return;
    attempt += 1;
    feed.value =
      !everHeard && attempt >= TRIES_BEFORE_WORDS
        ? {
            kind: 'refused',
            words: 'No feed is to be had: the server is gone, or the token in the address is not its own.',
          }
        : { kind: 'reconnecting', attempt };
    timer = setTimeout(open, Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)));
  };

  const open = (): void => {
    const { protocol, host } = location;
    const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${FEED_PATH}`;
    const made = new WebSocket(url, [SUBPROTOCOL, TOKEN_PREFIX + token]);
    socket = made;
    made.binaryType = 'arraybuffer';
    made.addEventListener('open', () => {
      joined((message: PageMessage) => {
        if (made.readyState === WebSocket.OPEN) made.send(JSON.stringify(message));
      });
    });
    made.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      attempt = 0;
      everHeard = true;
      if (data instanceof ArrayBuffer) heardFrame(new Uint8Array(data));
      else if (typeof data === 'string') heardMessage(JSON.parse(data) as ServerMessage);
    });
    made.addEventListener('close', again);
  };

  const watch = setInterval(() => {
    // A log says something when it is asked.
    if (hello.value?.mode === 'log') return;
    const { kind } = feed.value;
    if (kind === 'live' && silence() > STALLED_AFTER) feed.value = { kind: 'stalled' };
    else if (kind === 'stalled' && silence() <= STALLED_AFTER) feed.value = { kind: 'live' };
  }, 1_000);

  open();
  return () => {
    over = true;
    clearTimeout(timer);
    clearInterval(watch);
    socket?.close();
  };
}
