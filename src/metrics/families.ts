/** Families of series that are read when somebody asks. */
import type { Counter, Gauge, Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;
export type Row = readonly [labels: Labels, value: number];

export interface Family {
  /** Without the prefix `holdfast_`; that of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** As things are now. */
  readonly rows: () => Iterable<Row>;
}

/** Of `prom-client`, which is loaded where it is wanted. */
export interface Makers {
  readonly Counter: typeof Counter;
  readonly Gauge: typeof Gauge;
  readonly registers: Registry[];
}

const prefixed = ({ name }: Family): string => `holdfast_${name}`;

const facts = (family: Family, registers: Registry[]) => ({
  name: prefixed(family),
  help: family.help,
  labelNames: [...family.labels],
  registers,
});

/** @returns the names of what was registered */
export function registerFamilies(
  counters: readonly Family[],
  gauges: readonly Family[],
  { Counter: CounterOf, Gauge: GaugeOf, registers }: Makers,
): readonly string[] {
  const named = (family: Family, _made: object): string => prefixed(family);
  return [
    ...counters.map((family) =>
      named(
        family,
        new CounterOf({
          ...facts(family, registers),
          collect() {
            this.reset();
            for (const [labels, value] of family.rows()) this.inc(labels, value);
          },
        }),
      ),
    ),
    ...gauges.map((family) =>
      named(
        family,
        new GaugeOf({
          ...facts(family, registers),
          collect() {
            this.reset();
            for (const [labels, value] of family.rows()) this.set(labels, value);
          },
        }),
      ),
    ),
  ];
}
