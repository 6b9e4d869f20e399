/** The peer's side of a run: it keeps order, and is late, mute, doubled, rude or gone as it is told. */
import type { PeerCommand } from './command.ts';
import { beats } from './shape.ts';
import type { Beat, Shape } from './shape.ts';
import { framed } from './world.ts';
import type { PeerSocket } from './world.ts';

export interface FarPlace {
  readonly sockets: readonly PeerSocket[];
  /** Whatever is on its way arrives. */
  arrive(): void;
  /** Would what the peer says now unasked be taken for what it is? */
  atRest(): boolean;
}

export class Far {
  byItself = false;
  readonly #place: FarPlace;
  readonly #shape: Shape;
  readonly #beat: Beat;
  /** What it owes, oldest first. */
  readonly #owed = new Map<PeerSocket, string[]>();
  /** Heartbeats of its own that are not answered yet. */
  readonly #probing = new Map<PeerSocket, number>();
  /** There it has broken the order, so that a reply cannot be told from another. */
  readonly #tainted = new Set<PeerSocket>();
  /** Replies that it gave twice. */
  readonly #doubled = new Set<string>();
  readonly #holes = new Set<PeerSocket>();
  /** The rest of a frame that was split. */
  readonly #half = new Map<PeerSocket, Uint8Array>();

  constructor(place: FarPlace, shape: Shape) {
    this.#place = place;
    this.#shape = shape;
    this.#beat = beats[shape.beat];
  }

  /** Has it kept order there? With no socket: everywhere. */
  keepsOrder(socket: PeerSocket | undefined): boolean {
    return socket === undefined ? this.#tainted.size === 0 : !this.#tainted.has(socket);
  }

  saidTwice(reply: string): boolean {
    return this.#doubled.has(reply);
  }

  heard(socket: PeerSocket, frame: string): void {
    if (/^p\d+$/.test(frame)) return;
    if (this.#beat.theirs !== null && !/^r\d+$|^hello$/.test(frame)) {
      const probing = this.#probing.get(socket) ?? 0;
      if (probing > 0 || this.#beat.ours === null) {
        this.#probing.set(socket, Math.max(0, probing - 1));
        return;
      }
    }
    this.#owed.set(socket, [...this.#owedOn(socket), frame]);
    if (this.byItself) this.#answer(socket, 'once');
  }

  do(command: PeerCommand): void {
    const socket = this.#speaker();
    if (socket === undefined) return;
    switch (command.do) {
      case 'answer':
        this.#answer(socket, command.how);
        break;
      case 'answer all':
        while (this.#owedOn(socket).length > 0) this.#answer(socket, 'once');
        break;
      case 'skip a heartbeat':
        if (this.#owedOn(socket)[0] === this.#beat.ours) this.#take(socket);
        break;
      case 'probe':
        this.#probe(socket);
        break;
      case 'tell':
        this.#place.arrive();
        this.#sayUnasked(socket, 'news');
        break;
      case 'half':
        socket.wire.end();
        break;
      case 'reset':
        socket.wire.reset();
        break;
      case 'garbage':
        this.#utter(socket, Uint8Array.of(0xff, 0xff, 1));
        break;
      case 'partial':
        // It never finishes this one: whatever it says afterwards is swallowed.
        this.#tainted.add(socket);
        this.#utter(socket, Uint8Array.of(0, 200, 1));
        break;
      case 'hole':
        if (command.on) this.#holes.add(socket);
        else this.#holes.delete(socket);
        socket.wire.blackhole(command.on);
        break;
    }
  }

  #owedOn(socket: PeerSocket): readonly string[] {
    return this.#owed.get(socket) ?? [];
  }

  #take(socket: PeerSocket): string | undefined {
    const [first, ...rest] = this.#owedOn(socket);
    this.#owed.set(socket, rest);
    return first;
  }

  /** The newest that owes something, or else the newest. */
  #speaker(): PeerSocket | undefined {
    const live = this.#place.sockets.filter(({ wire }) => !wire.gone);
    return live.findLast((socket) => this.#owedOn(socket).length > 0) ?? live.at(-1);
  }

  #answer(socket: PeerSocket, how: 'once' | 'twice' | 'split'): void {
    const frame = this.#take(socket);
    if (frame === undefined) return;
    const answer = frame === this.#beat.ours ? this.#beat.answer : `=${frame}`;
    if (how === 'split') {
      const whole = framed(answer);
      this.#utter(socket, whole.subarray(0, 2));
      this.#half.set(socket, whole.subarray(2));
      return;
    }
    this.#utter(socket, framed(answer));
    if (how === 'once') return;
    this.#doubled.add(answer);
    this.#place.arrive();
    // An empty frame is known by its content; any other is nobody's only where nothing is owed.
    if (answer === '') this.#utter(socket, framed(answer));
    else this.#sayUnasked(socket, answer);
  }

  #probe(socket: PeerSocket): void {
    if (this.#beat.theirs === null) return;
    this.#probing.set(socket, (this.#probing.get(socket) ?? 0) + 1);
    if (this.#shape.handshake !== 'none') this.#tainted.add(socket);
    this.#utter(socket, framed(this.#beat.theirs));
  }

  /** It is taken for a reply, if one is owed when it is read: nothing else tells them apart. */
  #sayUnasked(socket: PeerSocket, frame: string): void {
    const heldUp = this.#holes.has(socket) || this.#half.has(socket) || this.#owedOn(socket).length > 0;
    if (heldUp || !this.#place.atRest()) this.#tainted.add(socket);
    this.#utter(socket, framed(frame));
    this.#place.arrive();
  }

  /** The rest of a frame that was split comes before anything else. */
  #utter(socket: PeerSocket, chunk: Uint8Array): void {
    const rest = this.#half.get(socket);
    this.#half.delete(socket);
    if (rest !== undefined) socket.wire.write(rest);
    socket.wire.write(chunk);
  }
}
