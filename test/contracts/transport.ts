/** What every transport owes to those who dial with it, whatever carries the bytes. */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target, Transport } from '../../src/contract/transport.ts';
import { dialled, until } from '../transport/heard.ts';
import type { Heard, Watched } from '../transport/heard.ts';

/** The other side, as a test holds it. */
export interface FarEnd {
  /** What it has read so far. */
  received(): Buffer;
  readonly size: number;
  /** It has read a FIN. */
  readonly ended: boolean;
  /** Its socket is gone. */
  readonly gone: boolean;
  write(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  end(): void;
  reset(): void;
}

/** Where a transport can dial, and who answers there. */
export interface Place {
  readonly target: Target;
  /** All that were accepted, in order. */
  readonly accepted: readonly FarEnd[];
  close(): Promise<void> | void;
}

export interface TransportHarness {
  readonly transport: Transport;
  readonly place: Place;
  /** A target where nobody listens. */
  readonly nobody: Target;
  /** What a dial of `nobody` is lost by. */
  readonly refusal: string;
  readonly local: RegExp;
  readonly remote: RegExp;
}

const MIB = 1024 * 1024;
/** More than the socket buffers of both sides hold, as large as Linux lets them grow. */
const FLOOD = 40 * MIB;

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes in which each place differs from those near it, so that a loss, a double or an overwriting shows. */
const pattern = (size: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at + 4 <= size; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  for (let at = size - (size % 4); at < size; at += 1) bytes[at] = at & 0xff;
  return bytes;
};

/** What some transports cannot do, all of it true unless told. */
export interface TransportTraits {
  /** A side that has ended still hears the other, as by TCP's FIN. */
  readonly halfCloses?: boolean;
  /** It knows why a line could not be had or went; browsers keep it from pages. */
  readonly tellsWhy?: boolean;
}

export const transportContract = (
  name: string,
  make: () => Promise<TransportHarness> | TransportHarness,
  { halfCloses = true, tellsWhy = true }: TransportTraits = {},
): void => {
  // The flood takes seconds where many suites share few cores.
  describe(`the transport contract, for ${name}`, { timeout: 30_000 }, () => {
    let harness: TransportHarness;
    let place: Place;

    beforeEach(async () => {
      harness = await make();
      ({ place } = harness);
    });

    afterEach(async () => {
      await place.close();
    });

    const open = async (): Promise<{ wire: Watched; heard: Heard; far: FarEnd }> => {
      const before = place.accepted.length;
      const { wire, heard } = dialled(harness.transport, place.target);
      await until(() => heard.events.length > 0 && place.accepted.length > before);
      const far = place.accepted[before];
      expect(heard.events).toEqual(['opened']);
      if (far === undefined) throw new Error('nobody accepted');
      return { wire, heard, far };
    };

    /** Lines that the other side still holds open: a socket that we leaked never ends there. */
    const living = (): number => place.accepted.filter((far) => !far.gone && !far.ended).length;

    it('opens, and says which ends it joins', async () => {
      const { wire, heard } = await open();
      expect(heard.facts?.local).toMatch(harness.local);
      expect(heard.facts?.remote).toMatch(harness.remote);
      expect(heard.facts?.keepalive).toBeNull();
      wire.destroy();
    });

    it.each([1, 100, 65_535, 65_536, 65_537, 3 * MIB + 1])('carries %i bytes there and back', async (size) => {
      const { wire, heard, far } = await open();
      const there = pattern(size, 7);
      const back = pattern(size, 11);
      far.write(back);
      wire.send(there);
      await until(() => far.size >= size && heard.size >= size);
      expect(sum(far.received())).toBe(sum(there));
      expect(sum(heard.bytesHeard)).toBe(sum(back));
      wire.destroy();
    });

    it('keeps frames of all sizes in order, in one tick and in many', async () => {
      const { wire, far } = await open();
      const sent: Buffer[] = [];
      for (let n = 0; n < 600; n += 1) {
        const frame = pattern(n % 97 === 0 ? 70_000 + n : (n * n) % 4096, n);
        sent.push(frame);
        wire.send(frame);
        if (n % 50 === 0) await turn();
      }
      const all = Buffer.concat(sent);
      await until(() => far.size >= all.length);
      expect(sum(far.received())).toBe(sum(all));
      wire.destroy();
    });

    it('takes only what is committed, whatever was reserved', async () => {
      const { wire, far } = await open();
      wire.reserve(5000);
      const slab = wire.reserve(1000);
      slab.bytes.set(Buffer.from('abcdef'), slab.at);
      wire.commit(3);
      const second = wire.reserve(10);
      second.bytes.set(Buffer.from('xyz'), second.at);
      second.at += 3;
      wire.commit(3);
      await until(() => far.size >= 6);
      expect(far.received().toString()).toBe('abcxyz');
      wire.destroy();
    });

    it('answers from within the data callback', async () => {
      const { wire, heard, far } = await open();
      heard.onBytes = () => wire.send(Buffer.from('pong'));
      far.write(Buffer.from('ping'));
      await until(() => far.size >= 4);
      expect(far.received().toString()).toBe('pong');
      wire.destroy();
    });

    it('tells when the peer stops reading, loses and overwrites nothing, and tells when there is room again', async () => {
      const { wire, heard, far } = await open();
      far.pause();
      const sent = createHash('sha256');
      let flowing = true;
      // Far beyond what backpressure allows, so that every buffer on the way is full.
      for (let size = 0, n = 1; size < FLOOD; n += 1) {
        const frame = pattern(1000 + ((n * 7919) % 60_000), n);
        sent.update(frame);
        flowing = wire.send(frame);
        size += frame.length;
        if (n % 3 === 0) await turn();
      }
      expect(flowing).toBe(false);
      const drains = heard.drains;
      const last = Buffer.from('the end');
      sent.update(last);
      expect(wire.send(last)).toBe(false);
      await turn();
      expect(heard.drains).toBe(drains);

      far.resume();
      await until(() => heard.drains > drains);
      expect(wire.send(Buffer.from('.'))).toBe(true);
      sent.update('.');
      wire.end();
      await until(() => far.ended);
      expect(sum(far.received())).toBe(sent.digest('hex'));
      expect(heard.fault).toBeNull();
      // Where a Close ends both sides, its answer may be there already.
      expect(heard.events.slice(1)).toEqual(halfCloses || heard.events.length === 1 ? [] : ['ended']);
      wire.destroy();
    });

    const half = halfCloses ? it : () => {};
    half('half-closes from here: the peer hears all and the FIN, and may go on talking', async () => {
      const { wire, heard, far } = await open();
      const there = pattern(MIB + 5);
      wire.send(there);
      wire.end();
      await until(() => far.ended);
      expect(sum(far.received())).toBe(sum(there));
      far.write(Buffer.from('still here'));
      await until(() => heard.size >= 10);
      far.end();
      await until(() => heard.has('ended'));
      await until(() => far.gone);
      expect(heard.events).toEqual(['opened', 'ended']);
      wire.destroy();
    });

    half('half-closes from there: `ended`, and what is sent after it still arrives', async () => {
      const { wire, heard, far } = await open();
      far.write(Buffer.from('last words'));
      far.end();
      await until(() => heard.has('ended'));
      expect(heard.bytesHeard.toString()).toBe('last words');
      await turn();
      wire.send(Buffer.from('answer'));
      await until(() => far.size >= 6);
      wire.end();
      await until(() => far.ended && far.gone);
      expect(heard.events).toEqual(['opened', 'ended']);
      wire.destroy();
    });

    it('after its own end takes nothing more', async () => {
      const { wire, far } = await open();
      wire.send(Buffer.from('one'));
      wire.end();
      wire.end();
      expect(wire.send(Buffer.from('two'))).toBe(true);
      await until(() => far.ended);
      expect(far.received().toString()).toBe('one');
      wire.destroy();
    });

    it('is lost by a reset, once', async () => {
      const { wire, heard, far } = await open();
      // A socket file knows no RST but that of a close over unread bytes.
      far.pause();
      wire.send(pattern(MIB));
      for (let n = 0; n < 20; n += 1) await turn();
      far.reset();
      await until(() => heard.events.length > 1);
      wire.send(Buffer.from('anyone?'));
      wire.end();
      await turn();
      await turn();
      expect(heard.events).toEqual(['opened', 'lost reset']);
      expect(heard.fault?.side).toBe('peer');
      expect(heard.fault?.detail).toContain(place.target.url);
      expect(heard.fault?.detail).toContain(tellsWhy ? 'ECONNRESET' : '1006');
    });

    it('is lost by a reset while it has bytes that nobody took', async () => {
      const { wire, heard, far } = await open();
      far.pause();
      for (let n = 0; n < 100; n += 1) {
        wire.send(pattern(200_000, n));
        await turn();
      }
      far.reset();
      await until(() => heard.fault !== null);
      expect(heard.events).toEqual(['opened', 'lost reset']);
    });

    it('is lost when nobody listens', async () => {
      const { heard } = dialled(harness.transport, harness.nobody);
      await until(() => heard.events.length > 0);
      expect(heard.events).toEqual([`lost ${harness.refusal}`]);
      expect(heard.fault?.side).toBe(tellsWhy ? 'peer' : 'path');
      expect(heard.fault?.detail).toContain(harness.nobody.url);
    });

    it('says nothing more once it is destroyed', async () => {
      const { wire, heard, far } = await open();
      heard.onBytes = () => wire.destroy();
      far.write(pattern(MIB));
      await until(() => far.gone || far.ended);
      const { size } = heard;
      far.end();
      await until(() => far.gone);
      expect(heard.events).toEqual(['opened']);
      expect(heard.chunks).toHaveLength(1);
      expect(heard.size).toBe(size);
    });

    it('is deaf and mute to its owner after destroy', async () => {
      const { wire, heard, far } = await open();
      wire.destroy();
      const slab = wire.reserve(100_000);
      expect(slab.bytes.length - slab.at).toBeGreaterThanOrEqual(100_000);
      expect(wire.commit(100_000)).toBe(true);
      expect(wire.send(Buffer.from('x'))).toBe(true);
      wire.pause();
      wire.resume();
      wire.ref(true);
      wire.end();
      wire.destroy();
      far.end();
      await until(() => far.gone);
      expect(far.size).toBe(0);
      expect(heard.events).toEqual(['opened']);
    });

    it('reads nothing while paused, and all of it when resumed', async () => {
      const before = place.accepted.length;
      const { wire, heard } = dialled(harness.transport, place.target);
      heard.onOpened = () => wire.pause();
      await until(() => heard.has('opened') && place.accepted.length > before);
      const sent = pattern(300_000);
      place.accepted[before]?.write(sent);
      for (let n = 0; n < 20; n += 1) await turn();
      expect(heard.size).toBe(0);
      wire.resume();
      await until(() => heard.size >= sent.length);
      expect(sum(heard.bytesHeard)).toBe(sum(sent));

      wire.pause();
      wire.resume();
      place.accepted[before]?.write(sent);
      await until(() => heard.size >= 2 * sent.length);
      wire.destroy();
    });

    it('may be paused before it is open', async () => {
      const { wire, heard } = dialled(harness.transport, place.target);
      // In every phase of the dial: a TLS handshake has to read all the same.
      while (!heard.has('opened')) {
        wire.pause();
        await turn();
      }
      await until(() => place.accepted.length === 1);
      place.accepted[0]?.write(Buffer.from('early'));
      for (let n = 0; n < 20; n += 1) await turn();
      expect(heard.size).toBe(0);
      wire.resume();
      await until(() => heard.size === 5);
      wire.destroy();
    });

    it('pauses from within the data callback', async () => {
      const { wire, heard, far } = await open();
      heard.onBytes = () => wire.pause();
      for (let n = 0; n < 64; n += 1) far.write(pattern(MIB / 64));
      await until(() => heard.chunks.length > 0);
      for (let n = 0; n < 20; n += 1) await turn();
      // TLS hands out what it has decrypted already.
      expect(heard.size).toBeLessThan(MIB / 2);
      heard.onBytes = () => {};
      wire.resume();
      far.write(pattern(1));
      await until(() => heard.size === MIB + 1);
      wire.destroy();
    });

    it.each([0, 1, 2, 3])('leaves nothing behind when destroyed %i turns into a dial', async (turns) => {
      const { wire, heard } = dialled(harness.transport, place.target);
      for (let n = 0; n < turns; n += 1) await turn();
      wire.destroy();
      const seen = [...heard.events];
      // Whoever dials next finds the line free of the first one.
      const later = dialled(harness.transport, place.target);
      await until(() => later.heard.has('opened'));
      await until(() => living() === 1);
      later.wire.destroy();
      await until(() => living() === 0);
      expect(heard.events).toEqual(seen);
    });

    it('keeps nothing of a hundred lines that came and went', async () => {
      for (let n = 0; n < 100; n += 1) {
        const { wire, heard } = dialled(harness.transport, place.target);
        await until(() => heard.has('opened'));
        wire.destroy();
      }
      await until(() => place.accepted.length === 100 && living() === 0);
      expect(place.accepted).toHaveLength(100);
    });
  });
};
