/**
 * Stops a peer where it stands, as SIGSTOP does: its sockets stay open and new dials are accepted, but nothing is read and
 * nothing is answered. What came meanwhile is answered late.
 */
export class Freeze {
  #thawed: Promise<void> = Promise.resolve();
  #thaw: (() => void) | null = null;

  get frozen(): boolean {
    return this.#thaw !== null;
  }

  /** Resolves as soon as it is not frozen. */
  get thawed(): Promise<void> {
    return this.#thawed;
  }

  freeze(): void {
    if (this.#thaw !== null) return;
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve;
    });
  }

  thaw(): void {
    this.#thaw?.();
    this.#thaw = null;
  }
}
