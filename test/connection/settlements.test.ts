import { describe, expect, it } from 'vitest';
import { Call } from '../../src/connection/call.ts';
import { Settlements } from '../../src/connection/settlements.ts';
import { HoldfastError } from '../../src/contract/errors.ts';

const setUp = () => {
  const told: string[] = [];
  const faults: unknown[] = [];
  const settlements = new Settlements((error) => void faults.push(error));
  const call = (name: string): Call =>
    new Call('request', new Uint8Array(0), 0, 0, Infinity, (error) => void told.push(`${name} ${error?.code ?? 'ok'}`));
  return { told, faults, settlements, call };
};

describe('what is to be told', () => {
  it('is told in order, and only when it is asked for', () => {
    const { told, settlements, call } = setUp();
    settlements.fail(call('a'), new HoldfastError('lost', 'gone'));
    settlements.done(call('b'));
    settlements.later(() => void told.push('c'));
    expect([told, settlements.empty]).toEqual([[], false]);
    settlements.flush();
    expect([told, settlements.empty]).toEqual([['a lost', 'b ok', 'c'], true]);
  });

  it('is told all the same when one of them throws', () => {
    const { told, faults, settlements } = setUp();
    settlements.later(() => {
      throw new Error('mine');
    });
    settlements.later(() => void told.push('next'));
    settlements.flush();
    expect([faults, told]).toEqual([[new Error('mine')], ['next']]);
  });

  it('waits for the next time when it is added by one that is being told', () => {
    const { told, settlements } = setUp();
    settlements.later(() => settlements.later(() => void told.push('later')));
    settlements.flush();
    expect(told).toEqual([]);
    settlements.flush();
    expect(told).toEqual(['later']);
  });

  it('reaches a call once, however often it is settled', () => {
    const { told, settlements, call } = setUp();
    const one = call('a');
    settlements.fail(one, new HoldfastError('lost', 'gone'));
    settlements.fail(one, new HoldfastError('timeout', 'late'));
    settlements.flush();
    one.answer(new Uint8Array(0), 0, 0);
    expect(told).toEqual(['a lost']);
    expect([one.settled, one.holder]).toEqual([true, null]);
  });
});
