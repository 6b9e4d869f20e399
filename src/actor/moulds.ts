/**
 * Copies of a context that all have one hidden class, made and written in a few nanoseconds. `{ ...context }` costs 20 times
 * as much in Node 20, where the copy of a copy of a copy has a hidden class of its own each time. The code is the same again and
 * again because an engine learns the keys for each place in the source: shared by two charts it would learn neither.
 */

export type Fields = Record<string, unknown>;

export interface Mould {
  /** Makes a copy. */
  readonly Copy: new (from: Fields) => Fields;
  /** Makes one copy equal to another. */
  readonly overwrite: (to: Fields, from: Fields) => void;
  /** Gives the key at this place a value. */
  readonly set: (to: Fields, place: number, value: unknown) => void;
}

type Cast = (
  keys: readonly string[],
  count: number,
) => Omit<Mould, 'Copy'> & { readonly Copy: (this: Fields, from: Fields) => void };

/** The most keys; wider contexts are spread. */
export const WIDEST = 16;

const casts: readonly Cast[] = [
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    function Copy(this: Fields, from: Fields): void {
      this[k0] = from[k0];
      if (count > 1) this[k1] = from[k1];
      if (count > 2) this[k2] = from[k2];
      if (count > 3) this[k3] = from[k3];
      if (count > 4) this[k4] = from[k4];
      if (count > 5) this[k5] = from[k5];
      if (count > 6) this[k6] = from[k6];
      if (count > 7) this[k7] = from[k7];
      if (count > 8) this[k8] = from[k8];
      if (count > 9) this[k9] = from[k9];
      if (count > 10) this[k10] = from[k10];
      if (count > 11) this[k11] = from[k11];
      if (count > 12) this[k12] = from[k12];
      if (count > 13) this[k13] = from[k13];
      if (count > 14) this[k14] = from[k14];
      if (count > 15) this[k15] = from[k15];
    }
    const overwrite = (to: Fields, from: Fields): void => {
      to[k0] = from[k0];
      if (count > 1) to[k1] = from[k1];
      if (count > 2) to[k2] = from[k2];
      if (count > 3) to[k3] = from[k3];
      if (count > 4) to[k4] = from[k4];
      if (count > 5) to[k5] = from[k5];
      if (count > 6) to[k6] = from[k6];
      if (count > 7) to[k7] = from[k7];
      if (count > 8) to[k8] = from[k8];
      if (count > 9) to[k9] = from[k9];
      if (count > 10) to[k10] = from[k10];
      if (count > 11) to[k11] = from[k11];
      if (count > 12) to[k12] = from[k12];
      if (count > 13) to[k13] = from[k13];
      if (count > 14) to[k14] = from[k14];
      if (count > 15) to[k15] = from[k15];
    };
    const set = (to: Fields, place: number, value: unknown): void => {
      switch (place) {
        case 0: to[k0] = value; break;
        case 1: to[k1] = value; break;
        case 2: to[k2] = value; break;
        case 3: to[k3] = value; break;
        case 4: to[k4] = value; break;
        case 5: to[k5] = value; break;
        case 6: to[k6] = value; break;
        case 7: to[k7] = value; break;
        case 8: to[k8] = value; break;
        case 9: to[k9] = value; break;
        case 10: to[k10] = value; break;
        case 11: to[k11] = value; break;
        case 12: to[k12] = value; break;
        case 13: to[k13] = value; break;
        case 14: to[k14] = value; break;
        case 15: to[k15] = value; break;
      }
    };
    return { Copy, overwrite, set };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    function Copy(this: Fields, from: Fields): void {
      this[k0] = from[k0];
      if (count > 1) this[k1] = from[k1];
      if (count > 2) this[k2] = from[k2];
      if (count > 3) this[k3] = from[k3];
      if (count > 4) this[k4] = from[k4];
      if (count > 5) this[k5] = from[k5];
      if (count > 6) this[k6] = from[k6];
      if (count > 7) this[k7] = from[k7];
      if (count > 8) this[k8] = from[k8];
      if (count > 9) this[k9] = from[k9];
      if (count > 10) this[k10] = from[k10];
      if (count > 11) this[k11] = from[k11];
      if (count > 12) this[k12] = from[k12];
      if (count > 13) this[k13] = from[k13];
      if (count > 14) this[k14] = from[k14];
      if (count > 15) this[k15] = from[k15];
    }
    const overwrite = (to: Fields, from: Fields): void => {
      to[k0] = from[k0];
      if (count > 1) to[k1] = from[k1];
      if (count > 2) to[k2] = from[k2];
      if (count > 3) to[k3] = from[k3];
      if (count > 4) to[k4] = from[k4];
      if (count > 5) to[k5] = from[k5];
      if (count > 6) to[k6] = from[k6];
      if (count > 7) to[k7] = from[k7];
      if (count > 8) to[k8] = from[k8];
      if (count > 9) to[k9] = from[k9];
      if (count > 10) to[k10] = from[k10];
      if (count > 11) to[k11] = from[k11];
      if (count > 12) to[k12] = from[k12];
      if (count > 13) to[k13] = from[k13];
      if (count > 14) to[k14] = from[k14];
      if (count > 15) to[k15] = from[k15];
    };
    const set = (to: Fields, place: number, value: unknown): void => {
      switch (place) {
        case 0: to[k0] = value; break;
        case 1: to[k1] = value; break;
        case 2: to[k2] = value; break;
        case 3: to[k3] = value; break;
        case 4: to[k4] = value; break;
        case 5: to[k5] = value; break;
        case 6: to[k6] = value; break;
        case 7: to[k7] = value; break;
        case 8: to[k8] = value; break;
        case 9: to[k9] = value; break;
        case 10: to[k10] = value; break;
        case 11: to[k11] = value; break;
        case 12: to[k12] = value; break;
        case 13: to[k13] = value; break;
        case 14: to[k14] = value; break;
        case 15: to[k15] = value; break;
      }
    };
    return { Copy, overwrite, set };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    function Copy(this: Fields, from: Fields): void {
      this[k0] = from[k0];
      if (count > 1) this[k1] = from[k1];
      if (count > 2) this[k2] = from[k2];
      if (count > 3) this[k3] = from[k3];
      if (count > 4) this[k4] = from[k4];
      if (count > 5) this[k5] = from[k5];
      if (count > 6) this[k6] = from[k6];
      if (count > 7) this[k7] = from[k7];
      if (count > 8) this[k8] = from[k8];
      if (count > 9) this[k9] = from[k9];
      if (count > 10) this[k10] = from[k10];
      if (count > 11) this[k11] = from[k11];
      if (count > 12) this[k12] = from[k12];
      if (count > 13) this[k13] = from[k13];
      if (count > 14) this[k14] = from[k14];
      if (count > 15) this[k15] = from[k15];
    }
    const overwrite = (to: Fields, from: Fields): void => {
      to[k0] = from[k0];
      if (count > 1) to[k1] = from[k1];
      if (count > 2) to[k2] = from[k2];
      if (count > 3) to[k3] = from[k3];
      if (count > 4) to[k4] = from[k4];
      if (count > 5) to[k5] = from[k5];
      if (count > 6) to[k6] = from[k6];
      if (count > 7) to[k7] = from[k7];
      if (count > 8) to[k8] = from[k8];
      if (count > 9) to[k9] = from[k9];
      if (count > 10) to[k10] = from[k10];
      if (count > 11) to[k11] = from[k11];
      if (count > 12) to[k12] = from[k12];
      if (count > 13) to[k13] = from[k13];
      if (count > 14) to[k14] = from[k14];
      if (count > 15) to[k15] = from[k15];
    };
    const set = (to: Fields, place: number, value: unknown): void => {
      switch (place) {
        case 0: to[k0] = value; break;
        case 1: to[k1] = value; break;
        case 2: to[k2] = value; break;
        case 3: to[k3] = value; break;
        case 4: to[k4] = value; break;
        case 5: to[k5] = value; break;
        case 6: to[k6] = value; break;
        case 7: to[k7] = value; break;
        case 8: to[k8] = value; break;
        case 9: to[k9] = value; break;
        case 10: to[k10] = value; break;
        case 11: to[k11] = value; break;
        case 12: to[k12] = value; break;
        case 13: to[k13] = value; break;
        case 14: to[k14] = value; break;
        case 15: to[k15] = value; break;
      }
    };
    return { Copy, overwrite, set };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    function Copy(this: Fields, from: Fields): void {
      this[k0] = from[k0];
      if (count > 1) this[k1] = from[k1];
      if (count > 2) this[k2] = from[k2];
      if (count > 3) this[k3] = from[k3];
      if (count > 4) this[k4] = from[k4];
      if (count > 5) this[k5] = from[k5];
      if (count > 6) this[k6] = from[k6];
      if (count > 7) this[k7] = from[k7];
      if (count > 8) this[k8] = from[k8];
      if (count > 9) this[k9] = from[k9];
      if (count > 10) this[k10] = from[k10];
      if (count > 11) this[k11] = from[k11];
      if (count > 12) this[k12] = from[k12];
      if (count > 13) this[k13] = from[k13];
      if (count > 14) this[k14] = from[k14];
      if (count > 15) this[k15] = from[k15];
    }
    const overwrite = (to: Fields, from: Fields): void => {
      to[k0] = from[k0];
      if (count > 1) to[k1] = from[k1];
      if (count > 2) to[k2] = from[k2];
      if (count > 3) to[k3] = from[k3];
      if (count > 4) to[k4] = from[k4];
      if (count > 5) to[k5] = from[k5];
      if (count > 6) to[k6] = from[k6];
      if (count > 7) to[k7] = from[k7];
      if (count > 8) to[k8] = from[k8];
      if (count > 9) to[k9] = from[k9];
      if (count > 10) to[k10] = from[k10];
      if (count > 11) to[k11] = from[k11];
      if (count > 12) to[k12] = from[k12];
      if (count > 13) to[k13] = from[k13];
      if (count > 14) to[k14] = from[k14];
      if (count > 15) to[k15] = from[k15];
    };
    const set = (to: Fields, place: number, value: unknown): void => {
      switch (place) {
        case 0: to[k0] = value; break;
        case 1: to[k1] = value; break;
        case 2: to[k2] = value; break;
        case 3: to[k3] = value; break;
        case 4: to[k4] = value; break;
        case 5: to[k5] = value; break;
        case 6: to[k6] = value; break;
        case 7: to[k7] = value; break;
        case 8: to[k8] = value; break;
        case 9: to[k9] = value; break;
        case 10: to[k10] = value; break;
        case 11: to[k11] = value; break;
        case 12: to[k12] = value; break;
        case 13: to[k13] = value; break;
        case 14: to[k14] = value; break;
        case 15: to[k15] = value; break;
      }
    };
    return { Copy, overwrite, set };
  },
];

let given = 0;

/** `null` when the context is empty or too wide. The first few charts have a mould each; the others share, which is slower. */
export const mouldOf = (keys: readonly string[]): Mould | null => {
  if (keys.length === 0 || keys.length > WIDEST) return null;
  const mould = casts[given % casts.length]?.(keys, keys.length);
  if (mould === undefined) return null;
  given += 1;
  // Contexts are plain objects.
  mould.Copy.prototype = Object.prototype;
  return mould as unknown as Mould;
};
