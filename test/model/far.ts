/** The peer's side of a run: it keeps order, or keys, and is late, mute, doubled, rude or gone as it is told. */
import type { PeerCommand } from './command.ts';
import { demand } from './demand.ts';
import { beats, keyIn } from './shape.ts';
import type { Beat, Shape } from './shape.ts';
import { framed } from './world.ts';
import type { PeerSocket } from './world.ts';

export interface FarPlace {
  readonly sockets: readonly PeerSocket[];
  /** Whatever is on its way arrives. */
  arrive(): void;
  /** Would what the peer says now unasked be taken for what it is? */
  atRest(): boolean;
  /** Messages that have come, so long as whatever is said there is read at once; else null. */
  messages(): number | null;
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
  /** Keys whose replies may still be on their way: who asks with one of them again may be given one of those. */
  readonly #loose = new Set<string>();
  readonly #holes = new Set<PeerSocket>();
  /** The rest of a frame that was split. */
  readonly #half = new Map<PeerSocket, Uint8Array>();

  constructor(place: FarPlace, shape: Shape) {
    this.#place = place;
    this.#shape = shape;
    this.#beat = beats[shape.beat];
  }

  /** By key, what it says is told by the key alone. */
  get #byKey(): boolean {
    return this.#shape.mode === 'duplex';
  }

  /** Has it kept order there? With no socket: everywhere. By key it need not. */
  keepsOrder(socket: PeerSocket | undefined): boolean {
    if (this.#byKey) return true;
    return socket === undefined ? this.#tainted.size === 0 : !this.#tainted.has(socket);
  }

  saidTwice(reply: string): boolean {
    return this.#doubled.has(reply);
  }

  /** May a reply with this key be another's, who asked alike? */
  isLoose(key: string): boolean {
    return this.#loose.has(key);
  }

  owes(socket: PeerSocket, frame: string): boolean {
    return this.#owedOn(socket).includes(frame);
  }

  heard(socket: PeerSocket, frame: string): void {
    if (/^p\d+$/.test(frame)) return;
    const key = keyIn(frame);
    // Whoever asks again with a key has given up the answer to the first.
    if (this.#byKey && key !== undefined) {
      const others = this.#owedOn(socket).filter((one) => keyIn(one) !== key);
      this.#owed.set(socket, others);
    }
    if (this.#beat.theirs !== null && key === undefined && frame !== 'hello') {
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
        this.#answer(socket, command.how, this.#byKey ? command.which : 0);
        this.#place.arrive();
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
        this.#tell(socket);
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
        if (this.#byKey) this.#place.arrive();
        if (command.on) this.#holes.add(socket);
        else this.#holes.delete(socket);
        socket.wire.blackhole(command.on);
        break;
    }
  }

  #owedOn(socket: PeerSocket): readonly string[] {
    return this.#owed.get(socket) ?? [];
  }

  #take(socket: PeerSocket, which = 0): string | undefined {
    const owed = [...this.#owedOn(socket)];
    const [one] = owed.splice(Math.min(which, owed.length - 1), 1);
    this.#owed.set(socket, owed);
    return one;
  }

  /** The newest that owes something, or else the newest. */
  #speaker(): PeerSocket | undefined {
    const live = this.#place.sockets.filter(({ wire }) => !wire.gone);
    return live.findLast((socket) => this.#owedOn(socket).length > 0) ?? live.at(-1);
  }

  #answer(socket: PeerSocket, how: 'once' | 'twice' | 'split', which = 0): void {
    const frame = this.#take(socket, which);
    if (frame === undefined) return;
    const key = keyIn(frame);
    const delayed = this.#heldUp(socket) || how !== 'once' || this.#pauses;
    if (key !== undefined && delayed) this.#loose.add(key);
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

  /** What has no key is nobody's reply, whatever is owed. */
  #tell(socket: PeerSocket): void {
    const heldUp = this.#heldUp(socket) || this.#tainted.has(socket);
    const before = this.#place.messages();
    this.#sayUnasked(socket, 'news');
    const after = this.#place.messages();
    if (this.#byKey && !heldUp && !socket.wire.gone && before !== null && after !== null)
      demand(after === before + 1, `of news, ${String(after - before)} came as messages`);
  }

  #heldUp(socket: PeerSocket): boolean {
    return this.#holes.has(socket) || this.#half.has(socket);
  }

  /** The reader may stop the socket, with replies in it. */
  get #pauses(): boolean {
    return this.#shape.inbox < 1_000 && !this.#shape.listens;
  }

  /** By order, it is taken for a reply if one is owed when it is read: nothing else tells them apart. */
  #sayUnasked(socket: PeerSocket, frame: string): void {
    const owed = this.#heldUp(socket) || this.#owedOn(socket).length > 0;
    if (owed || !this.#place.atRest()) this.#tainted.add(socket);
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
