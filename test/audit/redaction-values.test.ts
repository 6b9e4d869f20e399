import { expect, test } from 'vitest';
import { verify } from '../../src/audit/verify.ts';
import { nodeHost } from '../../src/host-node.ts';
import { Supervisor } from '../../src/supervisor/supervisor.ts';
import { resolveLink } from '../../src/contract/options/link.ts';
import { outage } from './happened.ts';
import { Desk, IN_USE, quiet, record } from './writer-kit.ts';

const redact = ['event.remote', 'event.detail', 'event.deep.inner', 'event.absent.path'];

test('facts that are named are not in the log, nor where a verdict or a context repeats them', () => {
  const desk = new Desk();
  const audit = desk.open({ redact });
  audit.take(record(1, { event: { type: 'opened', at: 1, remote: '10.1.2.3:5000', local: '10.9.9.9:1' } }), IN_USE);
  audit.take(
    record(2, {
      event: {
        type: 'lost',
        at: 2,
        detail: 'ECONNRESET by 10.1.2.3:5000',
        deep: { inner: { a: ['s3cret'] }, outer: 1 },
      },
    }),
    IN_USE,
  );
  audit.pass(3, 'bank', quiet(3, { event: { type: 'received', at: 3, detail: 'by the way' } }), {
    ...IN_USE,
    loss: ['by the way'],
  });
  audit.take(
    record(4, {
      connection: 'bank#2',
      verdict: {
        kind: 'reset-by-peer',
        evidence: ['ECONNRESET by 10.1.2.3:5000', 'then s3cret'],
        unsure: 'is it 10.1.2.3:5000?',
      },
    }),
    IN_USE,
  );
  audit.close();
  const text = desk.texts.join('');
  for (const secret of ['10.1.2.3', 'ECONNRESET', 's3cret', 'by the way']) expect(text).not.toContain(secret);
  expect(text).toContain('"remote":"[redacted]","local":"10.9.9.9:1"');
  expect(text).toContain('"deep":{"inner":"[redacted]","outer":1}');
  expect(text).toContain('"evidence":["[redacted]","then [redacted]"],"unsure":"is it [redacted]?"');
  expect(text).toContain('"context":{"loss":["[redacted]"]}');
});

test.each(['all', 'lifecycle'] as const)(
  'a redacted log, level %s, replays where nothing that a chart uses is redacted',
  async (level) => {
    const desk = new Desk();
    await outage((origin) => desk.open({ level, redact: ['event.remote', 'event.local', 'event.detail'] }, { origin }));
    expect(desk.texts.join('')).toContain('"[redacted]"');
    const { answer, broken, notReplayed } = await verify(desk.log);
    expect({ answer, broken, notReplayed }).toEqual({ answer: 'complete', broken: null, notReplayed: null });
  },
);

test('what a link is given to keep to itself is nowhere in its log', async () => {
  const desk = new Desk();
  const canary = 'c4n4ry-of-the-audit-log';
  const options = {
    to: 'tls://127.0.0.1:9',
    framing: { type: 'length', encoding: 'ascii', bytes: 4 },
    tls: { key: `-----BEGIN PRIVATE KEY-----\n${canary}`, cert: `-----BEGIN CERTIFICATE-----\n${canary}` },
    heartbeat: { every: '1s', timeout: '1s', misses: 1, send: { text: canary }, expect: { text: canary } },
    onLost: () => void canary,
    handshake: async () => {
      await Promise.resolve(canary);
    },
  } as const;
  const config = { links: { bank: resolveLink('bank', options) } };
  const supervisor = new Supervisor({}, nodeHost(), [(origin) => desk.open({ level: 'all' }, { origin, config })]);
  const link = supervisor.link('bank', options);
  const refused = link.request(Buffer.from(canary), { timeout: 500 }).catch((error: unknown) => error);
  await supervisor.stop({ within: 1 });
  await refused;
  expect(desk.entries.filter(({ type }) => type === 'record').length).toBeGreaterThan(3);
  expect(desk.texts.join('')).not.toContain(canary);
  expect(desk.texts.join('')).not.toContain(Buffer.from(canary).toString('base64').slice(0, 12));
  expect(desk.texts.join('')).not.toContain(Buffer.from(canary).toString('hex').slice(0, 12));
});
