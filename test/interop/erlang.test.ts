/** Erlang's own framing: `gen_tcp` with `{packet, 1 | 2 | 4}`, each in a node of its own. */
import { supervise } from 'holdfast';
import type { Session, Supervisor } from 'holdfast';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type * as Example from '../../examples/erlang.ts';
import { Program, requireProgram } from '../../src/testkit/program.ts';
import { run } from '../examples/running.ts';
import { Watched } from './watched.ts';

const missing = requireProgram('erl');
if (missing !== null) process.stderr.write(`skipped, for want of a peer: ${missing}\n`);

/**
 * Answers each packet with itself, `otp_release` with that, `dial PORT` with what it is told there in answer to a hello,
 * and dies of `crash`: the handler alone, as Erlang has it.
 */
const server = (port: number, packet: number): string => `
  {ok, Listener} = gen_tcp:listen(${String(port)},
    [binary, {packet, ${String(packet)}}, {active, false}, {reuseaddr, true}, {ip, {127, 0, 0, 1}}]),
  Serve = fun Loop(Socket) ->
    {ok, Packet} = gen_tcp:recv(Socket, 0),
    Start = fun(Given) ->
      Handler = spawn(fun() -> receive go -> Loop(Given) end end),
      ok = gen_tcp:controlling_process(Given, Handler),
      Handler ! go
    end,
    ok = gen_tcp:send(Socket, case Packet of
      <<"otp_release">> -> erlang:system_info(otp_release);
      <<"crash">> -> exit(kill);
      <<"dial ", Port/binary>> ->
        {ok, Out} = gen_tcp:connect({127, 0, 0, 1}, binary_to_integer(Port),
          [binary, {packet, ${String(packet)}}, {active, false}]),
        ok = gen_tcp:send(Out, <<"hello">>),
        {ok, Welcome} = gen_tcp:recv(Out, 0, 5000),
        Start(Out),
        Welcome;
      _ -> Packet
    end),
    Loop(Socket)
  end,
  Accept = fun Again() ->
    {ok, Socket} = gen_tcp:accept(Listener),
    Handler = spawn(fun() -> receive go -> Serve(Socket) end end),
    ok = gen_tcp:controlling_process(Socket, Handler),
    Handler ! go,
    Again()
  end,
  Accept().`;
const start = (packet: number, at?: number): Promise<Program> =>
  Program.start({
    command: 'erl',
    args: (port) => ['-noshell', '-noinput', '-eval', server(port, packet)],
    ...(at === undefined ? {} : { port: at }),
  });

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const body = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 255);

const EDGES: readonly (readonly [Example.Packet, readonly number[]])[] = [
  [1, [0, 1, 2, 127, 128, 254, 255]],
  [2, [0, 1, 255, 256, 32_767, 32_768, 65_535]],
  [4, [0, 1, 65_535, 65_536, 1_000_003, 2 ** 20 - 4]],
];

describe.skipIf(missing !== null)('a line to Erlang', { timeout: 30_000 }, () => {
  let example: typeof Example;
  let said: readonly string[];
  let nodes: Map<Example.Packet, Program>;
  let supervisor: Supervisor;
  const url = (packet: Example.Packet): string => `tcp://127.0.0.1:${String(nodes.get(packet)?.port)}`;

  beforeAll(async () => {
    nodes = new Map([
      [1, await start(1)],
      [2, await start(2)],
      [4, await start(4)],
    ]);
    const ran = await run('erlang', { NODE: url(2) });
    ({ said } = ran);
    example = ran.exported as typeof Example;
  }, 30_000);
  beforeEach(() => {
    supervisor = supervise();
  });
  afterEach(() => supervisor.stop());
  afterAll(() => Promise.all([...nodes.values()].map((node) => node.stop())));

  test('asks the node for its release', () => {
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^Erlang\/OTP \d+$/);
  });

  test.each(EDGES)('speaks {packet, %d} at every edge of its length', async (packet, sizes) => {
    const link = supervisor.link('erlang', example.node(url(packet), packet));
    const sent = sizes.map(body);
    const echoed = await Promise.all(sent.map((frame) => link.request(frame)));
    expect(echoed.map((frame, i) => Buffer.compare(frame, sent[i] ?? bytes('?')))).toEqual(sizes.map(() => 0));
  });

  test.each(EDGES)('is dialled by Erlang with {packet, %d}, answers it and asks it', async (packet, sizes) => {
    const { framing } = example.node(url(packet), packet);
    const front = supervisor.listener('front', {
      on: 'tcp://127.0.0.1:0',
      framing,
      onRequest: (frame) => bytes(`welcome, who says ${new TextDecoder().decode(frame)}`),
    });
    await front.ready();
    const called = new Promise<Session>((resolve) => front.once('session', resolve));
    const link = supervisor.link('erlang', example.node(url(packet), packet));
    const port = String(front.address).split(':').at(-1) ?? '';
    expect(new TextDecoder().decode(await link.request(bytes(`dial ${port}`)))).toBe('welcome, who says hello');
    const session = await called;
    for (const frame of sizes.map(body)) expect(Buffer.compare(await session.request(frame), frame)).toBe(0);
  });

  test('pipelines, and each reply reaches its own request', async () => {
    const link = supervisor.link('erlang', example.node(url(2), 2));
    const asked = Array.from({ length: 500 }, (_, i) => `request ${String(i)}`);
    const replies = await Promise.all(asked.map((one) => link.request(bytes(one))));
    expect(replies.map((reply) => new TextDecoder().decode(reply))).toEqual(asked);
  });

  test('what its header cannot say is refused before anything is sent', async () => {
    const link = supervisor.link('erlang', example.node(url(1), 1));
    await expect(link.request(body(256))).rejects.toMatchObject({ code: 'frame-refused' });
    expect(Buffer.from(await link.request(body(255)))).toHaveLength(255);
  });

  test('a process that crashes there costs what was in flight, and the line is back', async () => {
    const watched = new Watched(supervisor);
    const link = supervisor.link('erlang', { ...example.node(url(2), 2), reconnect: { first: '20ms' } });
    await watched.entering('connected');
    await expect(link.request(bytes('crash'))).rejects.toMatchObject({ code: 'lost', outcome: 'unknown' });
    await watched.entering('reconnecting');
    expect(new TextDecoder().decode(await link.request(bytes('still there?')))).toBe('still there?');
    expect(watched.times('reconnecting')).toBe(1);
  });

  test('a node that dies is told as refused, and what waits is sent to the next one', async () => {
    const watched = new Watched(supervisor);
    const link = supervisor.link('erlang', { ...example.node(url(4), 4), reconnect: { first: '20ms', max: '200ms' } });
    await link.ready();
    const node = nodes.get(4);
    await node?.kill();
    await watched.until(({ event }) => event['reason'] === 'refused');
    const waiting = link.request(bytes('anybody?'));
    nodes.set(4, await start(4, node?.port));
    expect(new TextDecoder().decode(await waiting)).toBe('anybody?');
  });
});
