/** The web as nginx serves it: HTTP/1.0 by short connections, HTTP/1.1 by one that nginx limits and ends. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from 'holdfast';
import type { Link, LinkInput, Supervisor } from 'holdfast';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as KeepAlive from '../../examples/web-keep-alive.ts';
import type * as Page from '../../examples/web-page.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { run } from '../examples/running.ts';
import { Watched } from './watched.ts';

const missing = requireProgram('nginx');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

const PAGE = 'A page.\n'.repeat(64);
const BIG = 'Much of it.\n'.repeat(200_000);
/** What nginx allows a connection: so many requests, and so many seconds idle. */
const REQUESTS = 5;
const IDLE = 1;

const config = (folder: string, port: number): string => `
  daemon off; master_process off; worker_processes 1;
  pid ${folder}/pid; error_log stderr;
  events { worker_connections 64; }
  http {
    access_log off; keepalive_requests ${String(REQUESTS)}; keepalive_timeout ${String(IDLE)}s;
    client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
    server { listen 127.0.0.1:${String(port)}; root ${folder}/site; default_type text/plain; }
  }`;

const page = (path: string): Uint8Array => Buffer.from(`GET ${path} HTTP/1.0\r\n\r\n`);

describe.skipIf(missing !== null)('a line to nginx', { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-nginx-'));
  let nginx: Program;
  let supervisor: Supervisor;
  const url = (): string => `tcp://127.0.0.1:${String(nginx.port)}`;
  const start = (port?: number): Promise<Program> =>
    Program.start({
      command: 'nginx',
      args: (on) => {
        writeFileSync(join(folder, 'nginx.conf'), config(folder, on));
        return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
      },
      ...(port === undefined ? {} : { port }),
    });

  beforeAll(async () => {
    mkdirSync(join(folder, 'site'));
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'site', 'index.html'), PAGE);
    writeFileSync(join(folder, 'site', 'big.txt'), BIG);
    nginx = await start();
  });
  beforeEach(() => {
    supervisor = supervise();
  });
  afterEach(() => supervisor.stop());
  afterAll(async () => {
    await nginx.stop();
    rmSync(folder, { recursive: true });
  });

  describe('by HTTP/1.0', () => {
    let example: typeof Page;
    let said: readonly string[];
    beforeAll(async () => {
      const ran = await run('web-page', { SITE: url() });
      ({ said } = ran);
      example = ran.exported as typeof Page;
    });
    test('has a page and an error page, each over a connection of its own', () => {
      expect(said[0]).toBe(`/: HTTP/1.1 200 OK, ${String(PAGE.length)} bytes`);
      expect(said[1]).toMatch(/^\/nothing-here: HTTP\/1\.1 404 Not Found, \d+ bytes$/);
    });

    test('takes what comes in very many pieces as one message, until nginx closes', async () => {
      const site = supervisor.link('site', example.web(url()));
      const answer = Buffer.from(await site.request(page('/big.txt'))).toString();
      expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(BIG);
    });

    test('has forty pages with four connections at once, and none is left', async () => {
      const watched = new Watched(supervisor);
      const site = supervisor.link('site', example.web(url()));
      const answers = await Promise.all(Array.from({ length: 40 }, () => site.request(page('/'))));
      expect(new Set(answers.map(example.summary))).toEqual(new Set([`HTTP/1.1 200 OK, ${String(PAGE.length)} bytes`]));
      while (watched.times('dead') < 40) await watched.entering('dead');
      expect(watched.times('connected')).toBe(40);
    });
  });

  describe('by HTTP/1.1', () => {
    let example: typeof KeepAlive;
    let said: readonly string[];
    beforeAll(async () => {
      const ran = await run('web-keep-alive', { SITE: url() });
      ({ said } = ran);
      example = ran.exported as typeof KeepAlive;
    });
    const hold = (more: Partial<LinkInput> = {}): Link =>
      supervisor.link('site', { ...example.web(url()), lifecycle: 'long', reconnect: { first: '20ms' }, ...more });
    const get = async (site: Link, path: string): Promise<string> =>
      Buffer.from(await site.request(example.get(path))).toString();

    test('has pages and an error page over one connection', () => {
      expect(said).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found']);
    });

    test('is ended by nginx with the last request that it allows, and goes on over the next connection', async () => {
      const watched = new Watched(supervisor);
      const site = hold();
      for (let round = 0; round < 2; round += 1) {
        for (let asked = 0; asked < REQUESTS; asked += 1) expect(await get(site, '/')).toContain(PAGE);
        expect((await watched.entering('reconnecting')).event.type).toBe('ended');
      }
      expect(await get(site, '/')).toContain(PAGE);
      expect(watched.times('connected')).toBe(3);
    });

    test('is ended by nginx when it was idle, and is back before anybody asks', async () => {
      const watched = new Watched(supervisor);
      const site = hold();
      expect(await get(site, '/')).toContain(PAGE);
      expect((await watched.entering('reconnecting')).event.type).toBe('ended');
      await watched.entering('connected');
      expect(await get(site, '/')).toContain(PAGE);
    });

    test('with limits below those of nginx, never loses a request to its closing', async () => {
      const watched = new Watched(supervisor);
      const site = hold({ lifecycle: { type: 'long', maxExchanges: REQUESTS - 1 } });
      const asked = Array.from({ length: 4 * REQUESTS }, () => get(site, '/'));
      expect(new Set((await Promise.all(asked)).map((one) => one.includes(PAGE)))).toEqual(new Set([true]));
      expect(watched.times('reconnecting')).toBe(0);
      expect(watched.times('connected')).toBeGreaterThanOrEqual(5);
    });

    test('survives the death of nginx', async () => {
      const watched = new Watched(supervisor);
      const site = hold({ reconnect: { first: '20ms', max: '200ms' } });
      await site.ready();
      await nginx.kill();
      await watched.until(({ event }) => event['reason'] === 'refused');
      const waiting = get(site, '/');
      nginx = await start(nginx.port);
      expect(await waiting).toContain(PAGE);
    });
  });
});
