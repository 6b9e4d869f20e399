/** Reads one connection's records in order, and says with which of them a verdict falls. */
import type { RecordFacts, Summary } from '../contract/record.ts';
import type { Rung, Verdict } from '../contract/verdict.ts';
import { dialOf, lossOf } from './verdict-facts.ts';
import type { Sign } from './verdict-facts.ts';
import type { LossCode } from './verdict-signs.ts';
import type { LossSeen } from './verdict.ts';
import { evidence, verdictOf } from './verdict.ts';

const DIALING = 'connecting.attempting.dialing';
const inbound: ReadonlySet<string> = new Set(['received', 'replied']);
/** After these, silence is measured anew: the peer spoke, or it was us who did not listen. */
const signsOfLife: ReadonlySet<string> = new Set([...inbound, 'ready', 'paused', 'resumed', 'stalled']);
/** Silence that is worth a word, ms. */
const SILENCE = 1_000;

/**
 * A verdict falls with the outcome of the first dial after a loss, with that of a later dial which tells something else, and
 * with the loss itself where no dial will follow. It is told from records alone: live, or out of a log.
 */
export class VerdictReader {
  /** How the line went; null while it is up, and before it ever was. */
  #loss: LossSeen | null = null;
  /** The dial whose socket was lost, or the last one that failed after it. */
  #epoch = 0;
  /** Which target of the list is dialled or open, and which one was lost. */
  #target = 0;
  #lostTarget = 0;
  /** The last verdict of the present outage. */
  #said: Verdict | null = null;
  /** The peer's last sign of life, ms as in `event.at`; NaN when it is not known. */
  #heard = NaN;
  /** Of the open socket: silence before the kernel probes, ms; null: it does not. */
  #keepalive: number | null = null;
  #unanswered = 0;
  /** The writer waited for the socket to drain when the line went. */
  #blocked = false;

  /** @returns what this record shows, or null */
  read(facts: RecordFacts): Verdict | null {
    if (facts.chart === 'connection') return this.#connection(facts);
    if (facts.chart === 'writer') this.#writer(facts.to);
    return null;
  }

  /** What stands for records that were left out. */
  skim({ chart, counts, until }: Summary): void {
    const heard = Object.keys(counts).some((name) => inbound.has(name.split('/', 1)[0] ?? ''));
    if (chart === 'connection' && heard) this.#hear(until);
  }

  #writer(to: string): void {
    // It ends before the loss is told: what it was before is what counts.
    if (to === 'blocked') this.#blocked = true;
    else if (to === 'flowing') this.#blocked = false;
  }

  #connection(facts: RecordFacts): Verdict | null {
    const { event, from, to } = facts;
    const at = typeof event['at'] === 'number' ? event['at'] : NaN;
    if (signsOfLife.has(event.type)) this.#hear(at);
    if (from === to) {
      if (event.type === 'after:probeTimeout') this.#unanswered += 1;
      return null;
    }
    let verdict: Verdict | null = null;
    if (from === DIALING) verdict = this.#dialled(facts, at);
    else if (isOpen(from) && !isOpen(to)) verdict = this.#went(facts, at);
    this.#follow(from, to);
    return verdict;
  }

  #hear(at: number): void {
    this.#heard = at;
    this.#unanswered = 0;
  }

  /** An open line ended. */
  #went(facts: RecordFacts, at: number): Verdict | null {
    // Its opening was not read: nothing is known of its silence.
    if (facts.epoch !== this.#epoch) this.#up(null, NaN);
    const sign = lossOf(facts);
    this.#loss = sign === null ? null : this.#seen(sign, facts.from, at);
    this.#epoch = facts.epoch;
    this.#lostTarget = this.#target;
    return this.#loss !== null && facts.to === 'dead' ? verdictOf(this.#loss, null) : null;
  }

  /** A dial ended, one way or the other. */
  #dialled(facts: RecordFacts, at: number): Verdict | null {
    // Records between were not read: what was known is no part of this story.
    if (facts.epoch > this.#epoch + 1) this.#forget();
    this.#epoch = facts.epoch;
    const sign = dialOf(facts);
    const loss = this.#loss;
    const said = this.#said;
    let verdict: Verdict | null = null;
    const opened = sign?.code === 'opened' || sign?.code === 'unasked';
    if (sign !== null && (!opened || (loss !== null && said === null))) {
      const found = verdictOf(loss, { ...sign, elsewhere: loss !== null && this.#target !== this.#lostTarget });
      if (facts.to === 'dead' || isNews(said, found)) verdict = found;
    }
    if (opened) this.#up(facts.event['keepalive'], at);
    else if (verdict !== null) this.#said = verdict;
    return verdict;
  }

  #up(keepalive: unknown, at: number): void {
    this.#forget();
    this.#hear(at);
    this.#blocked = false;
    this.#keepalive = typeof keepalive === 'number' ? keepalive : null;
  }

  #forget(): void {
    this.#loss = null;
    this.#said = null;
  }

  #seen(sign: Sign<LossCode>, from: string, at: number): LossSeen {
    const silence = at - this.#heard;
    const before: string[] = [];
    if (silence >= SILENCE)
      before.push(evidence('traffic', `nothing had come from the peer for ${(silence / 1_000).toFixed(1)} s`));
    if (this.#blocked) before.push(evidence('writes', 'what was written had not left this host'));
    if (this.#unanswered > 0)
      before.push(evidence('probe', `${String(this.#unanswered)} before the last had gone unanswered`));
    return { ...sign, ...this.#refined(sign.code, from, silence), before };
  }

  /** The same code tells more or less by what was under way. */
  #refined(code: LossCode, from: string, silence: number): { readonly code: LossCode; readonly rung?: Rung } {
    if (code === 'reset' && from === 'connected.probing') return { code: 'reset-to-probe' };
    if (code === 'reset' && this.#keepalive !== null && silence >= this.#keepalive)
      return { code: 'reset-to-keepalive' };
    // Without keepalive, and while bytes wait, it is those bytes that nobody acknowledged.
    if (code === 'timed-out' && (this.#keepalive === null || this.#blocked)) return { code, rung: 'writes' };
    return { code };
  }

  /** Which target comes next: as the chart counts them. */
  #follow(from: string, to: string): void {
    if (to.startsWith('reconnecting')) this.#target = 0;
    else if (to.startsWith('connecting.waiting')) this.#target = from.startsWith('connecting') ? this.#target + 1 : 0;
  }
}

/** Of a later dial of one outage. A router says only now and then that there is no way: its silence takes nothing back. */
const isNews = (said: Verdict | null, found: Verdict): boolean =>
  said?.kind !== found.kind && !(said?.kind === 'unreachable' && found.kind === 'crashed-or-down');

/** A socket is open in it. */
const isOpen = (state: string): boolean =>
  state.startsWith('connected') || state.startsWith('closing') || state === 'connecting.attempting.handshaking';
