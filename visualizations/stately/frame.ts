/** The frame: whoever is in it is told what the bridge says, and may say that it is there. Nobody else is heard, or told anything. */

/** Scripts and an origin of its own it must have; nothing else, and it may lead this window nowhere. */
const SANDBOX = 'allow-scripts allow-same-origin';
const CONNECTED = '@statelyai.connected';

export class Frame {
  readonly #frame = document.createElement('iframe');
  readonly #origin: string;
  readonly #listening = new AbortController();
  /** What is told is for the page that is in it now. */
  #begun = false;

  /** @param connected called each time that a page in it says so: it may be loaded anew */
  constructor(url: string, connected: () => void) {
    this.#origin = new URL(url).origin;
    addEventListener(
      'message',
      ({ source, origin, data }: MessageEvent<unknown>) => {
        if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
        if (typeof data === 'object' && data !== null && 'type' in data && data.type === CONNECTED) {
          this.#begun = false;
          connected();
        }
      },
      { signal: this.#listening.signal },
    );
    this.#frame.setAttribute('sandbox', SANDBOX);
    this.#frame.referrerPolicy = 'no-referrer';
    this.#frame.title = 'Stately inspector';
    this.#frame.src = url;
    document.getElementById('place')?.replaceChildren(this.#frame);
  }

  /** From here on it is told all anew. */
  begin(): void {
    this.#begun = true;
  }

  /** It is lost where a page of another origin is in the frame by now. */
  post(message: object): void {
    if (this.#begun) this.#frame.contentWindow?.postMessage(message, this.#origin);
  }

  close(): void {
    this.#listening.abort();
    this.#frame.remove();
  }
}
