import { describe, expect, it } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import { closed, few, linesOf, verified } from './told.ts';
import { folder, save, written } from './writing.ts';

describe('whatever is done to a closed log', () => {
  it('each flipped byte breaks it', async () => {
    const into = folder();
    const whole = Buffer.from(written([{ header: { charts: {} }, entries: closed([]) }]).texts.join(''));
    for (let at = 0; at < whole.length; at += 1)
      for (const bit of [1, 32]) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ bit;
        const found = await verify(save([flipped], into));
        expect([at, bit, found.answer]).toEqual([at, bit, 'broken']);
      }
    expect((await verify(save([whole], into))).answer).toBe('complete');
  });

  it('each flipped byte of its records breaks it, with the number of the batch’s first record', async () => {
    const into = folder();
    const whole = written([{ entries: closed(few()) }]).texts.join('');
    const start = Buffer.from(whole.slice(0, whole.indexOf('{"type":"record"'))).length;
    const bytes = Buffer.from(whole);
    // Every byte of the header and its checkpoint is flipped above; here every third of the rest, each in its turn of the bits.
    for (let at = start; at < bytes.length; at += 3) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const found = await verify(save([flipped], into));
      expect([at, found.answer]).toEqual([at, 'broken']);
      // Four lines in a batch, the header among them.
      const line = flipped.subarray(0, at).toString().split('\n').length;
      const [first, most] = line <= 5 ? [1, 1] : [4, 7];
      expect(found.broken?.record).toBeGreaterThanOrEqual(first);
      expect(found.broken?.record).toBeLessThanOrEqual(most);
    }
  });

  it('each line that is gone, doubled or out of its place breaks it', async () => {
    const into = folder();
    const lines = linesOf(written([{ entries: closed(few()) }]).texts.join(''));
    const changed = lines.flatMap((line, at) => {
      const without = lines.toSpliced(at, 1);
      const doubled = lines.toSpliced(at, 0, line);
      // Without the last checkpoint it is cut at its very tail.
      const gone = at < lines.length - 1 ? [without] : [];
      return at === 0 ? [doubled, ...gone] : [doubled, ...gone, without.toSpliced(at - 1, 0, line)];
    });
    for (const some of changed) {
      const found = await verify(save([some.join('')], into));
      expect([some.map((one) => one.slice(0, 40)), found.answer]).toEqual([expect.anything(), 'broken']);
    }
    expect(changed.length).toBeGreaterThan(25);
  });

  it('each cut leaves it open, and broken for whoever knows its last hash', async () => {
    const into = folder();
    const { texts, hash } = written([{ entries: closed(few()) }]);
    const whole = Buffer.from(texts.join(''));
    const step = 7;
    for (let at = 0; at < whole.length; at += at > whole.length - 700 ? 1 : step * 50) {
      const log = save([whole.subarray(0, at)], into);
      expect([at, (await verify(log)).answer]).toEqual([at, 'open']);
      expect([at, (await verify(log, { head: hash })).answer]).toEqual([at, 'broken']);
    }
    expect((await verify(save([whole], into), { head: hash })).answer).toBe('complete');
  });

  it('a head that it once had still stands in it when it has grown', async () => {
    const { hash } = written([{ entries: few().slice(0, 3) }]);
    const { texts } = written([{ entries: closed(few()) }]);
    expect((await verified(texts, hash)).answer).toBe('complete');
  });

  it('refuses a head that is no hash', async () => {
    await expect(verified(['x'], 'abc')).rejects.toMatchObject({ code: 'option-invalid' });
  });
});
