/** Which links are shown: those that are, with a button to leave each out, and a field to find others. */
import type { Choose, Find, Found, Status } from '../../src/inspector/stately/page-protocol.ts';

/** After the last key, ms. */
const TYPING = 150;

const at = (id: string): HTMLElement | null => document.getElementById(id);

export class Chooser {
  readonly #say: (message: Choose | Find) => void;
  readonly #chosen = at('chosen') as HTMLUListElement;
  readonly #found = at('found') as HTMLUListElement;
  readonly #find = at('find') as HTMLInputElement;
  readonly #anyone = at('anyone') as HTMLButtonElement;
  readonly #status = at('status') as HTMLOutputElement;
  #most = 0;
  #now: readonly string[] = [];
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (message: Choose | Find) => void) {
    this.#say = say;
    this.#find.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#say({ type: 'find', text: this.#find.value }), TYPING);
    });
    this.#find.addEventListener('focus', () => this.#say({ type: 'find', text: this.#find.value }));
    this.#anyone.addEventListener('click', () => this.#say({ type: 'choose', links: null }));
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#found.hidden = true;
    });
  }

  /** @param most links at once */
  open(most: number): void {
    this.#most = most;
  }

  show({ shown, chosen, lines, of, dropped, receiver }: Status): void {
    this.#now = chosen ?? shown;
    this.#chosen.replaceChildren(
      ...this.#now.map((name) => button(name, `leave out ${name}`, () => this.#without(name))),
    );
    this.#anyone.hidden = chosen === null;
    const lost = dropped + (receiver?.dropped ?? 0);
    this.#status.textContent = [
      `${String(lines)} of ${String(of)} connections`,
      ...(lost > 0 ? [`${String(lost)} steps left out: it reads too slowly`] : []),
      ...(receiver === null ? [] : [`${receiver.url} ${receiver.connected ? 'listens' : 'does not answer'}`]),
    ].join(' · ');
    this.#status.classList.toggle('troubled', lost > 0 || receiver?.connected === false);
  }

  offer({ text, names, of }: Found): void {
    if (text !== this.#find.value) return;
    const others = names.filter((name) => !this.#now.includes(name));
    const items = others.map((name) => button(name, `show ${name}`, () => this.#with(name)));
    const more = of - names.length;
    const rest = document.createElement('li');
    rest.textContent =
      more > 0 ? `and ${String(more)} more` : others.length === 0 ? 'no other link of such a name' : '';
    this.#found.replaceChildren(...items, rest);
    this.#found.hidden = false;
  }

  part(words: string): void {
    this.#status.textContent = words;
    this.#status.classList.add('troubled');
  }

  #with(name: string): void {
    this.#found.hidden = true;
    this.#find.value = '';
    // The oldest makes room.
    this.#say({ type: 'choose', links: [...this.#now.slice(1 - this.#most), name] });
  }

  #without(name: string): void {
    this.#say({ type: 'choose', links: this.#now.filter((one) => one !== name) });
  }
}

function button(text: string, what: string, pressed: () => void): HTMLLIElement {
  const item = document.createElement('li');
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.title = what;
  made.setAttribute('aria-label', what);
  made.addEventListener('click', pressed);
  item.append(made);
  return item;
}
