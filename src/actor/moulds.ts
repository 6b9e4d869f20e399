/**
 * Copies of a context that all have one hidden class, each in a few nanoseconds. `{ ...context }` costs 20 times as much
 * in Node 20, where the copy of a copy of a copy has a hidden class of its own each time. The code is the same again and
 * again because an engine learns the keys for each place in the source: shared by two charts it would learn neither.
 */

export type Fields = Record<string, unknown>;

/** For each key, in order, the new value or `same`. */
export type Values = readonly unknown[];

export type Copier = new (from: Fields, values: Values) => Fields;

export const same = Symbol('same');

type Mould = (keys: readonly string[], count: number) => (this: Fields, from: Fields, values: Values) => void;

/** The most keys; wider contexts are spread. */
export const WIDEST = 16;

const moulds: readonly Mould[] = [
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    return function copy(this: Fields, from: Fields, values: Values): void {
      this[k0] = values[0] === same ? from[k0] : values[0];
      if (count > 1) this[k1] = values[1] === same ? from[k1] : values[1];
      if (count > 2) this[k2] = values[2] === same ? from[k2] : values[2];
      if (count > 3) this[k3] = values[3] === same ? from[k3] : values[3];
      if (count > 4) this[k4] = values[4] === same ? from[k4] : values[4];
      if (count > 5) this[k5] = values[5] === same ? from[k5] : values[5];
      if (count > 6) this[k6] = values[6] === same ? from[k6] : values[6];
      if (count > 7) this[k7] = values[7] === same ? from[k7] : values[7];
      if (count > 8) this[k8] = values[8] === same ? from[k8] : values[8];
      if (count > 9) this[k9] = values[9] === same ? from[k9] : values[9];
      if (count > 10) this[k10] = values[10] === same ? from[k10] : values[10];
      if (count > 11) this[k11] = values[11] === same ? from[k11] : values[11];
      if (count > 12) this[k12] = values[12] === same ? from[k12] : values[12];
      if (count > 13) this[k13] = values[13] === same ? from[k13] : values[13];
      if (count > 14) this[k14] = values[14] === same ? from[k14] : values[14];
      if (count > 15) this[k15] = values[15] === same ? from[k15] : values[15];
    };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    return function copy(this: Fields, from: Fields, values: Values): void {
      this[k0] = values[0] === same ? from[k0] : values[0];
      if (count > 1) this[k1] = values[1] === same ? from[k1] : values[1];
      if (count > 2) this[k2] = values[2] === same ? from[k2] : values[2];
      if (count > 3) this[k3] = values[3] === same ? from[k3] : values[3];
      if (count > 4) this[k4] = values[4] === same ? from[k4] : values[4];
      if (count > 5) this[k5] = values[5] === same ? from[k5] : values[5];
      if (count > 6) this[k6] = values[6] === same ? from[k6] : values[6];
      if (count > 7) this[k7] = values[7] === same ? from[k7] : values[7];
      if (count > 8) this[k8] = values[8] === same ? from[k8] : values[8];
      if (count > 9) this[k9] = values[9] === same ? from[k9] : values[9];
      if (count > 10) this[k10] = values[10] === same ? from[k10] : values[10];
      if (count > 11) this[k11] = values[11] === same ? from[k11] : values[11];
      if (count > 12) this[k12] = values[12] === same ? from[k12] : values[12];
      if (count > 13) this[k13] = values[13] === same ? from[k13] : values[13];
      if (count > 14) this[k14] = values[14] === same ? from[k14] : values[14];
      if (count > 15) this[k15] = values[15] === same ? from[k15] : values[15];
    };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    return function copy(this: Fields, from: Fields, values: Values): void {
      this[k0] = values[0] === same ? from[k0] : values[0];
      if (count > 1) this[k1] = values[1] === same ? from[k1] : values[1];
      if (count > 2) this[k2] = values[2] === same ? from[k2] : values[2];
      if (count > 3) this[k3] = values[3] === same ? from[k3] : values[3];
      if (count > 4) this[k4] = values[4] === same ? from[k4] : values[4];
      if (count > 5) this[k5] = values[5] === same ? from[k5] : values[5];
      if (count > 6) this[k6] = values[6] === same ? from[k6] : values[6];
      if (count > 7) this[k7] = values[7] === same ? from[k7] : values[7];
      if (count > 8) this[k8] = values[8] === same ? from[k8] : values[8];
      if (count > 9) this[k9] = values[9] === same ? from[k9] : values[9];
      if (count > 10) this[k10] = values[10] === same ? from[k10] : values[10];
      if (count > 11) this[k11] = values[11] === same ? from[k11] : values[11];
      if (count > 12) this[k12] = values[12] === same ? from[k12] : values[12];
      if (count > 13) this[k13] = values[13] === same ? from[k13] : values[13];
      if (count > 14) this[k14] = values[14] === same ? from[k14] : values[14];
      if (count > 15) this[k15] = values[15] === same ? from[k15] : values[15];
    };
  },
  // prettier-ignore
  (keys, count) => {
    const [k0 = '', k1 = '', k2 = '', k3 = '', k4 = '', k5 = '', k6 = '', k7 = '', k8 = '', k9 = '', k10 = '', k11 = '', k12 = '', k13 = '', k14 = '', k15 = ''] = keys;
    return function copy(this: Fields, from: Fields, values: Values): void {
      this[k0] = values[0] === same ? from[k0] : values[0];
      if (count > 1) this[k1] = values[1] === same ? from[k1] : values[1];
      if (count > 2) this[k2] = values[2] === same ? from[k2] : values[2];
      if (count > 3) this[k3] = values[3] === same ? from[k3] : values[3];
      if (count > 4) this[k4] = values[4] === same ? from[k4] : values[4];
      if (count > 5) this[k5] = values[5] === same ? from[k5] : values[5];
      if (count > 6) this[k6] = values[6] === same ? from[k6] : values[6];
      if (count > 7) this[k7] = values[7] === same ? from[k7] : values[7];
      if (count > 8) this[k8] = values[8] === same ? from[k8] : values[8];
      if (count > 9) this[k9] = values[9] === same ? from[k9] : values[9];
      if (count > 10) this[k10] = values[10] === same ? from[k10] : values[10];
      if (count > 11) this[k11] = values[11] === same ? from[k11] : values[11];
      if (count > 12) this[k12] = values[12] === same ? from[k12] : values[12];
      if (count > 13) this[k13] = values[13] === same ? from[k13] : values[13];
      if (count > 14) this[k14] = values[14] === same ? from[k14] : values[14];
      if (count > 15) this[k15] = values[15] === same ? from[k15] : values[15];
    };
  },
];

let given = 0;

/** `null` when the context is empty or too wide. The first few charts have a mould each; the others share, which is slower. */
export const copierOf = (keys: readonly string[]): Copier | null => {
  if (keys.length === 0 || keys.length > WIDEST) return null;
  const copy = moulds[given % moulds.length]?.(keys, keys.length);
  if (copy === undefined) return null;
  given += 1;
  // Contexts are plain objects.
  copy.prototype = Object.prototype;
  return copy as unknown as Copier;
};
