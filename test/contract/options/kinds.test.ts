import { describe, expect, it } from 'vitest';
import { linkOptions, resolveLink } from '../../../src/contract/options/link.ts';
import type { LinkInput } from '../../../src/contract/options/link.ts';

const of = (to: string, more: object = {}): LinkInput => ({ to, framing: 'ascii:4', ...more });

const first = async (): Promise<void> => {};
const second = async (): Promise<void> => {};

describe('links of one kind', () => {
  it('come to the same options as each would alone', () => {
    const kinds = [{}, { exchange: { mode: 'pipeline', window: 8 } }, { heartbeat: { send: 'empty', every: '3s' } }];
    for (let round = 0; round < 3; round += 1)
      for (const kind of kinds) {
        const input = of(`tcp://127.0.0.1:${String(5000 + round)}`, kind);
        expect(resolveLink('one', input)).toEqual(linkOptions.parse(input));
      }
  });

  it('share what they do not differ in', () => {
    const one = resolveLink('one', of('tcp://127.0.0.1:1'));
    const other = resolveLink('other', of('tcp://127.0.0.1:2'));
    expect(other.framing).toBe(one.framing);
    expect(other.to.urls).toEqual(['tcp://127.0.0.1:2']);
  });

  it('are each told of a target that is wrong', () => {
    resolveLink('one', of('tcp://127.0.0.1:1'));
    expect(() => resolveLink('other', of('tcp://127.0.0.1'))).toThrow('other');
  });

  it('are not of one kind where text and number, or missing and null, differ', () => {
    resolveLink('one', of('tcp://127.0.0.1:1', { connectTimeout: 1000 }));
    expect(resolveLink('two', of('tcp://127.0.0.1:1', { connectTimeout: '1m' })).connectTimeout).toBe(60_000);
    expect(() => resolveLink('three', of('tcp://127.0.0.1:1', { connectTimeout: null }))).toThrow('connectTimeout');
  });

  it('are not remembered where they hold a function', () => {
    expect(resolveLink('one', of('tcp://127.0.0.1:1', { handshake: first })).handshake).toBe(first);
    expect(resolveLink('one', of('tcp://127.0.0.1:1', { handshake: second })).handshake).toBe(second);
  });

  it('are forgotten when there are too many, and right all the same', () => {
    for (let i = 10; i <= 210; i += 1)
      expect(resolveLink('one', of('tcp://127.0.0.1:1', { connectTimeout: i })).connectTimeout).toBe(i);
  });
});
