/** PostgreSQL, by its own client as the transport: LISTEN in the handshake, notifications as messages, queries by key. */
import { Socket } from 'node:net';
import { supervise } from 'holdfast';
import type { LinkInput, Transport } from 'holdfast';
import pg from 'pg';

const text = (from: Uint8Array): string => new TextDecoder().decode(from);

/** What a query got wrong is its answer; anything worse is the end of the session. */
const wrong = (e: Error & { severity?: string }) =>
  e.severity === 'ERROR' ? { rows: [e.message] } : Promise.reject(e);
/** One frame is `key query`, its reply `key rows`; a notification is `channel payload`. */
const database = (connectionString: string): Transport => ({
  dial(_target, sink) {
    const socket = new Socket();
    const client = new pg.Client({ connectionString, stream: () => socket });
    let [room, over, waiting, turn] = [new Uint8Array(0), false, 0, Promise.resolve()];
    const leave = (): void => {
      over = true;
      socket.destroy();
    };
    const lose = ({ message, code }: Error & { code?: string }): void => {
      if (!over) sink.lost({ code: code === 'ECONNREFUSED' ? 'refused' : 'reset', side: 'peer', detail: message });
      leave();
    };
    const say = (one: string): void => void (over || sink.bytes(Buffer.from(one)));
    client.on('error', lose);
    client.on('end', () => over || sink.ended());
    client.on('notification', ({ channel, payload = '' }) => say(`${channel} ${payload}`));
    const opened = (): void => void (over || sink.opened({ local: 'pg', remote: client.host, keepalive: null }));
    client.connect().then(opened, lose);
    const ask = async (frame: string): Promise<void> => {
      const space = frame.indexOf(' ');
      const { rows } = await client.query(frame.slice(space + 1)).catch(wrong);
      say(`${frame.slice(0, space)} ${JSON.stringify(rows)}`);
      if ((waiting -= 1) === 0 && !over) sink.drained();
    };
    return {
      reserve: (max) => ({ bytes: (room = new Uint8Array(max)), at: 0 }),
      commit: (length) => {
        const frame = text(room.subarray(0, length));
        turn = turn.then(() => ask(frame)).catch(lose);
        return (waiting += 1) < 16;
      },
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      ref: (on) => void (on ? socket.ref() : socket.unref()),
      end: () => void client.end().catch(lose),
      destroy: leave,
    };
  },
});

export const listener = (url: string, channel: string): LinkInput => ({
  to: database(url),
  framing: 'read-once',
  exchange: { mode: 'duplex', key: (frame) => /^\d+(?= )/.exec(text(frame))?.[0], timeout: '10s' },
  heartbeat: { preset: 'relaxed', send: { text: 'beat SELECT 1' }, expect: { match: '^beat ' } },
  handshake: async (talk) => void (await talk.request(Buffer.from(`0 LISTEN ${channel}`))),
});

const supervisor = supervise();
const alarms = supervisor.link('alarms', listener(process.env['DATABASE'] ?? 'postgres://localhost/', 'alarms'));
console.log(text(await alarms.request(Buffer.from(`1 SELECT pg_notify('alarms', 'pump-1 is hot')`))));
console.log(text((await alarms.receive({ timeout: '5s' })) ?? Buffer.from('nothing')));
await supervisor.stop();
