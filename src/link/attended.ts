/** An emitter that is asked before every transition whether anybody reads, where as a rule nobody ever has. */
import { EventEmitter } from 'eventemitter3';

export class Attended<Events extends object> extends EventEmitter<Events> {
  /** Only ever set: whether those who came have left again is found out by counting. */
  #attended = false;

  /** @internal Somebody listens to this event, which is `record` or `state`. */
  attends(event: EventEmitter.EventNames<Events>): boolean {
    return this.#attended && this.listenerCount(event) > 0;
  }

  override on<T extends EventEmitter.EventNames<Events>>(
    event: T,
    listener: EventEmitter.EventListener<Events, T>,
    context?: unknown,
  ): this {
    this.#attend(event);
    return super.on(event, listener, context);
  }

  override addListener<T extends EventEmitter.EventNames<Events>>(
    event: T,
    listener: EventEmitter.EventListener<Events, T>,
    context?: unknown,
  ): this {
    return this.on(event, listener, context);
  }

  override once<T extends EventEmitter.EventNames<Events>>(
    event: T,
    listener: EventEmitter.EventListener<Events, T>,
    context?: unknown,
  ): this {
    this.#attend(event);
    return super.once(event, listener, context);
  }

  #attend(event: unknown): void {
    if (event === 'record' || event === 'state') this.#attended = true;
  }
}
