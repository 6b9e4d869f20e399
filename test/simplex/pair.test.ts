/** Two legs, one only to send and one only to receive, as one link. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { bytes, pairWorld, text } from './kit.ts';

describe.each<Engine>(['compiled', 'interpreted'])('a simplex link, %s', (engine) => {
  it('sends on one leg, and takes the reply from the other, in whatever order replies come', async () => {
    const w = pairWorld({ engine });
    const link = w.link();
    await w.pass(1);
    await link.ready();
    const asked = ['01a', '02b'].map((one) => link.request(bytes(one)));
    await w.pass(1);
    expect(w.socket('out').frames).toEqual(['01a', '02b']);
    expect(w.socket('in').frames).toEqual([]);
    w.socket('in').say('02B');
    w.socket('in').say('01A');
    await w.pass(1);
    expect((await Promise.all(asked)).map(text)).toEqual(['01A', '02B']);
    expect(link.counts).toMatchObject({ requests: 2, replies: 2, messages: 0, posts: 0, dials: 2, losses: 0 });
    expect(link.counts.bytesOut).toBe(10);
    expect(link.counts.bytesIn).toBe(10);
    expect(link.lineState).toBe('connected');
    expect(link.inspect().map(({ id }) => id)).toEqual(['bank>receive#1', 'bank>send#1']);
  });
});
