import type { Slab } from '../contract/codec.ts';
import type { BufferSlab } from './slabs.ts';
import { emptySlab, giveSlab, takeSlab } from './slabs.ts';

/** What was read, as no `Buffer`: a copy that is made by `slice` of one would be none. */
export const plain = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** What a wire writes that keeps messages apart: each lies still, where it was written, until the socket has taken it. */
export class Messages {
  #slab: BufferSlab = emptySlab;
  /** Where the present reservation began. */
  #base = 0;
  #untaken = 0;

  /** All were taken. */
  get idle(): boolean {
    return this.#untaken === 0;
  }

  reserve(max: number): Slab {
    if (this.#slab.bytes.length - this.#slab.at < max) {
      this.#release();
      this.#slab = takeSlab(max);
    }
    this.#base = this.#slab.at;
    return this.#slab;
  }

  /** What was written since `reserve`, to be handed to the socket; `taken` is to follow. */
  message(bytes: number): Buffer {
    const { bytes: memory } = this.#slab;
    const end = this.#base + bytes;
    this.#slab.at = end;
    this.#untaken += 1;
    return memory.subarray(this.#base, end);
  }

  /** What was written since `reserve` goes nowhere. */
  drop(): void {
    this.#slab.at = this.#base;
  }

  /** The socket needs one message less. */
  taken(): void {
    this.#untaken -= 1;
    this.#release();
  }

  /** The wire is over. Its memory is left to the collector: the kernel may still read it, and a caller write into it. */
  forget(): void {
    this.#slab = emptySlab;
    this.#base = 0;
  }

  #release(): void {
    if (this.#untaken > 0 || this.#slab === emptySlab) return;
    giveSlab(this.#slab);
    this.forget();
  }
}
