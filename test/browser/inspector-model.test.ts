import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateName } from '../../src/inspector/protocol.ts';
import { layoutOf } from '../../visualizations/page/draw/layout.ts';
import { Bounded } from '../../visualizations/page/model/bounded.ts';
import { familyOf } from '../../visualizations/page/model/family.ts';
import { Fleet } from '../../visualizations/page/model/fleet.ts';
import { groupingFor, groupsOf } from '../../visualizations/page/model/groups.ts';
import { headlineOf, worstWords } from '../../visualizations/page/model/headline.ts';
import { Spans } from '../../visualizations/page/model/spans.ts';
import { lasting } from '../../visualizations/page/model/times.ts';
import { worstFirst } from '../../visualizations/page/model/worst.ts';

const chart = 'connection';
const words: readonly StateName[] = [
  { chart, path: 'connected.listening.idle', label: 'connected', tone: 'up' },
  { chart, path: 'connected.listening.awaiting-reply', label: 'connected', tone: 'up' },
  { chart, path: 'connected.probing', label: 'probing', tone: 'doubt' },
  { chart, path: 'reconnecting.backing-off', label: 'backing-off', tone: 'down' },
  { chart, path: 'connecting.attempting.dialing', label: 'dialing', tone: 'coming' },
  { chart, path: 'dead', label: 'failed', tone: 'failed' },
  { chart, path: 'dead', label: 'dead', tone: 'ended' },
];
const [IDLE, BUSY, PROBING, LOST, DIALING, FAILED, OVER] = [0, 1, 2, 3, 4, 5, 6] as const;

/** So many connections, two to a host, all of them up. */
function fleetOf(size: number): Fleet {
  const fleet = new Fleet();
  fleet.words(0, words);
  for (let row = 0; row < size; row += 1) {
    const name = `bank-${String(row)}`;
    fleet.add([row, `${name}#1`, name, chart, `10.0.0.${String(row >> 1)}`, 'supervisor']);
    fleet.move(row, IDLE, 0);
  }
  return fleet;
}

const counted = (fleet: Fleet, name: Parameters<typeof familyOf>[0]): number => fleet.counts[familyOf(name)] ?? 0;
const all = (): boolean => true;

describe('the fleet in the page', () => {
  it('tells each changed row once, and only where its family is another', () => {
    const fleet = fleetOf(4);
    fleet.drain(() => {});
    fleet.move(1, BUSY, 5);
    fleet.move(1, IDLE, 6);
    fleet.move(2, IDLE, 7);
    const rows: number[] = [];
    fleet.drain((row) => rows.push(row));
    expect(rows).toEqual([1]);
  });

  it('counts what each family has, whatever comes and goes', () => {
    const step = fc.record({ row: fc.nat(9), state: fc.nat(6), how: fc.constantFrom('move', 'remove', 'add') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const fleet = fleetOf(10);
        for (const [at, { row, state, how }] of steps.entries()) {
          if (how === 'move') fleet.move(row, state, at);
          else if (how === 'remove') fleet.remove(row);
          else fleet.add([row, `again-${String(at)}`, 'again', chart, '', '']);
        }
        expect(fleet.counts.reduce((sum, one) => sum + one, 0)).toBe(fleet.size);
        expect(Math.min(...fleet.counts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('takes a dial after a loss for the same trouble, and so a line that is lost again at once', () => {
    const fleet = fleetOf(1);
    fleet.move(0, LOST, 100);
    fleet.move(0, DIALING, 200);
    expect(fleet.began(0)).toBe(100);
    fleet.move(0, IDLE, 300);
    expect(fleet.isDown(0)).toBe(false);
    fleet.move(0, LOST, 400);
    expect(fleet.began(0)).toBe(100);
    fleet.move(0, IDLE, 500);
    fleet.move(0, LOST, 60_000);
    expect(fleet.began(0)).toBe(60_000);
  });

  it('counts an end in order as no trouble', () => {
    const fleet = fleetOf(2);
    fleet.move(0, OVER, 10);
    fleet.move(1, FAILED, 10);
    expect([fleet.isDown(0), fleet.isDown(1)]).toEqual([false, true]);
    expect([counted(fleet, 'ended'), counted(fleet, 'dead')]).toEqual([1, 1]);
  });

  it('puts the worst first: failed, lost for longest, silent, dialling', () => {
    const fleet = fleetOf(6);
    fleet.move(0, PROBING, 10);
    fleet.move(1, LOST, 50);
    fleet.move(2, LOST, 20);
    fleet.move(3, FAILED, 60);
    fleet.move(4, DIALING, 5);
    expect([...worstFirst(fleet, 100, all)]).toEqual([3, 2, 1, 0, 4, 5]);
    expect([...worstFirst(fleet, 100, all, 2)]).toEqual([3, 2]);
  });
});

describe('the headline', () => {
  it('says that all is well', () => {
    expect(headlineOf(fleetOf(412), 0)).toMatchObject({ mood: 'good', text: 'All 412 lines are up', worst: null });
  });

  it('says how many are down, for how long the worst, and why', () => {
    const fleet = fleetOf(412);
    for (const row of [7, 11, 13]) fleet.move(row, LOST, row * 1_000);
    const { mood, text, worst } = headlineOf(fleet, 138_000);
    expect([mood, text, worst]).toEqual(['warn', '3 of 412 lines are down', 7]);
    expect(worstWords(fleet, 7, 138_000, 'program-silent')).toBe('bank-7 for 2 min 11 s: program-silent');
  });

  it('names the host where most of them have one', () => {
    const fleet = new Fleet();
    fleet.words(0, words);
    for (let row = 0; row < 5; row += 1) {
      fleet.add([row, `a-${String(row)}#1`, `a-${String(row)}`, chart, row < 4 ? '10.0.0.9' : '10.0.0.1', '']);
      fleet.move(row, LOST, 0);
    }
    expect(headlineOf(fleet, 10)).toMatchObject({ mood: 'bad', text: '5 of 5 lines are down, 4 of them at 10.0.0.9' });
  });
});

describe('the layout of the fleet', () => {
  const room = { width: 1_060, height: 440, ratio: 1 } as const;

  it('gives every row a cell of its own within the width, for any groups', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        let next = 0;
        const groups = sizes.map((size, i) => [`g${String(i)}`, Array.from({ length: size }, () => next++)] as const);
        const { blocks, cellWidth, cellHeight, header, height } = layoutOf(groups, room);
        const places = new Set<string>();
        for (const { rows, x, y, columns } of blocks)
          for (const i of rows.keys()) {
            const left = x + (i % columns) * cellWidth;
            const top = y + header + Math.floor(i / columns) * cellHeight;
            expect(left + cellWidth).toBeLessThanOrEqual(room.width);
            expect(top + cellHeight).toBeLessThanOrEqual(height);
            places.add(`${String(left)} ${String(top)}`);
          }
        expect(places.size).toBe(next);
      }),
    );
  });

  it('shows 10,000 without scrolling, and a few with their names', () => {
    const ten = Array.from({ length: 10_000 }, (_, row) => row);
    expect(layoutOf([['', ten]], room).height).toBeLessThanOrEqual(room.height);
    expect(layoutOf([['', ten.slice(0, 12)]], room).tiles).toBe(true);
  });

  it('groups by what tells most: hosts, where several connections have one', () => {
    const fleet = fleetOf(40);
    expect(groupingFor(fleet)).toBe('host');
    expect(groupsOf(fleet, 'auto').map(([name, rows]) => [name, rows.length])[1]).toEqual(['10.0.0.1', 2]);
    expect(groupsOf(fleetOf(400), 'link')).toHaveLength(60);
  });
});

describe('what the page keeps', () => {
  it('merges equal neighbours of a timeline, and forgets the oldest', () => {
    const spans = new Spans();
    spans.show([5]);
    for (let i = 0; i < 1_000; i += 1) spans.push(5, i, (i >> 1) % 2);
    const drawn: number[] = [];
    spans.each(5, 0, 1_000, (start, end) => drawn.push(end - start));
    expect(drawn).toHaveLength(256);
    expect(new Set(drawn)).toEqual(new Set([2]));
    spans.show([6]);
    spans.each(5, 0, 1_000, () => expect.unreachable());
  });

  it('knows since when a line was down before anyone looked, dials and short returns included', () => {
    const [idle, lost, dialling] = (['idle', 'reconnecting', 'connecting'] as const).map((name) => familyOf(name));
    const spans = new Spans();
    spans.show([5]);
    const told = [
      [0, idle],
      [10_000, lost],
      [11_000, dialling],
      [12_000, idle],
      [13_000, lost],
    ] as const;
    for (const [since, family] of told) spans.push(5, since, family ?? 0);
    expect(spans.downSince(5, 5_000)).toBe(10_000);
    expect(spans.downSince(5, 500)).toBe(13_000);
    expect(spans.downSince(6, 500)).toBe(Infinity);
    const fleet = fleetOf(1);
    fleet.recall(0, 10_000);
    expect(fleet.isDown(0)).toBe(false);
    fleet.move(0, LOST, 13_000);
    fleet.recall(0, 10_000);
    expect(fleet.began(0)).toBe(10_000);
  });

  it('says how many records it has forgotten', () => {
    const kept = new Bounded<number>(3);
    kept.push([1, 2]);
    kept.push([3, 4, 5]);
    expect([kept.items, kept.forgotten]).toEqual([[3, 4, 5], 2]);
  });

  it('tells durations as short as they may be', () => {
    expect([420, 8_400, 59_000, 131_000, 11_040_000].map(lasting)).toEqual([
      '420 ms',
      '8.4 s',
      '59 s',
      '2 min 11 s',
      '3 h 4 min',
    ]);
  });
});
