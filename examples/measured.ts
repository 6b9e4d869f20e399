/** Numbers for Prometheus to scrape, and spans for whoever gathers traces, of a line to a Redis. */
import { supervise } from 'holdfast';
import { createMetrics, createTracing, serveMetrics } from 'holdfast/metrics';

const text = new TextEncoder();
const supervisor = supervise();

const metrics = await createMetrics(supervisor);
const server = await serveMetrics(metrics, { port: Number(process.env['PORT'] ?? 9464) });
console.log(`scrape ${server.url}`);

// Spans go to the global tracer provider, if the program has set one.
const tracing = await createTracing(supervisor, { exchanges: true });

const redis = supervisor.link('redis', { to: process.env['REDIS'] ?? 'tcp://127.0.0.1:6379', framing: 'line' });
await redis.request(text.encode('PING'), { timeout: '5s' });

const scraped = await (await fetch(server.url)).text();
for (const line of scraped.split('\n')) if (line.includes('{link="redis"} ')) console.log(line);

await supervisor.stop();
tracing.close();
await server.close();
