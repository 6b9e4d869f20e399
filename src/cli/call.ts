/** `holdfast call`: one request, its reply alone on standard output. */
import { greatestFrame } from '../contract/options/framing.ts';
import { resolveLink } from '../contract/options/link.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { toHex } from '../contract/options/octets.ts';
import { printable } from '../contract/printable.ts';
import { choiceOf, durationOf, readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { messageSource, readMessage } from './call-message.ts';
import { callTarget, ConfigError } from './call-target.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';

const DEFAULT_TIMEOUT = 5_000;
const MOST_REPEATS = 1_000_000;

function repeats(args: Arguments): number {
  const text = args.text('repeat') ?? '1';
  const n = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (n < 1 || n > MOST_REPEATS) throw new UsageError(`--repeat: found '${text}', expected a number from 1 to 1000000`);
  return n;
}

/** For a terminal, which would obey a peer's control characters. Bytes that are no UTF-8 are told one by one. */
function shown(reply: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(reply).replace(/[^\n\t]+/g, printable);
  } catch {
    return Array.from(reply, (byte) =>
      byte < 0x80 ? printable(String.fromCharCode(byte)) : `\\x${byte.toString(16)}`,
    ).join('');
  }
}

const mostIn = ({ framing }: LinkOptions): number => {
  if (!('type' in framing)) return greatestFrame;
  return framing.type === 'fixed' ? framing.size : framing.maxFrame;
};

const flags = {
  framing: 'text',
  lifecycle: 'text',
  text: 'text',
  hex: 'text',
  file: 'text',
  repeat: 'text',
  timeout: 'text',
  out: 'text',
} as const;

export const call: Command = {
  name: 'call',
  summary: 'send one request and print the reply',
  usage: `holdfast call <URL | links.yaml#link> (--text T | --hex H | --file F) [options]

  --text T         the message as text; \\r \\n \\t \\0 \\\\ and \\xHH are escapes. The framing adds its own marks
  --hex H          the message in hex digits
  --file F         the message is the bytes of this file, as many as maxFrame at most
  --framing F      for a URL, and required there: ascii:4, hex:4, bcd:2, uint:4, uint:2:le, ebcdic:4, varint, line,
                   delimiter:0a, fixed:128, until-close, read-once, or a map in JSON
  --lifecycle L    long (default): one connection for all repeats; short: one for each
  --repeat N       send it N times, one after the other
  --timeout TIME   for each request, dialling included; default 5s
  --out text|hex   the reply as its bytes (default) or in hex digits; a line end follows. On a terminal its control
                   characters are shown as \\xHH
`,
  run: async (args, world) => {
    const given = readArguments(args, flags, 1);
    const [where] = given.rest;
    if (where === undefined) throw new UsageError('whom to call is missing: expected a URL or links.yaml#link');
    const lifecycle = choiceOf(given, 'lifecycle', ['short', 'long']);
    const out = choiceOf(given, 'out', ['text', 'hex']) ?? 'text';
    const timeout = durationOf(given, 'timeout') ?? DEFAULT_TIMEOUT;
    const times = repeats(given);
    const source = messageSource(given);
    let target;
    try {
      target = callTarget(where, { framing: given.text('framing'), lifecycle });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      world.stderr.write(error.message);
      return 2;
    }
    const message = readMessage(source, mostIn(resolveLink(target.name, target.input)));
    const supervisor = world.supervise({});
    let unread = false;
    const forget = world.onEnd((why) => {
      unread = why === 'unread';
      supervisor.destroy();
    });
    try {
      const link = supervisor.link(target.name, target.input);
      for (let i = 0; i < times; i += 1) {
        const reply = await link.request(message, { timeout });
        world.stdout.write(out === 'hex' ? toHex(reply) : world.stdout.isTTY === true ? shown(reply) : reply);
        world.stdout.write('\n');
      }
      await supervisor.stop();
      return 0;
    } catch (error) {
      if (unread) return 0;
      throw error;
    } finally {
      forget();
      supervisor.destroy();
    }
  },
};
