/** What many connected actors weigh, in a process of its own that has nothing else on its heap. Run with --expose-gc. */
import type { Engine } from '../src/actor/engines.ts';
import { connected, program, runtime } from './chart/pair.ts';
import { settledMemory } from './run/memory.ts';

const [engine = 'compiled', actors = '0'] = process.argv.slice(2);
const made = program(engine as Engine);
const around = runtime();
// What the first ones cause to be made, once, is not theirs.
const kept = Array.from({ length: 100 }, () => connected(made, around));
const rooms = Array.from({ length: Number(actors) }, (): unknown => null);
const before = settledMemory();
for (let i = 0; i < rooms.length; i += 1) rooms[i] = connected(made, around);
const bytes = (settledMemory() - before) / rooms.length;
if (kept.length === 0 || rooms.includes(null)) throw new Error('some are gone');
process.send?.(bytes, () => process.exit());
