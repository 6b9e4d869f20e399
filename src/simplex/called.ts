/** A leg that the peer dials: a listener with room for one. */
import type { Call } from '../connection/call.ts';
import type { Trouble } from '../connection/failures.ts';
import type { Surroundings } from '../connection/owner.ts';
import type { ConnectionView } from '../connection/view.ts';
import type { RecordFacts } from '../contract/record.ts';
import { Attended } from '../link/attended.ts';
import type { Attendance } from '../listener/attendance.ts';
import type { ListenerEvents } from '../listener/events.ts';
import { Front } from '../listener/front.ts';
import type { Gone } from '../listener/owner.ts';
import type { ListenerPlan } from '../listener/plan.ts';
import { share } from './legs.ts';
import type { Leg, LegOwner, Side } from './legs.ts';

const NOTHING = new Uint8Array(0);
/** Ends of a call that are its own; all others are its session's, and the call waits for the next. */
const own: ReadonlySet<string> = new Set(['timeout', 'aborted', 'frame-refused']);

export class CalledLeg extends Front implements Leg {
  readonly side: Side;
  readonly #owner: LegOwner;
  readonly #where: string;
  #peer: Attendance | null = null;
  /** A call that waits for the socket to take it: the next one stays in the queue, whose bounds are the user's. */
  #busy = false;
  #why: Gone | null = null;

  /** @throws HoldfastError `option-unavailable`: nothing here can be called by this scheme */
  constructor(id: string, side: Side, owner: LegOwner, plan: ListenerPlan, around: Surroundings) {
    super(id, plan, { onRequest: undefined, onGone: undefined }, new Attended<ListenerEvents>(), around);
    this.side = side;
    this.#owner = owner;
    this.#where = plan.place.url;
  }

  // For the pair. As a child it is a listener like any other.

  override get state(): string {
    return this.#peer?.state ?? super.state;
  }

  trouble(): Trouble | null {
    if (this.#peer !== null) return null;
    const where = `the peer has not called at ${this.address ?? this.#where}`;
    if (this.#why === null) return { reason: 'not-called', detail: where };
    const { reason, loss, detail } = this.#why;
    return { reason: loss ?? reason, detail: `${detail ?? loss ?? reason}; since then ${where}` };
  }

  views(): readonly ConnectionView[] {
    const { id, remote } = this.#peer ?? { id: this.name, remote: '' };
    const loss = this.#why?.loss ?? null;
    const reason = this.#why?.reason ?? null;
    const counted = {
      pending: 0,
      exchanges: 0,
      misses: 0,
      attempts: 0,
      target: 0,
      paused: false,
      idleSince: 0,
      seed: 0,
    };
    const facts = this.#peer === null ? null : { local: this.address ?? this.#where, remote, keepalive: null };
    const view = { id, state: this.state, status: 'active', armed: [], due: [], epoch: 0, verdict: null } as const;
    return [{ ...view, context: { ...counted, loss, reason }, facts, detail: this.#why?.detail ?? null }];
  }

  wake(): void {
    while (this.side === 'send' && this.#peer !== null && !this.#busy) {
      const call = this.#owner.next();
      if (call === undefined) {
        this.#owner.idle();
        return;
      }
      this.#owner.take();
      if (!this.#hand(call, this.#peer)) return;
    }
  }

  flow(on: boolean): void {
    this.#peer?.reads(on);
  }

  /** Only the peer can dial. */
  redial(): void {}

  crash(error: unknown): void {
    this.#peer?.crash(error);
  }

  // From the session and the listener.

  override welcome(one: Attendance): void {
    super.welcome(one);
    share(one.counts, this.#owner.counts);
    this.#peer = one;
    this.#owner.up(this);
    this.wake();
  }

  override message(_: Attendance, frame: Uint8Array): void {
    try {
      this.#owner.heard(frame, 0, frame.length);
    } catch (error) {
      this.crash(error);
    }
  }

  override gone(one: Attendance, why: Gone): void {
    super.gone(one, why);
    this.#why = why;
    if (one !== this.#peer) return;
    this.#peer = null;
    this.#busy = false;
    this.#owner.counts.losses += 1;
    const { reason, loss, detail } = why;
    this.#owner.lost({ reason: loss ?? reason, connection: one.id, detail: detail ?? loss ?? reason });
    this.#owner.down(this);
  }

  override fault(error: unknown): void {
    this.#owner.fault(error);
  }

  override watched(): boolean {
    return this.#owner.watched();
  }

  override record(facts: RecordFacts, context: object): void {
    this.#owner.record(facts, context);
  }

  /** @returns false where the session ended in this very moment, and says so itself */
  #hand(call: Call, peer: Attendance): boolean {
    this.#busy = true;
    let within = true;
    try {
      const sent = peer.submit('post', call.bytes, call.limit - this.now, (error) => {
        this.#busy = false;
        if (error === null) call.answer(NOTHING, 0, 0);
        else if (own.has(error.code)) call.fail(error);
        else this.#owner.giveBack(call);
        if (!within) this.wake();
      });
      within = false;
      if (!call.settled) call.holder = { abandon: (_, code, now) => sent.holder?.abandon(sent, code, now) };
      return true;
    } catch {
      this.#busy = false;
      this.#owner.giveBack(call);
      return false;
    }
  }
}
