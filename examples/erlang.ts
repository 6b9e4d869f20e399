/** A line to an Erlang node's `gen_tcp` socket with `{packet, 1 | 2 | 4}`: the same three letters on both sides of the wire. */
import { supervise } from 'holdfast';
import type { LinkInput } from 'holdfast';

export type Packet = 1 | 2 | 4;

/** What Erlang calls `{packet, N}` is a big-endian length of N bytes, which counts what follows it. */
export const node = (to: string, packet: Packet): LinkInput => ({
  to,
  framing: { type: 'length', encoding: 'uint', bytes: packet },
  exchange: { mode: 'pipeline', timeout: '10s' },
});

const supervisor = supervise();
const erlang = supervisor.link('erlang', node(process.env['NODE'] ?? 'tcp://127.0.0.1:4369', 2));
const release = await erlang.request(new TextEncoder().encode('otp_release'), { timeout: '5s' });
console.log(`Erlang/OTP ${new TextDecoder().decode(release)}`);
await supervisor.stop();
