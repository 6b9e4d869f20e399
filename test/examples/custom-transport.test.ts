import { describe, expect, onTestFinished, test } from 'vitest';
import { supervise } from 'holdfast';
import type * as Example from '../../examples/custom-transport.ts';
import { dialled, socketOptions, until } from '../transport/heard.ts';
import { run } from './running.ts';

const { said, exported } = await run('custom-transport', { PROGRAM: 'cat' });
const { program } = exported as typeof Example;

const target = { url: 'custom:', scheme: 'custom', host: '', port: 0, path: '', socket: socketOptions };
const node = (script: string) => program(process.execPath, '-e', script);
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const open = async (transport: ReturnType<typeof node>) => {
  const { wire, heard } = dialled(transport, target);
  onTestFinished(() => wire.destroy());
  await until(() => heard.events.length > 0);
  expect(heard.events).toEqual(['opened']);
  return { wire, heard, pid: Number(heard.facts?.remote.replace('pid ', '')) };
};

test('the program says hello to cat, and hears itself', () => {
  expect(said).toContain('hello');
  expect(said).toContain('closing.ending → dead  (ended)');
});

describe('a line through a program', () => {
  test('carries megabytes there and back, blocked and drained on the way', async () => {
    const { wire, heard } = await open(program('cat'));
    const chunk = Buffer.alloc(100_000, 'x');
    let flowing = true;
    for (let n = 0; n < 50; n += 1) flowing = wire.send(chunk) && flowing;
    expect(flowing).toBe(false);
    await until(() => heard.drains > 0 && heard.size === 50 * chunk.length);
    expect(heard.events).toEqual(['opened']);
  });

  test('ends when we end it, once the program has', async () => {
    const { wire, heard, pid } = await open(program('cat'));
    wire.send(Buffer.from('last words'));
    wire.end();
    expect(wire.send(Buffer.from('too late'))).toBe(true);
    await until(() => heard.has('ended'));
    expect(heard.bytesHeard.toString()).toBe('last words');
    expect(alive(pid)).toBe(false);
  });

  test('is lost with the program’s status, after all that it said', async () => {
    const { heard } = await open(node(`process.stdout.write('so far'); process.exitCode = 3;`));
    await until(() => heard.fault !== null);
    expect(heard.bytesHeard.toString()).toBe('so far');
    expect(heard.fault).toMatchObject({ code: 'reset', side: 'peer' });
    expect(heard.fault?.detail).toMatch(/: ended with status 3$/);
  });

  test('is lost when there is no such program', async () => {
    const { heard } = dialled(program('/nowhere/at/all'), target);
    await until(() => heard.events.length > 0);
    expect(heard.events).toEqual(['lost socket-error']);
    expect(heard.fault?.detail).toContain('ENOENT');
  });

  test('reads nothing while it is paused', async () => {
    const { wire, heard } = await open(program('cat'));
    wire.pause();
    wire.send(Buffer.from('later'));
    const other = await open(program('cat'));
    other.wire.send(Buffer.from('now'));
    await until(() => other.heard.size === 3);
    expect(heard.size).toBe(0);
    wire.resume();
    await until(() => heard.size === 5);
  });

  test('leaves no program behind when it is destroyed, and says nothing more', async () => {
    const { wire, heard, pid } = await open(
      node(`process.on('SIGTERM', () => {}); setInterval(() => console.log('tick'), 1);`),
    );
    await until(() => heard.size > 0);
    wire.destroy();
    const { size } = heard;
    await until(() => !alive(pid));
    expect(wire.send(Buffer.from('x'))).toBe(true);
    expect(heard.size).toBe(size);
    expect(heard.events).toEqual(['opened']);
  });

  test('is dialled again by its link when the program dies, as a socket is', async () => {
    const supervisor = supervise();
    onTestFinished(() => supervisor.stop({ within: 0 }));
    const link = supervisor.link('cat', { to: program('cat'), framing: 'line', reconnect: { first: 10, max: 10 } });
    await link.ready();
    const [first] = link.inspect();
    process.kill(Number(first?.facts?.remote.replace('pid ', '')));
    await until(() => link.inspect()[0]?.epoch === 2 && link.lineState.startsWith('connected'));
    expect(link.counts.losses).toBe(1);
    expect(Buffer.from(await link.request(Buffer.from('again'))).toString()).toBe('again');
  });
});
