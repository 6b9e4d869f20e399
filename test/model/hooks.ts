/** The user's hooks of a run: quick, throwing, or in the test's hand. */
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { Talk } from '../../src/contract/options/hooks.ts';
import type { Shape } from './shape.ts';
import { bytes, text } from './world.ts';

interface Held {
  readonly ok: () => void;
  readonly fail: (error: unknown) => void;
}

const logOn = async (talk: Talk): Promise<void> => {
  const welcome = text(await talk.request(bytes('hello'), { timeout: 1_500 }));
  if (welcome !== '=hello') throw new Error(`'${welcome}' is no welcome`);
};

const rejection = (talk: Talk): unknown => {
  try {
    return talk.reject('not you');
  } catch (error) {
    return error;
  }
};

export class Hooks {
  readonly #greetings: (Held & { readonly talk: Talk })[] = [];
  readonly #cleanings: Held[] = [];

  for({ handshake, onLost }: Shape): Partial<LinkInput> {
    return {
      ...(handshake === 'none' ? {} : { handshake: handshake === 'talk' ? logOn : this.#greet }),
      ...(onLost === 'none' ? {} : { onLost: () => this.#clean(onLost) }),
    };
  }

  greet(which: 'oldest' | 'newest', how: 'ready' | 'fail' | 'reject'): void {
    const greeting = which === 'oldest' ? this.#greetings.shift() : this.#greetings.pop();
    if (greeting === undefined) return;
    if (how === 'ready') greeting.ok();
    else greeting.fail(how === 'fail' ? new Error('no log-on') : rejection(greeting.talk));
  }

  clean(how: 'done' | 'throw'): void {
    const cleaning = this.#cleanings.shift();
    if (how === 'done') cleaning?.ok();
    else cleaning?.fail(new Error('an onLost of the user'));
  }

  /** All that were never settled, far too late. */
  settleAll(): void {
    for (const { ok } of [...this.#greetings, ...this.#cleanings]) ok();
  }

  readonly #greet = (talk: Talk): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#greetings.push({ ok: resolve, fail: reject, talk });
    });

  #clean(how: Shape['onLost']): Promise<void> | undefined {
    if (how === 'throws') throw new Error('an onLost of the user');
    if (how !== 'hand') return undefined;
    return new Promise((resolve, reject) => {
      this.#cleanings.push({ ok: resolve, fail: reject });
    });
  }
}
