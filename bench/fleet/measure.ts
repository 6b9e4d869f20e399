/** Thousands of lines: how fast they come up and go, what the event loop has of it, what each weighs, what heartbeats cost. */
import type { ChildProcess } from 'node:child_process';
import { nextMessage, startOwn, stop } from '../run/processes.ts';
import type { Spread } from '../run/rounds.ts';
import { ratio, spread, takeTurns } from '../run/rounds.ts';
import { startEcho } from '../run/servers.ts';
import type { Phase, Pulse, Storm, Task } from './fleet.ts';

export interface FleetEffort {
  readonly rounds: number;
  /** Lines, fewest first; the last has the goals. */
  readonly sizes: readonly number[];
  readonly beat: { readonly lines: number; readonly every: number; readonly forMs: number };
}

export interface PhaseSpread {
  readonly ms: Spread;
  readonly delayP99: Spread;
  readonly delayMost: Spread;
}

export interface StormRow {
  readonly lines: number;
  readonly up: PhaseSpread;
  readonly rawUp: PhaseSpread;
  /** Lines up in a second, of raw. */
  readonly ofRaw: Spread;
  readonly down: PhaseSpread;
  readonly rawDown: PhaseSpread;
  readonly bytes: Spread;
  readonly rawBytes: Spread;
}

export interface PulseResult {
  readonly lines: number;
  readonly every: number;
  /** Answered in a second. */
  readonly perSecond: number;
  /** Of a core, at 1,000 heartbeats a second. */
  readonly share: number;
  readonly rawShare: number;
}

export interface FleetResult {
  readonly storms: readonly StormRow[];
  /** For the most lines, ms for each to come up, against the same for the fewest. Linear: 1. */
  readonly growth: Spread;
  readonly pulse: PulseResult;
}

const ask = async <T>(client: ChildProcess, task: Task): Promise<T> => {
  client.send(task);
  return nextMessage<T>(client, task.type);
};

const phase = (phases: readonly Phase[]): PhaseSpread => ({
  ms: spread(phases.map(({ ms }) => ms)),
  delayP99: spread(phases.map(({ delayP99 }) => delayP99)),
  delayMost: spread(phases.map(({ delayMost }) => delayMost)),
});

const upMs = (storms: readonly Storm[]): number[] => storms.map(({ up }) => up.ms);

const rowOf = (lines: number, own: readonly Storm[], raw: readonly Storm[]): StormRow => ({
  lines,
  up: phase(own.map(({ up }) => up)),
  rawUp: phase(raw.map(({ up }) => up)),
  ofRaw: ratio(upMs(raw), upMs(own)),
  down: phase(own.map(({ down }) => down)),
  rawDown: phase(raw.map(({ down }) => down)),
  bytes: spread(own.map(({ bytes }) => bytes)),
  rawBytes: spread(raw.map(({ bytes }) => bytes)),
});

/** @returns of a core, at 1,000 heartbeats a second */
const shareOf = ({ cpuMs, beats }: Pulse): number => cpuMs / beats;

export const measureFleet = async ({ rounds, sizes, beat }: FleetEffort): Promise<FleetResult> => {
  const server = await startEcho(false);
  const flags = ['--expose-gc'];
  const raw = startOwn('fleet', ['raw', String(server.port)], false, flags);
  const own = startOwn('fleet', ['holdfast', String(server.port)], false, flags);
  try {
    await Promise.all([nextMessage(raw, 'raw fleet'), nextMessage(own, 'fleet')]);
    const turns = sizes.flatMap((lines) =>
      [own, raw].map((client) => () => ask<Storm>(client, { type: 'storm', lines })),
    );
    // Once for the compiler, and for what the first lines cause to be made.
    for (const turn of turns.slice(0, 2)) await turn();
    const results = await takeTurns(rounds, turns);
    const storms = sizes.map((lines, i) => rowOf(lines, results[2 * i] ?? [], results[2 * i + 1] ?? []));
    const each = (i: number): number[] => upMs(results[2 * i] ?? []).map((ms) => ms / (sizes[i] ?? NaN));
    const task: Task = { type: 'beat', ...beat };
    const pulse = await ask<Pulse>(own, task);
    const rawPulse = await ask<Pulse>(raw, task);
    return {
      storms,
      growth: ratio(each(sizes.length - 1), each(0)),
      pulse: {
        lines: beat.lines,
        every: beat.every,
        perSecond: (pulse.beats / pulse.ms) * 1e3,
        share: shareOf(pulse),
        rawShare: shareOf(rawPulse),
      },
    };
  } finally {
    await Promise.all([raw, own, server.process].map(stop));
  }
};
