/** Exchanges over the memory transport while somebody reads the stream of records, or nobody; in a process of its own. */
import { Caller } from './exchange/caller.ts';
import { serveTimings } from './run/timing.ts';
import { memoryLine } from './stream/line.ts';
import { readers } from './stream/readers.ts';

const [id = '', inFlight = ''] = process.argv.slice(2);
const reader = readers.find((one) => one.id === id);
if (reader === undefined) throw new Error(`no such reader: ${id}`);
const link = await memoryLine(Number(inFlight), reader.read);
serveTimings(new Caller(link, Number(inFlight)).run);
