/** Readings to a collector, each over a connection of its own; what fails is sorted by whether it may have arrived. */
import { HoldfastError, supervise } from 'holdfast';

const text = new TextEncoder();
const supervisor = supervise();

const collector = supervisor.link('collector', {
  to: process.env['COLLECTOR'] ?? 'tcp://127.0.0.1:4000',
  framing: 'line',
  lifecycle: { type: 'short', concurrency: 4 },
  connectTimeout: '2s',
  exchange: { mode: 'sync', timeout: '2s' },
  reconnect: { first: '100ms', factor: 2, max: '1s', attempts: 2 },
});
collector.on('fault', (error) => console.error(error));

/** Surely not sent: goes out again with the next round. */
const backlog: string[] = [];
/** Sent, and never acknowledged: only the collector knows. */
const doubtful: string[] = [];

const upload = async (reading: string): Promise<void> => {
  try {
    await collector.request(text.encode(reading), { timeout: '5s' });
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    (error.outcome === 'not-sent' ? backlog : doubtful).push(reading);
    console.error(error.message);
  }
};

const readings = ['pump-1 pressure 4.20', 'pump-1 flow 11.7', 'pump-2 pressure 4.15', 'pump-2 flow 12.1'];
await Promise.all(readings.map(upload));

const acknowledged = readings.length - backlog.length - doubtful.length;
console.log(`acknowledged ${acknowledged}, to be sent again ${backlog.length}, to be asked about ${doubtful.length}`);
await supervisor.stop();
