/** A codec of your own: STX, the text, ETX and a check byte, as payment terminals frame what they say. */
import { FrameError, supervise } from 'holdfast';
import type { Codec, Decoder, FrameSink } from 'holdfast';

const [STX, ETX, MAX] = [0x02, 0x03, 1024];
/** The longitudinal redundancy check: XOR of the text and ETX. */
const lrc = (text: Uint8Array): number => text.reduce((sum, byte) => sum ^ byte, ETX);

type Fault = 'malformed' | 'too-large' | 'truncated';

class StxDecoder implements Decoder {
  #bytes = Buffer.alloc(0);
  #offset = 0;
  #over = false;

  get held(): number {
    return this.#bytes.length;
  }

  push(chunk: Uint8Array, to: FrameSink): void {
    if (!this.#over) this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.held > 0) {
      const etx = this.#bytes.subarray(0, MAX - 1).indexOf(ETX);
      const frame = this.#bytes.subarray(1, etx);
      if (this.#bytes[0] !== STX) this.end(to, 'malformed');
      else if (etx < 0 && this.held >= MAX - 1) this.end(to, 'too-large');
      else if (etx < 0 || this.held === etx + 1) return;
      else if (this.#bytes[etx + 1] !== lrc(frame)) this.end(to, 'malformed');
      else {
        this.#bytes = this.#bytes.subarray(etx + 2);
        this.#offset += etx + 2;
        if (!to.frame(frame, 0, frame.length)) this.end(to, null);
      }
    }
  }

  end(to: FrameSink, why: Fault | null = this.held > 0 ? 'truncated' : null): void {
    const evidence = { hex: this.#bytes.toString('hex', 0, 16), offset: this.#offset };
    this.#over = true;
    this.#bytes = Buffer.alloc(0);
    if (why !== null) to.malformed(new FrameError(`frame-${why}`, `STX, text, ETX, LRC: ${why}`, evidence));
  }
}

export const stxEtx: Codec = {
  can: { empty: true, rechunk: true, endsByFin: false },
  maxFrame: MAX,
  partialTimeout: 2_000,
  size: (frame) => {
    if (frame.length + 3 <= MAX && !frame.includes(ETX)) return frame.length + 3;
    throw new FrameError('frame-refused', `over ${MAX} bytes, or with ETX in it; nothing was sent`);
  },
  encode: (frame, out) => {
    out.bytes.set([STX, ...frame, ETX, lrc(frame)], out.at);
    out.at += frame.length + 3;
  },
  decoder: () => new StxDecoder(),
};

const to = process.env['TERMINAL'] ?? 'tcp://127.0.0.1:6000';
const supervisor = supervise();
const terminal = supervisor.link('terminal', { to, framing: stxEtx });
const receipt = await terminal.request(new TextEncoder().encode('SALE 12.50'), { timeout: '5s' });
console.log(new TextDecoder().decode(receipt));
await supervisor.stop();
