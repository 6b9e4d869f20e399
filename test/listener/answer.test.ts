/** Answers that need no code. */
import { describe, expect, it } from 'vitest';
import { HoldfastError, nodeHost, supervise } from '../../src/index.ts';
import type { ListenerInput } from '../../src/index.ts';
import { client, front, until } from './kit.ts';

describe('a listener with a fixed answer', () => {
  it.each<[ListenerInput['answer'], string]>([
    ['echo', 'hello\n'],
    [{ text: 'no' }, 'no\n'],
    [{ hex: '6f6b' }, 'ok\n'],
  ])('%j answers each request', async (answer, heard) => {
    const f = await front({ answer, onRequest: undefined });
    const one = await client(f.port());
    one.say('hello\nhello\n');
    await until(() => one.heard().length >= 2 * heard.length);
    expect(one.heard()).toBe(heard + heard);
  });

  it('that its framing cannot say is refused', () => {
    const supervisor = supervise({}, nodeHost());
    const input = { on: 'tcp://127.0.0.1:0', framing: 'ascii:1', answer: { text: 'ten or more' } } as const;
    expect(() => supervisor.listener('front', input)).toThrow(HoldfastError);
    expect(() => supervisor.listener('front', input)).toThrow(/front: answer cannot be said in this framing/);
    supervisor.destroy();
  });
});
