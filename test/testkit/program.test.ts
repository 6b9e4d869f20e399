import { statSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Program, freePort, requireProgram } from '../../src/testkit/program.ts';
import type { ProgramStart } from '../../src/testkit/program.ts';
import { dial } from './client.ts';

/** An echo server as a program of its own: Node is the one program that is surely here. */
const echo: ProgramStart = {
  command: process.execPath,
  args: (port) => [
    '-e',
    "require('net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(process.argv[1], '127.0.0.1')",
    String(port),
  ],
};

const programs: Program[] = [];
const start = async (how: ProgramStart): Promise<Program> => {
  const program = await Program.start(how);
  programs.push(program);
  return program;
};
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  vi.unstubAllEnvs();
});

describe('a program', () => {
  test('has started when it accepts connections, and is gone when it was stopped', async () => {
    const program = await start(echo);
    expect(program.running).toBe(true);
    const client = await dial(program.port);
    client.socket.write('hello');
    expect(await client.read(5)).toBe('hello');
    await program.stop();
    expect(program.running).toBe(false);
    expect(() => process.kill(program.pid, 0)).toThrow('ESRCH');
    await expect(dial(program.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('accepts dials while it is frozen, and answers once it is thawed', async () => {
    const program = await start(echo);
    program.freeze();
    const client = await dial(program.port);
    client.socket.write('late');
    program.thaw();
    expect(await client.read(4)).toBe('late');
  });

  test('can be stopped and killed while it is frozen, and more than once', async () => {
    const frozen = await start(echo);
    frozen.freeze();
    await frozen.stop();
    await frozen.stop();
    expect(frozen.running).toBe(false);
    const killed = await start(echo);
    killed.freeze();
    await killed.kill();
    await killed.kill();
    expect(killed.running).toBe(false);
  });

  test('starts again where it was', async () => {
    const first = await start(echo);
    await first.kill();
    const second = await start({ ...echo, port: first.port });
    expect(second.port).toBe(first.port);
    expect(second.pid).not.toBe(first.pid);
  });

  test('that ends instead of listening is told with what it printed', async () => {
    const failing = { command: process.execPath, args: () => ['-e', "console.error('no such port'); process.exit(3)"] };
    await expect(Program.start(failing)).rejects.toThrow('no such port');
  });

  test('that never listens is given up and killed', async () => {
    let pid = 0;
    const idle = {
      command: process.execPath,
      args: () => ['-e', 'console.log(process.pid); setInterval(() => {}, 1e6)'],
      within: 1000,
    };
    await Program.start(idle).catch((error: Error) => {
      pid = Number(/printed: (\d+)/.exec(error.message)?.[1]);
    });
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('that does not exist is an error', async () => {
    await expect(Program.start({ command: 'no-such-program', args: () => [] })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test.runIf(process.getuid?.() === 0)('runs as another user where root says so', async () => {
    const program = await start({ ...echo, command: 'node', user: { uid: 65_534, gid: 65_534 } });
    expect(statSync(`/proc/${String(program.pid)}`)).toMatchObject({ uid: 65_534, gid: 65_534 });
  });

  test('leaves no listener on the process behind', async () => {
    const before = process.listenerCount('exit');
    const program = await start(echo);
    expect(process.listenerCount('exit')).toBe(before + 1);
    await program.stop();
    expect(process.listenerCount('exit')).toBe(before);
  });
});

test('a free port is one that refuses', async () => {
  await expect(dial(await freePort())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

describe('a test that needs a program from outside', () => {
  test('runs where it is installed', () => {
    vi.stubEnv('HOLDFAST_REQUIRE_PEERS', '1');
    expect(requireProgram('sh')).toBeNull();
  });

  test('runs where it is kept among the servers, outside of PATH', () => {
    vi.stubEnv('HOLDFAST_REQUIRE_PEERS', '1');
    vi.stubEnv('PATH', '/nowhere');
    expect(requireProgram('chroot')).toBeNull();
  });

  test('is told why it must be skipped where it is not', () => {
    vi.stubEnv('HOLDFAST_REQUIRE_PEERS', undefined);
    expect(requireProgram('no-such-program')).toBe('no-such-program is not installed (not in PATH)');
  });

  test('fails where programs are required', () => {
    vi.stubEnv('HOLDFAST_REQUIRE_PEERS', '1');
    expect(() => requireProgram('no-such-program')).toThrow('HOLDFAST_REQUIRE_PEERS=1');
  });
});
