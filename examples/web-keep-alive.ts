/** HTTP/1.1 keep-alive: pages one after the other over one connection, each as long as its Content-Length says. */
import { FrameError, supervise } from 'holdfast';
import type { Codec, Decoder, FrameSink, LinkInput } from 'holdfast';

const MAX = 16 * 1024;
/** How long the message is that these bytes begin; NaN: it is none; Infinity: more is needed to tell. */
const lengthOf = (bytes: Buffer): number => {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) return bytes.length < MAX ? Infinity : MAX + 1;
  const head = bytes.toString('latin1', 0, blank);
  const bodiless = /^[A-Z]+ \S+ HTTP\/1\.1(?:\r|$)/.test(head) ? '0' : 'unknown';
  return blank + 4 + Number(/\r\ncontent-length: *(\d{1,9})(?:\r|$)/i.exec(head)?.[1] ?? bodiless);
};

class HttpDecoder implements Decoder {
  held = 0;
  #bytes = Buffer.alloc(0);
  #offset = 0;

  push(chunk: Uint8Array, to: FrameSink): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      this.held = this.#bytes.length;
      const end = lengthOf(this.#bytes);
      if (!(end <= MAX || end === Infinity)) return this.end(to, end > MAX ? 'too-large' : 'malformed');
      if (end > this.held) return;
      const frame = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end);
      this.#offset += end;
      if (!to.frame(frame, 0, end)) return this.end(to, null);
    }
  }

  end(to: FrameSink, why: 'malformed' | 'too-large' | 'truncated' | null = this.held > 0 ? 'truncated' : null): void {
    const evidence = { hex: this.#bytes.toString('hex', 0, 16), offset: this.#offset };
    this.push = this.end = () => {};
    this.held = 0;
    if (why !== null) to.malformed(new FrameError(`frame-${why}`, `HTTP/1.1 with a Content-Length: ${why}`, evidence));
  }
}

export const http: Codec = {
  can: { empty: false, rechunk: true, endsByFin: false },
  maxFrame: MAX,
  partialTimeout: 10_000,
  size: (frame) => {
    if (frame.length <= MAX && lengthOf(Buffer.from(frame)) === frame.length) return frame.length;
    throw new FrameError('frame-refused', `no HTTP/1.1 message of at most ${MAX} bytes; nothing was sent`);
  },
  encode: (frame, out) => {
    out.bytes.set(frame, out.at);
    out.at += frame.length;
  },
  decoder: () => new HttpDecoder(),
};
/** Half of what nginx allows: whoever asks while the server ends the connection never knows whether it was heard. */
export const web = (to: string, maxExchanges = 500, maxIdle = '37s'): LinkInput => ({
  to,
  framing: http,
  lifecycle: { type: 'long', maxExchanges, maxIdle },
});
export const get = (path: string): Uint8Array => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: site\r\n\r\n`);

const supervisor = supervise();
const site = supervisor.link('site', web(process.env['SITE'] ?? 'tcp://127.0.0.1:80'));
const status = (answer: Uint8Array): string => Buffer.from(answer).toString().split('\r\n')[0] ?? '';
for (const page of ['/', '/', '/nothing-here']) console.log(status(await site.request(get(page))));
await supervisor.stop();
