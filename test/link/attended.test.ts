import { describe, expect, it } from 'vitest';
import { Attended } from '../../src/link/attended.ts';

interface Events {
  record: () => void;
  message: () => void;
}

const nothing = (): void => {};

describe('an emitter that is asked whether anybody reads', () => {
  it.each(['on', 'addListener', 'once'] as const)('knows of a reader that came by %s', (come) => {
    const emitter = new Attended<Events>();
    expect(emitter.attends('record')).toBe(false);
    emitter[come]('record', nothing);
    expect(emitter.attends('record')).toBe(true);
  });

  it('knows that the last has left, whichever way', () => {
    const leave: readonly ((emitter: Attended<Events>) => void)[] = [
      (emitter) => emitter.off('record', nothing),
      (emitter) => emitter.removeListener('record'),
      (emitter) => emitter.removeAllListeners('record'),
      (emitter) => emitter.removeAllListeners(),
    ];
    for (const run of leave) {
      const emitter = new Attended<Events>();
      emitter.on('record', nothing);
      run(emitter);
      expect(emitter.attends('record')).toBe(false);
      emitter.on('record', nothing);
      expect(emitter.attends('record')).toBe(true);
    }
  });

  it('loses a reader that came once, when it has heard', () => {
    const emitter = new Attended<Events>();
    emitter.once('record', nothing);
    emitter.emit('record');
    expect(emitter.attends('record')).toBe(false);
  });

  it('does not take those for readers who listen to something else', () => {
    const emitter = new Attended<Events>();
    emitter.on('message', nothing);
    expect(emitter.attends('record')).toBe(false);
  });
});
