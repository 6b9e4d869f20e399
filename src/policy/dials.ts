/** How many dials may be under way at once, and how fast they may begin, for all links of a process together. */
import type { Clock, Timed, Wheel } from '../contract/clock.ts';
import { Line } from './line.ts';

export interface DialLimits {
  /** At once to one target. */
  readonly perTarget: number;
  /** At once to all targets together. */
  readonly total: number;
  /** Begun in a second, on average; a tenth of it may begin at once. */
  readonly rate: number;
}

/** The share of a second's dials that may begin at once after a quiet time. */
const BURST = 0.1;

/** The right to dial once, or the wait for it. */
export interface Ticket {
  readonly target: string;
}

class Turn implements Ticket {
  prev: Turn | null = null;
  next: Turn | null = null;
  state: 'waiting' | 'granted' | 'over' = 'waiting';
  readonly target: string;
  readonly lane: Lane;
  readonly granted: () => void;

  constructor(lane: Lane, granted: () => void) {
    this.target = lane.target;
    this.lane = lane;
    this.granted = granted;
  }
}

class Lane {
  prev: Lane | null = null;
  next: Lane | null = null;
  /** In the line of those who could be served. */
  lined = false;
  dialling = 0;
  readonly waiting = new Line<Turn>();
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }
}

/**
 * Within one target first come, first served; among targets each in its turn, so that a target whose dials all hang
 * holds its own share and nothing else. Every operation takes the same time, however many wait.
 */
export class Turnstile implements Timed {
  filedAt = Infinity;
  readonly ref = true;
  readonly #limits: DialLimits;
  readonly #clock: Clock;
  readonly #wheel: Wheel;
  readonly #interval: number;
  readonly #burst: number;
  readonly #lanes = new Map<string, Lane>();
  /** Those with a turn waiting and room under their own cap. */
  readonly #ready = new Line<Lane>();
  #dialling = 0;
  /** When the next dial would begin if all were evenly spread; no earlier than `#burst` before it may one begin. */
  #due: number;
  #serving = false;

  constructor(clock: Clock, wheel: Wheel, limits: DialLimits) {
    this.#clock = clock;
    this.#wheel = wheel;
    this.#limits = limits;
    this.#due = clock.now();
    this.#interval = 1000 / limits.rate;
    this.#burst = Math.max(0, limits.rate * BURST - 1) * this.#interval;
  }

  /** Dials under way, whatever their target. */
  get dialling(): number {
    return this.#dialling;
  }

  /**
   * `granted` is called once: within this call when there is room, else later and never from inside another's call.
   * A ticket is to be given back after its dial, or withdrawn before it is granted.
   */
  ask(target: string, granted: () => void): Ticket {
    let lane = this.#lanes.get(target);
    if (lane === undefined) {
      lane = new Lane(target);
      this.#lanes.set(target, lane);
    }
    const turn = new Turn(lane, granted);
    lane.waiting.push(turn);
    this.#line(lane);
    // Whoever waits has been here longer, and what lets them through is on its way.
    if (this.#ready.first === lane && lane.waiting.first === turn && this.#may(this.#clock.now())) this.#grant(turn);
    else this.#wheel.file(this);
    return turn;
  }

  /** No longer wanted. Does nothing to a ticket that has been granted. */
  withdraw(ticket: Ticket): void {
    if (!(ticket instanceof Turn) || ticket.state !== 'waiting') return;
    ticket.state = 'over';
    ticket.lane.waiting.remove(ticket);
    this.#tidy(ticket.lane);
  }

  /** The dial is over, one way or the other. Does nothing to a ticket that is not granted, or given back already. */
  giveBack(ticket: Ticket): void {
    if (!(ticket instanceof Turn) || ticket.state !== 'granted') return;
    ticket.state = 'over';
    ticket.lane.dialling -= 1;
    this.#dialling -= 1;
    this.#line(ticket.lane);
    this.#tidy(ticket.lane);
    if (this.#ready.first === null || this.#serving) return;
    this.#serving = true;
    this.#clock.soon(() => {
      this.#serving = false;
      this.due(this.#clock.now());
    });
  }

  nextDeadline(): number {
    return this.#ready.first === null || this.#dialling >= this.#limits.total ? Infinity : this.#due - this.#burst;
  }

  due(now: number): void {
    for (let lane = this.#ready.first; lane !== null && this.#may(now); lane = this.#ready.first) {
      const turn = lane.waiting.first;
      if (turn !== null) this.#grant(turn);
    }
    this.#wheel.file(this);
  }

  #may(now: number): boolean {
    return this.#dialling < this.#limits.total && this.#due - this.#burst <= now;
  }

  #grant(turn: Turn): void {
    const { lane } = turn;
    turn.state = 'granted';
    lane.waiting.remove(turn);
    lane.dialling += 1;
    this.#dialling += 1;
    this.#due = Math.max(this.#due, this.#clock.now()) + this.#interval;
    // To the end of the line, if it stays in it: the next target's turn.
    this.#unline(lane);
    this.#line(lane);
    turn.granted();
  }

  #line(lane: Lane): void {
    if (lane.lined || lane.waiting.first === null || lane.dialling >= this.#limits.perTarget) return;
    lane.lined = true;
    this.#ready.push(lane);
  }

  #unline(lane: Lane): void {
    if (!lane.lined) return;
    lane.lined = false;
    this.#ready.remove(lane);
  }

  /** Forgets what has nothing to remember. */
  #tidy(lane: Lane): void {
    if (lane.waiting.first !== null) return;
    this.#unline(lane);
    if (lane.dialling === 0) this.#lanes.delete(lane.target);
  }
}
