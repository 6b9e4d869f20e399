/** The charts as XState knows them: definition, value, status, and the names that it gives to its own events. */
import * as machines from '../../../machines/index.ts';
import type { RecordFacts } from '../../contract/record.ts';
import type { StateValue, WireEvent } from './wire.ts';

/** Of a machine's config, what is read here. */
interface StateConfig {
  readonly id?: string;
  readonly type?: string;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

interface Defined {
  readonly text: string;
  readonly config: StateConfig;
}

const AFTER = 'after:';

/** The config and not `definition`, which leaves `always` out. Functions are no JSON: the context that they make is in each snapshot. */
const defined: ReadonlyMap<string, Defined> = new Map(
  Object.values(machines)
    .filter((one) => typeof one === 'object')
    .map(({ id, config }): [string, Defined] => {
      const text = JSON.stringify(config);
      return [id, { text, config: JSON.parse(text) as StateConfig }];
    }),
);

export const isCharted = (chart: string): boolean => defined.has(chart);

/** JSON of the machine's config. */
export const definitionOf = (chart: string): string => defined.get(chart)?.text ?? '{}';

/** `a.b.c` as `{ a: { b: 'c' } }`. No chart of ours has parallel states. */
export function valueOf(path: string): StateValue {
  const dot = path.indexOf('.');
  return dot === -1 ? path : { [path.slice(0, dot)]: valueOf(path.slice(dot + 1)) };
}

/** A chart is done in a final state at its top. */
export const isFinal = (chart: string, path: string): boolean =>
  defined.get(chart)?.config.states?.[path]?.type === 'final';

/** Does the chart know this state? A tree tells of supervisors that have never been started. */
export const knows = (chart: string, path: string): boolean => defined.get(chart)?.config.states?.[path] !== undefined;

/** The event as XState would name it: what starts an actor and what its timers bring are events of its own. */
export function eventOf({ chart, from, event }: Pick<RecordFacts, 'chart' | 'from' | 'event'>): WireEvent {
  if (from === '' && event.type === 'start') return { type: 'xstate.init', input: event['input'] };
  if (!event.type.startsWith(AFTER)) return event;
  const delay = event.type.slice(AFTER.length);
  return { type: `xstate.after.${delay}.${whereArmed(chart, from, delay)}` };
}

/** The id of the innermost active state on which this delay stands. */
function whereArmed(chart: string, path: string, delay: string): string {
  let state = defined.get(chart)?.config;
  let found = chart;
  let id = chart;
  for (const name of path.split('.')) {
    state = state?.states?.[name];
    id = `${id}.${name}`;
    if (state?.after?.[delay] !== undefined) found = state.id ?? id;
  }
  return found;
}
