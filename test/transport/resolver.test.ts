import { describe, expect, it } from 'vitest';
import type { Addresses } from '../../src/transport/resolver.ts';
import { Resolver, systemResolver } from '../../src/transport/resolver.ts';
import { until } from './heard.ts';

const one: Addresses = [{ address: '192.0.2.1', family: 4 }];

const setUp = () => {
  const running = new Map<string, (error: Error | null, addresses: Addresses) => void>();
  const started: string[] = [];
  const resolver = new Resolver((name, done) => {
    started.push(name);
    running.set(name, done);
  });
  const answered: string[] = [];
  const ask = (name: string, as = name): (() => void) => resolver.resolve(name, () => answered.push(as));
  const answer = (name: string, error: Error | null = null): void => running.get(name)?.(error, one);
  return { resolver, started, answered, ask, answer };
};

describe('names', () => {
  it('are looked up anew for each dial', () => {
    const { started, answered, ask, answer } = setUp();
    ask('a');
    answer('a');
    ask('a');
    answer('a');
    expect(started).toEqual(['a', 'a']);
    expect(answered).toEqual(['a', 'a']);
  });

  it('share one look-up among those who wait for the same one', () => {
    const { started, answered, ask, answer } = setUp();
    ask('a', 'first');
    ask('a', 'second');
    expect(started).toEqual(['a']);
    answer('a');
    expect(answered).toEqual(['first', 'second']);
  });

  it('take their turn, three at a time', () => {
    const { started, ask, answer } = setUp();
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name);
    expect(started).toEqual(['a', 'b', 'c']);
    answer('b');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    answer('a', new Error('no'));
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('that nobody waits for any more are not looked up', () => {
    const { started, answered, ask, answer } = setUp();
    for (const name of ['a', 'b', 'c']) ask(name);
    const withdraw = ask('d');
    ask('e');
    withdraw();
    withdraw();
    answer('a');
    answer('e');
    expect(started).toEqual(['a', 'b', 'c', 'e']);
    expect(answered).toEqual(['a', 'e']);
  });

  it('tell nothing to who has withdrawn while the look-up ran', () => {
    const { answered, ask, answer } = setUp();
    const withdraw = ask('a', 'first');
    ask('a', 'second');
    withdraw();
    answer('a');
    expect(answered).toEqual(['second']);
  });

  it('asked for by who hears the answer are looked up again', () => {
    const { resolver, started, answer } = setUp();
    resolver.resolve('a', () => resolver.resolve('a', () => {}));
    answer('a');
    expect(started).toEqual(['a', 'a']);
  });

  it('come from the system', async () => {
    let found: Addresses = [];
    systemResolver.resolve('localhost', (_error, addresses) => {
      found = addresses;
    });
    await until(() => found.length > 0);
    expect(found.every(({ address }) => address === '127.0.0.1' || address === '::1')).toBe(true);
  });
});
