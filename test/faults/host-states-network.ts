/** Three hosts on this machine: a client, a router and a peer, each a network namespace of its own. */
import type { ChildProcessByStdio } from 'node:child_process';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { TransitionRecord } from '../../src/contract/record.ts';

const exec = promisify(execFile);
const ip = async (...args: readonly string[]): Promise<void> => void (await exec('ip', args));

const CLIENT = '10.81.1.2';
const CLIENT_GATEWAY = '10.81.1.1';
const PEER = '10.81.2.2';
const PEER_GATEWAY = '10.81.2.1';
/** A host that is built anew has the same: the router's memory of its neighbours stays true. */
const PEER_MAC = '02:00:00:81:02:02';
const ROUTER_MAC = '02:00:00:81:02:01';
const PORT = '5000';

/** Everything that comes is sent back. */
const ECHO = `require('node:net').createServer((socket) => socket.on('error', () => {}).pipe(socket))
  .listen(${PORT}, () => console.log('listening'));`;

type Child = ChildProcessByStdio<null, Readable, null>;

/**
 * Why the tests of hosts cannot run here, or null when they can.
 * @throws Error instead of giving a reason when HOLDFAST_REQUIRE_PEERS is 1: there a skipped test is a failed one.
 */
export const whyNoHosts = (): string | null => {
  const reason = missing();
  if (reason !== null && process.env['HOLDFAST_REQUIRE_PEERS'] === '1')
    throw new Error(`${reason}, and HOLDFAST_REQUIRE_PEERS=1`);
  return reason;
};

const missing = (): string | null => {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s own';
  if (process.getuid?.() !== 0) return 'network namespaces are for root alone';
  for (const [command, its] of [
    ['ip', 'iproute2'],
    ['nft', 'nftables'],
  ] as const)
    if (spawnSync(command, ['-V']).error !== undefined) return `${command} is not installed (package ${its})`;
  const name = `hf${String(process.pid)}try`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.status !== 0) return `this kernel gives no network namespace (${made.stderr.trim()})`;
  execFileSync('ip', ['netns', 'del', name]);
  return null;
};

let networks = 0;

export class Hosts {
  readonly #client: string;
  readonly #router: string;
  readonly #peer: string;
  readonly #toClient: string;
  readonly #toPeer: string;
  readonly #children: Child[] = [];
  #program: Child | null = null;
  /** A test run that ends early must leave neither processes nor namespaces. */
  readonly #orphaned = (): void => {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const name of [this.#client, this.#router, this.#peer]) spawnSync('ip', ['netns', 'del', name]);
  };

  private constructor() {
    networks += 1;
    const name = `hf${String(process.pid)}${String.fromCharCode(96 + networks)}`;
    this.#client = `${name}cs`;
    this.#router = `${name}rt`;
    this.#peer = `${name}pe`;
    this.#toClient = `${name}c`;
    this.#toPeer = `${name}p`;
  }

  static async build(): Promise<Hosts> {
    const hosts = new Hosts();
    process.on('exit', hosts.#orphaned);
    try {
      await hosts.#wire();
      await hosts.start();
    } catch (error) {
      await hosts.remove();
      throw error;
    }
    return hosts;
  }

  get url(): string {
    return `tcp://${PEER}:${PORT}`;
  }

  /** Runs this text as a module on the client; each line that it prints is a record. */
  client(script: string): Records {
    return new Records(this.#spawn(this.#client, '--input-type=module', '-e', script));
  }

  /** The peer's program begins to listen. */
  async start(): Promise<void> {
    const program = this.#spawn(this.#peer, '-e', ECHO);
    this.#program = program;
    await Promise.race([
      once(program.stdout, 'data'),
      once(program, 'exit').then(() => {
        throw new Error('the peer’s program ended before it listened');
      }),
    ]);
  }

  /** The peer's packets vanish, in both directions: to the others this is a host without power. */
  async crash(): Promise<void> {
    await this.#filter(
      this.#peer,
      'chain in { type filter hook input priority 0; policy drop; }',
      'chain out { type filter hook output priority 0; policy drop; }',
    );
  }

  /** After a crash: the host is back under its address, and knows nothing of its connections. Its program does not run yet. */
  async reboot(): Promise<void> {
    await this.#end(this.#program);
    // The link first: its other end would outlive the namespace for a while, and take the new one's name.
    await ip('-n', this.#router, 'link', 'del', this.#toPeer);
    await ip('netns', 'del', this.#peer);
    await ip('netns', 'add', this.#peer);
    await this.#wirePeer();
  }

  /** The router answers for a peer that it does not reach. By a filter, since for its routes it answers once a second at most. */
  async cut(): Promise<void> {
    const rule = `ip daddr ${PEER} reject with icmp type host-unreachable`;
    await this.#filter(this.#router, `chain on { type filter hook forward priority 0; ${rule}; }`);
  }

  async remove(): Promise<void> {
    await Promise.all(this.#children.map((child) => this.#end(child)));
    for (const name of [this.#client, this.#router, this.#peer]) await ip('netns', 'del', name).catch(() => {});
    process.off('exit', this.#orphaned);
  }

  async #filter(host: string, ...chains: readonly string[]): Promise<void> {
    const nft = spawn('ip', ['netns', 'exec', host, 'nft', '-f', '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
    nft.stdin.end(`table inet faults {\n${chains.join('\n')}\n}\n`);
    const [code] = (await once(nft, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`nft ended with status ${String(code)}`);
  }

  #spawn(host: string, ...args: readonly string[]): Child {
    const child = spawn('ip', ['netns', 'exec', host, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    return child;
  }

  async #end(child: Child | null): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #wire(): Promise<void> {
    for (const name of [this.#client, this.#router, this.#peer]) await ip('netns', 'add', name);
    const [client, router] = [this.#client, this.#router];
    await ip('-n', client, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', this.#toClient, 'netns', router);
    await this.#address(client, 'eth0', CLIENT);
    await this.#address(router, this.#toClient, CLIENT_GATEWAY);
    await ip('-n', client, 'route', 'add', 'default', 'via', CLIENT_GATEWAY);
    // The limit is one answer a second to each host: here each dial has its own.
    const settings = 'cd /proc/sys/net/ipv4; echo 1 > ip_forward; echo 0 > icmp_ratelimit';
    await ip('netns', 'exec', router, 'sh', '-c', settings);
    await this.#wirePeer();
  }

  async #wirePeer(): Promise<void> {
    const [router, peer] = [this.#router, this.#peer];
    const other = ['peer', 'name', this.#toPeer, 'address', ROUTER_MAC, 'netns', router];
    await ip('-n', peer, 'link', 'add', 'eth0', 'address', PEER_MAC, 'type', 'veth', ...other);
    await this.#address(peer, 'eth0', PEER);
    await this.#address(router, this.#toPeer, PEER_GATEWAY);
    await ip('-n', peer, 'route', 'add', 'default', 'via', PEER_GATEWAY);
  }

  async #address(host: string, device: string, address: string): Promise<void> {
    await ip('-n', host, 'address', 'add', `${address}/24`, 'dev', device);
    await ip('-n', host, 'link', 'set', device, 'up');
  }
}

/** The records that a client prints, to be waited for. */
export class Records {
  readonly all: TransitionRecord[] = [];
  #waiting: (() => void)[] = [];

  constructor(child: Child) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.all.push(JSON.parse(line) as TransitionRecord);
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** The first record that is like this; the test's own time limit ends a wait in vain. */
  async first(like: (record: TransitionRecord) => boolean): Promise<TransitionRecord> {
    for (let seen = 0; ; seen += 1) {
      while (seen >= this.all.length) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      const record = this.all[seen];
      if (record !== undefined && like(record)) return record;
    }
  }
}
