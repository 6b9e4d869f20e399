/** The bridge's end over a WebSocket: dialled again for as long as the page is open. */
import { SUBPROTOCOL, TOKEN_PREFIX } from '../../src/inspector/protocol.ts';
import { STATELY_PATH } from '../../src/inspector/stately/page-protocol.ts';
import type { FromPage, ToPage } from '../../src/inspector/stately/page-protocol.ts';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

export interface Hearing {
  heard(message: ToPage): void;
  /** @param words for people */
  parted(words: string): void;
}

export class Feed {
  readonly #token: string;
  readonly #hearing: Hearing;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #everHeard = false;

  constructor(token: string, hearing: Hearing) {
    this.#token = token;
    this.#hearing = hearing;
    this.#dial();
  }

  say(message: FromPage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #dial(): void {
    const { protocol, host } = location;
    const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${STATELY_PATH}`;
    const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_PREFIX + this.#token]);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      this.#attempt = 0;
      this.#everHeard = true;
      if (typeof data === 'string') this.#hearing.heard(JSON.parse(data) as ToPage);
    });
    socket.addEventListener('close', () => this.#again());
  }

  #again(): void {
    this.#attempt += 1;
    this.#hearing.parted(
      this.#everHeard ? 'the process is gone; looking for it' : 'no feed is to be had, or the token is not its own',
    );
    setTimeout(() => this.#dial(), Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#attempt - 1)));
  }
}
