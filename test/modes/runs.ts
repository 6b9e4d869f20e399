/** Runs by the name of their picture. */
import type { Lanes } from '../../src/diagram/sequence-records.ts';
import { Stage, Stalled } from './stage.ts';

export interface Run {
  /** Plays a mode up to its last fact. @returns the lanes, from left to right */
  readonly run: (stage: Stage) => Promise<readonly string[]>;
  readonly lanes?: Partial<Lanes>;
}

export type Runs = Readonly<Record<string, Run>>;

/** A machine that sleeps so often in a row is none to measure by. */
const TRIES = 10;

/** The picture of a run on loopback; of another one where this process slept during the first. */
export const pictureOf = async ({ run, lanes }: Run): Promise<string> => {
  for (let left = TRIES; ; left -= 1) {
    const stage = new Stage(lanes);
    const names = await run(stage);
    try {
      return await stage.picture(names);
    } catch (error) {
      if (!(error instanceof Stalled) || left <= 1) throw error;
    }
  }
};
