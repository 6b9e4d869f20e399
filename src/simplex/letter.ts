/** What a leg carries: a request or a post, on a leg always something that has no reply there. */
import { Call } from '../connection/call.ts';
import type { Holder } from '../connection/call.ts';

export class Letter extends Call implements Holder {
  readonly origin: Call;

  /** @param written told once it has been handed to the wire. @param over told once, whichever way it went */
  constructor(origin: Call, written: (origin: Call) => void, over: () => void) {
    super('post', origin.bytes, origin.size, origin.ordinal, origin.limit, (error) => {
      over();
      if (error === null) written(origin);
      else origin.fail(error);
    });
    this.origin = origin;
  }

  /** Whoever asked waits no longer. */
  abandon(_: Call, code: 'timeout' | 'aborted', now: number): void {
    this.holder?.abandon(this, code, now);
  }
}
