/**
 * The binary frames of the inspector: states of many rows in 12 bytes each, little-endian. A page that is asked for
 * 10,000 rows reads 120 kB; one that is told of 400 changes reads 5 kB.
 *
 * ```
 * 0  u16 magic 0x4648    2 u8 version    3 u8 kind    4 u32 number    8 f64 t    16 u32 count    20 u32 0
 * then `count` times:    u32 row    u16 state    u16 changes    u32 ago
 * ```
 */
import { HoldfastError } from '../contract/errors.ts';

/**
 * `changes`: rows that have changed since the frame before. `all`: every row there is; what is not named is gone. `spans`: what
 * a timeline has of its rows, all of a row in one go, oldest first: each state lasts until the next of its row, the last until now.
 */
export const frameKinds = ['changes', 'all', 'spans'] as const;
export type FrameKind = (typeof frameKinds)[number];

/** More rows than sockets that one process can hold (20,000 descriptors are common), and a bound for what a page allocates. */
export const MOST_ROWS = 65_536;
/** 64 spans for each of 2,000 rows; a frame that announces more is refused. */
export const MOST_ENTRIES = 131_072;

const MAGIC = 0x4648;
const VERSION = 1;
const HEAD = 24;
const ENTRY = 12;
const MOST_U16 = 0xffff;
const MOST_U32 = 0xffff_ffff;
/** Room for the changes of a busy frame; it grows by doubling. */
const FIRST_ENTRIES = 512;

/** Writes one frame after another into the same memory. */
export class FrameWriter {
  #view = new DataView(new ArrayBuffer(HEAD + FIRST_ENTRIES * ENTRY));
  #kind = 0;
  #number = 0;
  #t = 0;
  #count = 0;

  /** @param number counts the frames of the feed, not all of which come to every page @param t when it was taken, ms since the origin */
  begin(kind: FrameKind, number: number, t: number): void {
    this.#kind = frameKinds.indexOf(kind);
    this.#number = number;
    this.#t = t;
    this.#count = 0;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * @param changes how many transitions are told in this one; 65,535 for more
   * @param since when the state began, ms since the origin; told as whole ms before `t`, from 0 to 49 days
   * @returns false where the frame is full: nothing was written
   */
  put(row: number, state: number, changes: number, since: number): boolean {
    if (this.#count === MOST_ENTRIES) return false;
    const at = HEAD + this.#count * ENTRY;
    if (at + ENTRY > this.#view.byteLength) this.#grow();
    const view = this.#view;
    view.setUint32(at, row, true);
    view.setUint16(at + 4, state, true);
    view.setUint16(at + 6, Math.min(changes, MOST_U16), true);
    view.setUint32(at + 8, Math.min(Math.max(0, Math.round(this.#t - since)), MOST_U32), true);
    this.#count += 1;
    return true;
  }

  /** @returns a copy: the memory is written anew by the next frame */
  end(): Uint8Array<ArrayBuffer> {
    const view = this.#view;
    view.setUint16(0, MAGIC, true);
    view.setUint8(2, VERSION);
    view.setUint8(3, this.#kind);
    view.setUint32(4, this.#number, true);
    view.setFloat64(8, this.#t, true);
    view.setUint32(16, this.#count, true);
    view.setUint32(20, 0, true);
    return new Uint8Array(view.buffer.slice(0, HEAD + this.#count * ENTRY));
  }

  #grow(): void {
    const larger = new Uint8Array(this.#view.byteLength * 2);
    larger.set(new Uint8Array(this.#view.buffer));
    this.#view = new DataView(larger.buffer);
  }
}

/** A frame as it lies in memory: nothing is unpacked before it is asked for. */
export class Frame {
  readonly kind: FrameKind;
  /** Grows from frame to frame. */
  readonly number: number;
  /** When it was taken, ms since the origin. */
  readonly t: number;
  readonly count: number;
  readonly #view: DataView;

  /** @throws HoldfastError `inspector-refused`: these bytes are no frame */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEAD || view.getUint16(0, true) !== MAGIC) throw refused('these bytes are no frame');
    if (view.getUint8(2) !== VERSION) throw refused(`a frame of version ${String(view.getUint8(2))} is not known here`);
    const kind = frameKinds[view.getUint8(3)];
    const t = view.getFloat64(8, true);
    const count = view.getUint32(16, true);
    if (kind === undefined || !Number.isFinite(t) || view.getUint32(20, true) !== 0)
      throw refused('a header is broken');
    if (count > MOST_ENTRIES || HEAD + count * ENTRY !== bytes.length)
      throw refused(`${String(count)} entries are announced, and ${String(bytes.length)} bytes came`);
    for (let i = 0; i < count; i += 1)
      if (view.getUint32(HEAD + i * ENTRY, true) >= MOST_ROWS) throw refused('a row is out of bounds');
    this.kind = kind;
    this.number = view.getUint32(4, true);
    this.t = t;
    this.count = count;
    this.#view = view;
  }

  /** Below `MOST_ROWS`. */
  row(i: number): number {
    return this.#view.getUint32(HEAD + i * ENTRY, true);
  }

  /** An index into the vocabulary. */
  state(i: number): number {
    return this.#view.getUint16(HEAD + i * ENTRY + 4, true);
  }

  /** Transitions told in this entry. */
  changes(i: number): number {
    return this.#view.getUint16(HEAD + i * ENTRY + 6, true);
  }

  /** When the state began, ms since the origin. */
  since(i: number): number {
    return this.t - this.#view.getUint32(HEAD + i * ENTRY + 8, true);
  }
}

const refused = (what: string): HoldfastError =>
  new HoldfastError('inspector-refused', `the inspector’s feed: ${what}; it and its page may be of different versions`);
