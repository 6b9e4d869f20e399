/** What crashes leaves a record that says so, and what it threw. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { Grove } from './grove.ts';
import { mute } from './mute.ts';

mute();

const engines: readonly Engine[] = ['compiled', 'interpreted'];

describe.each(engines)('on record, %s', (engine) => {
  it('a child that crashed stands with what it threw, and with nothing where it threw nothing', () => {
    const grove = new Grove(engine, {});
    const pupil = grove.root.add('pupil');
    pupil.crash(new Error('mine'));
    grove.pass(0);
    pupil.crash();
    grove.pass(0);
    const told = grove.records.filter(({ event }) => event.type === 'exited');
    expect(
      told.map(({ connection, chart, event, cause }) => [connection, chart, event['how'], event['error'], cause]),
    ).toEqual([
      ['root/pupil', 'child', 'crashed', 'mine', 'crash'],
      ['root/pupil', 'child', 'crashed', undefined, 'crash'],
    ]);
  });

  it('so does a place whose own chart was thrown out of order by its child', () => {
    const grove = new Grove(engine, {});
    const pupil = grove.root.add('pupil');
    pupil.onStop = () => {
      throw new Error('no stop');
    };
    grove.root.remove('pupil');
    grove.pass(0);
    const told = grove.records.filter(({ event }) => event.type === 'crash');
    expect(told).toMatchObject([
      { connection: 'root/pupil', chart: 'child', event: { error: 'no stop' }, effects: [], cause: 'crash' },
    ]);
  });
});
