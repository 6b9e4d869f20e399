/** What must hold of a tree of supervisors, judged by its records alone, and by what stands there. */
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { TreeNode } from '../../src/contract/tree.ts';
import { demand } from '../model/demand.ts';
import type { Life } from './course.ts';

interface Budget {
  readonly restarts: number;
  readonly within: number;
}

interface Kin {
  readonly strategy: string;
  /** Paths of children in order of start. */
  readonly order: string[];
  /** Those of one life that crashed, and when; `back` once they were begun again. */
  falls: { readonly child: string; readonly at: number; back: boolean }[];
  /** Fell since all was well. */
  readonly fallen: Set<string>;
  /** Halted since the supervisor’s last record. */
  halts: string[];
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const within = (times: readonly number[], { restarts, within: window }: Budget, who: string): void => {
  for (const [i, first] of times.entries()) {
    const count = times.slice(i).filter((at) => at - first <= window).length;
    demand(
      count <= restarts,
      `${who}: ${String(count)} restarts within ${String(window)} ms, not ${String(restarts)} (I6)`,
    );
  }
};

export class Judge {
  readonly #life: Life;
  readonly #kin = new Map<string, Kin>();
  readonly #states = new Map<string, string>();
  readonly #own = new Map<string, { readonly budget: Budget; readonly times: number[] }>();
  readonly #shared = new Map<string, Budget>();
  #broken: Error | null = null;

  constructor(life: Life) {
    this.#life = life;
    for (const record of life.grove.records) this.#hear(record);
    life.grove.onRecord = (record) => {
      try {
        this.#hear(record);
      } catch (error) {
        this.#broken ??= error as Error;
      }
    };
  }

  check(): void {
    const { grove, pupils } = this.#life;
    if (this.#broken !== null) throw this.#broken;
    demand(grove.broken.length === 0, grove.broken.join('; '));
    for (const pupil of pupils) {
      const path = [...this.#states.keys()].find((one) => one.endsWith(`/${pupil.id}`)) ?? '';
      const state = this.#states.get(path) ?? '';
      demand(
        pupil.alive === /^(running|stopping)$/.test(state),
        `${pupil.id} is ${state}, alive: ${String(pupil.alive)}`,
      );
      demand(pupil.gone === (state === 'ended'), `${pupil.id} is ${state}, and gone: ${String(pupil.gone)}`);
    }
    const tree = grove.tree();
    demand(JSON.stringify(JSON.parse(JSON.stringify(tree))) === JSON.stringify(tree), 'the tree is no JSON');
    this.#checkTree('root', tree);
    for (const [path, { budget, times }] of this.#own) within(times, budget, path);
    for (const [path, { falls }] of this.#kin) {
      const budget = this.#shared.get(path);
      const times = falls.filter(({ back }) => back).map(({ at }) => at);
      if (budget !== undefined) within(times, budget, path);
    }
  }

  checkEnd(): void {
    const { grove, pupils } = this.#life;
    this.check();
    demand(grove.root.supervision.state === 'ended', `the root is ${grove.root.supervision.state}`);
    const alive = grove.replay.alive();
    demand(alive.length === 0, `${alive.join()} never ended (I12)`);
    demand(
      pupils.every(({ gone }) => gone),
      'a child is not over',
    );
    demand(grove.tree().length === 0, 'a child stands below what has ended');
    demand(grove.clock.alarm === null, 'an alarm outlives the tree (I4)');
    const records = grove.records.length;
    for (const pupil of pupils) pupil.crash();
    grove.pass(10_000);
    demand(grove.records.length === records, 'something is heard after the end (I14)');
  }

  #checkTree(path: string, nodes: readonly TreeNode[]): void {
    const standing = (this.#kin.get(path)?.order ?? []).filter((one) => this.#states.get(one) !== 'ended');
    const told = nodes.map(({ id }) => `${path}/${id}`);
    demand(standing.join() === told.join(), `the tree has ${told.join()}, and there are ${standing.join()}`);
    for (const { id, state, budget, intensity, children } of nodes) {
      const below = `${path}/${id}`;
      demand(state === this.#states.get(below), `the tree says that ${below} is ${state}`);
      this.#checkLeft(`child ${below}`, budget);
      if (children === undefined) continue;
      this.#checkLeft(`supervisor ${below}`, intensity);
      this.#checkTree(below, children);
    }
  }

  #checkLeft(who: string, view: TreeNode['budget'] | undefined): void {
    const [chart = '', name = ''] = who.split(' ');
    const context = this.#life.grove.replay.of(name, chart)?.context as { restarts: readonly number[] } | undefined;
    if (view === undefined || view === null || context === undefined) return;
    const now = this.#life.grove.clock.now();
    const used = context.restarts.filter((at) => now - at <= view.within).length;
    demand(view.left === view.restarts - used, `${who} has ${String(view.left)} restarts left`);
  }

  #hear({ chart, connection, event, from, to, effects, mono }: TransitionRecord): void {
    if (chart === 'supervisor') this.#hearSupervisor(connection, event, to);
    else this.#hearChild(connection, event, from, to, effects, mono);
  }

  #hearSupervisor(path: string, event: TransitionRecord['event'], to: string): void {
    if (event.type === 'start') {
      const { strategy, intensity } = event['input'] as { strategy: string; intensity: Budget };
      this.#shared.set(path, intensity);
      this.#kin.set(path, { ...this.#kinOf(path), strategy, falls: [], fallen: new Set(), halts: [] });
    }
    const kin = this.#kinOf(path);
    if (to === 'restarting') this.#judgeRest(kin);
    if (to === 'running') {
      demand(kin.halts.length === 0, `${kin.halts.join()} is halted, and nobody fell that it goes down with (I6)`);
      kin.fallen.clear();
    }
    kin.halts = [];
  }

  #hearChild(
    path: string,
    event: TransitionRecord['event'],
    from: string,
    to: string,
    effects: readonly string[],
    at: number,
  ): void {
    const parent = parentOf(path);
    const kin = this.#kinOf(parent);
    if (event.type === 'start' && from === '') {
      kin.order.push(path);
      const { budget } = event['input'] as { budget: Budget | null };
      if (budget !== null) this.#own.set(path, { budget, times: [] });
    }
    if (event.type === 'exited' && to === 'running') this.#own.get(path)?.times.push(at);
    if (effects.includes('fell')) {
      kin.falls.push({ child: path, at, back: false });
      kin.fallen.add(path);
    }
    if (effects.includes('begin'))
      for (const fall of kin.falls) if (fall.child === path && event.type === 'start') fall.back = true;
    if (event.type === 'halt' && to === 'stopping' && from === 'running') this.#judgeHalt(path, kin);
    this.#states.set(path, to);
  }

  /** The one that is halted is the last that stands, and there is a reason for it. */
  #judgeHalt(path: string, { order, strategy, halts }: Kin): void {
    if (strategy === 'one-for-one') {
      halts.push(path);
      return;
    }
    const later = order
      .slice(order.indexOf(path) + 1)
      .filter((one) => /running|stopping/.test(this.#states.get(one) ?? ''));
    demand(later.length === 0, `${path} is halted before ${later.join()} is down (I6)`);
    halts.push(path);
  }

  /** The record of what the supervisor did follows those of the children that it did it to. */
  #judgeRest({ order, strategy, fallen, halts }: Kin): void {
    const first = Math.min(...[...fallen].map((one) => order.indexOf(one)));
    if (strategy !== 'rest-for-one' || fallen.size === 0) return;
    const before = halts.find((one) => order.indexOf(one) < first);
    demand(before === undefined, `${String(before)} is halted, and stands before all that fell (I6)`);
  }

  #kinOf(path: string): Kin {
    const known = this.#kin.get(path);
    if (known !== undefined) return known;
    const kin: Kin = { strategy: '', order: [], falls: [], fallen: new Set(), halts: [] };
    this.#kin.set(path, kin);
    return kin;
  }
}
