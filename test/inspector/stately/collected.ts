/** A receiver of a test's own: keeps what it is told, as it would come over a wire. */
import { Outlet } from '../../../src/inspector/stately/outlet.ts';
import type { Wire } from '../../../src/inspector/stately/outlet.ts';
import type { Registry } from '../../../src/inspector/stately/registry.ts';
import type { ActorMessage, EventMessage, SnapshotMessage, WireMessage } from '../../../src/inspector/stately/wire.ts';

export class Collected implements Wire {
  ready = true;
  readonly messages: WireMessage[] = [];
  readonly outlet: Outlet;

  constructor(registry: Registry, most?: number) {
    this.outlet = new Outlet(registry, this, most);
  }

  send(message: WireMessage): void {
    this.messages.push(JSON.parse(JSON.stringify(message)) as WireMessage);
  }

  /** Until nothing waits. */
  drain(): void {
    for (let before = -1; before < this.messages.length;) {
      before = this.messages.length;
      this.outlet.drain();
    }
  }

  get actors(): readonly ActorMessage[] {
    return this.messages.filter((one) => one.type === '@xstate.actor');
  }

  get events(): readonly EventMessage[] {
    return this.messages.filter((one) => one.type === '@xstate.event');
  }

  get snapshots(): readonly SnapshotMessage[] {
    return this.messages.filter((one) => one.type === '@xstate.snapshot');
  }

  /** The last that was told of each actor, by its session. */
  state(): Map<string, unknown> {
    const last = new Map<string, unknown>();
    for (const one of this.messages) if (one.type !== '@xstate.event') last.set(one.sessionId, one.snapshot);
    return last;
  }

  /** The last that was told of the first actor of this name. */
  last(name: string): unknown {
    return this.state().get(this.actors.find((one) => one.name === name)?.sessionId ?? '');
  }
}
