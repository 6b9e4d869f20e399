/** Dialling by name or address: what tcp, tls, udp, ws and wss share. */
import type { LookupAddress } from 'node:dns';
import type { LookupFunction, Socket, TcpNetConnectOpts } from 'node:net';
import { isIP } from 'node:net';
import type { Fault } from '../contract/faults.ts';
import type { Target } from '../contract/transport.ts';
import { fault } from './fault.ts';
import type { Resolver } from './resolver.ts';
import { faultOf } from './system-fault.ts';

/** The least time for one address: Node's own default, too little for slow links. */
const ATTEMPT = 250;
/** All of connectTimeout for the first address would leave the others untried. */
const SHARE = 0.8;

/** ms for each of so many addresses of one name, in a race within `connectTimeout`. */
export const attemptTimeout = (connectTimeout: number, addresses: number): number =>
  Math.max(ATTEMPT, Math.round((SHARE * connectTimeout) / addresses));

/** A wire that has no socket yet. */
export interface Dialling {
  /** `giveUp` ends what goes on before there is a socket. */
  begin(giveUp: () => void): void;
  lose(why: Fault): void;
  /** For what is known before `dial` has returned. */
  loseSoon(why: Fault): void;
}

/** Opens the socket. Whatever it throws is the dial's fault. */
type Open = (addresses: readonly LookupAddress[]) => void;

/** Begins a dial: the name first, unless there is an address already. */
export const dialInternet = <W extends Dialling>(wire: W, target: Target, resolver: Resolver, connect: Open): W => {
  const open: Open = (addresses) => {
    try {
      connect(addresses);
    } catch (error) {
      wire.loseSoon(faultOf(error, `dial of ${target.url}`));
    }
  };
  const family = isIP(target.host);
  if (family > 0) open([{ address: target.host, family }]);
  else {
    const withdraw = resolver.resolve(target.host, (error, addresses) => {
      if (error !== null) wire.lose(faultOf(error, `name of ${target.url}`));
      else dialAddresses(wire, target, addresses, open);
    });
    wire.begin(withdraw);
  }
  return wire;
};

const dialAddresses = (wire: Dialling, target: Target, addresses: readonly LookupAddress[], open: Open): void => {
  const { localAddress } = target.socket;
  // From an address of one family only its like can be reached.
  const from = localAddress === undefined ? 0 : isIP(localAddress);
  const reachable = from === 0 ? addresses : addresses.filter(({ family }) => family === from);
  if (reachable.length > 0) open(reachable);
  else if (addresses.length === 0) wire.lose(fault('name-unknown', `name of ${target.url}: it has no address`));
  else {
    const found = addresses.map(({ address }) => address).join(', ');
    wire.lose(
      fault('bad-target', `name of ${target.url}: no address to dial from ${String(localAddress)}; it has ${found}`),
    );
  }
};

export const connectOptions = (
  { host, port, socket: { connectTimeout, localAddress, localPort } }: Target,
  addresses: readonly LookupAddress[],
): TcpNetConnectOpts => {
  const [only] = addresses;
  const race = {
    host,
    lookup: listed(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptTimeout(connectTimeout, addresses.length),
  };
  return {
    ...(addresses.length === 1 && only !== undefined ? { host: only.address } : race),
    port,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(localPort === undefined ? {} : { localPort }),
    noDelay: true,
  };
};

/** What has been looked up already, in the form that `connect` asks for. */
const listed =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_name, _options, done) => {
    done(null, [...addresses]);
  };

/** `127.0.0.1:5000`, `[::1]:5000`; '' where the kernel does not say any more. */
export const endOf = (address: string | undefined, port: number | undefined): string =>
  address === undefined || port === undefined
    ? ''
    : `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;

export const endsOf = (socket: Socket): { local: string; remote: string } => ({
  local: endOf(socket.localAddress, socket.localPort),
  remote: endOf(socket.remoteAddress, socket.remotePort),
});
