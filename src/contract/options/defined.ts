/** Leaves out what is undefined: an option given as `undefined` is an option not given. */

type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

type Flat<T> = { [K in keyof T]: T[K] };

/** The same, where a part that may be undefined may be missing instead. */
export type Defined<T> = Flat<
  { [K in Exclude<keyof T, Optional<T>>]: T[K] } & { [K in Optional<T>]?: Exclude<T[K], undefined> }
>;

export const defined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
