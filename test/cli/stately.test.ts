/** `--inspect-stately`: what is taken from the command line, and what is said of it. */
import { describe, expect, it } from 'vitest';
import { takeInspect } from '../../src/cli/inspect.ts';
import { takeStately } from '../../src/cli/stately.ts';

describe('--inspect-stately', () => {
  it.each([
    [[], [], null],
    [['a.yaml', '--inspect-stately'], ['a.yaml'], {}],
    [['--inspect-stately', 'a.yaml'], ['a.yaml'], {}],
    [['--inspect-stately', 'ws://127.0.0.1:8080', 'a.yaml'], ['a.yaml'], { url: 'ws://127.0.0.1:8080' }],
    [['--inspect-stately=https://a.example/b'], [], { url: 'https://a.example/b' }],
    [['--inspect-stately', '--stately-links', 'a,b', 'c'], ['c'], { links: ['a', 'b'] }],
    [['--stately-links=a', '--inspect-stately'], [], { links: ['a'] }],
  ])('%j leaves %j', (args, rest, stately) => {
    expect(takeStately(args)).toEqual({ rest, stately });
  });

  it.each([
    [['--inspect-stately', '--inspect-stately'], /twice/],
    [['--inspect-stately=nowhere'], /found 'nowhere', expected ws:/],
    [['--inspect-stately=ws://'], /found 'ws:\/\/'/],
    [['--stately-links', 'a'], /needs --inspect-stately/],
    [['--inspect-stately', '--stately-links', ','], /names with commas/],
    [['--inspect-stately', '--stately-links'], /names with commas/],
  ])('%j is refused', (args, words) => {
    expect(() => takeStately(args)).toThrow(words);
  });

  it('asks for the live page as well', () => {
    const page = { host: '127.0.0.1', port: 0, chaos: false };
    expect(takeInspect(['--inspect-stately'], false).inspect).toEqual({ ...page, stately: {} });
    expect(takeInspect(['--inspect', '8080', '--inspect-stately'], false).inspect).toMatchObject({ port: 8080 });
    expect(() => takeInspect(['--inspect-stately', '--no-inspect'], true)).toThrow(/exclude/);
  });
});
