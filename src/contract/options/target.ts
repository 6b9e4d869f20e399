/** Where to dial, or to be called: URLs of the schemes that are built, or a transport of the user's own. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { schemeOf, targetOf, targetShapes } from '../target.ts';
import type { SocketOptions, Transport } from '../transport.ts';
import { given, hasMethods } from './given.ts';
import { option } from './meta.ts';
import { LONGEST_PATH, ownTls, place } from './place.ts';
import type { PlaceOptions } from './place.ts';

/** Where the peer dials us, and who we are there. */
export interface CalledOptions {
  readonly place: PlaceOptions;
  readonly tls: z.output<typeof ownTls>;
}

/** What `to` comes to. `urls` is never empty: with a transport of the user's own it is `['custom:']`, for records. */
export interface TargetOptions {
  readonly urls: readonly string[];
  readonly transport: Transport | null;
  /** The peer dials us there; null: we dial. */
  readonly listen: CalledOptions | null;
}

/** A whole round is one attempt, each target with its own connectTimeout: more would make an attempt last for minutes. */
const MOST_TARGETS = 16;

const anySocket: SocketOptions = { connectTimeout: 0, keepalive: null };

/** RFC 9110, section 4.1, bids every server to take as much. */
const LONGEST_REQUEST = 8_000;

const url = z.string({ error: targetShapes }).superRefine((value, context) => {
  const refuse = (message: string): void => {
    context.addIssue({ code: 'custom', message });
  };
  try {
    const { scheme, path } = targetOf(value, anySocket);
    if (scheme === 'unix' && new TextEncoder().encode(path).length > LONGEST_PATH)
      refuse(`a socket path of at most ${String(LONGEST_PATH)} bytes, as the kernel takes`);
    if (path.length > LONGEST_REQUEST) refuse(`a path of at most ${String(LONGEST_REQUEST)} bytes, as servers take`);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    refuse(error.message.replace(/^.*: expected /s, ''));
  }
});

const listen = z
  .strictObject({
    listen: option(
      {
        type: 'URL',
        meaning:
          'The peer dials us there: `tcp://host:port`, `tls://host:port`, `unix:///path`, `memory://name`. Port 0 is any that is free.',
      },
      place,
    ),
    tls: ownTls,
  })
  .superRefine(({ listen: { scheme }, tls }, context) => {
    if ((scheme === 'tls') === (tls !== undefined)) return;
    const message =
      scheme === 'tls'
        ? 'a map with `cert` and `key`: nobody could tell who we are'
        : 'a tls:// place in `listen`: with the others nothing would be encrypted';
    context.addIssue({ code: 'custom', path: ['tls'], message });
  });

/** One line, or one leg of it. */
const target = z
  .union(
    [
      url,
      z.array(url).min(1).max(MOST_TARGETS),
      listen,
      given<Transport>((value) => hasMethods(value, 'dial'), 'a Transport with a function `dial`'),
    ],
    { error: `${targetShapes}; or a list of such` },
  )
  .transform((value): TargetOptions => {
    if (typeof value === 'string') return { urls: [value], transport: null, listen: null };
    if ('dial' in value) return { urls: ['custom:'], transport: value, listen: null };
    if ('listen' in value)
      return { urls: [value.listen.url], transport: null, listen: { place: value.listen, tls: value.tls } };
    return { urls: value, transport: null, listen: null };
  });

export const to = option(
  {
    type: 'URL, a list of URLs, `{ listen }` or a `Transport`',
    meaning:
      'Where to dial: `tcp://host:port`, `tls://host:port`, `udp://host:port`, `unix:///path`, `ws://host:port/path`, `wss://host:port/path` (port 80 and 443 where there is none), `memory://name`. Names are resolved anew for each dial. A list is tried in order. `{ listen }`, for a simplex leg alone: the peer dials us.',
    reason: `A whole round of the list is one attempt and each target has its own connectTimeout, so at most ${String(MOST_TARGETS)}. A socket path has at most ${String(LONGEST_PATH)} bytes, as in the kernel; what a WebSocket asks for at most ${String(LONGEST_REQUEST)}, as RFC 9110 bids servers to take.`,
  },
  target,
);

export const receive = option(
  {
    type: 'URL, a list of URLs, `{ listen }` or a `Transport`',
    meaning:
      'simplex only, and needed there: the leg on which we only receive, dialled or, with `{ listen }`, called by the peer. `to` is the leg on which we only send, in the same forms.',
  },
  target.optional(),
);

/** Whether one of them is of this scheme. */
export const dials = ({ urls, transport, listen: called }: TargetOptions, scheme: string): boolean =>
  transport === null && called === null && urls.some((one) => schemeOf(one) === scheme);

export const localAddress = option(
  {
    type: 'IP address',
    meaning: 'The address of this host to dial from, for peers that allow-list sources.',
    default: 'the kernel’s choice',
  },
  z
    .union([z.ipv4(), z.ipv6()], { error: "an IP address of this host, such as '192.0.2.7' or '2001:db8::7'" })
    .optional(),
);

export const localPort = option(
  {
    type: 'whole number',
    meaning: 'The port of this host to dial from.',
    default: 'the kernel’s choice',
    reason: '1 to 65,535: port numbers have 16 bits, and 0 would mean any.',
  },
  z
    .int({ error: 'a port from 1 to 65535' })
    .min(1, { error: 'a port from 1 to 65535' })
    .max(65535, { error: 'a port from 1 to 65535' })
    .optional(),
);
