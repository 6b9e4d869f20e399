/** A page as simple as one can be: it believes what it is told. */
import { Frame } from '../../src/inspector/protocol.ts';
import type { Hello, PageMessage, ServerMessage, StateName } from '../../src/inspector/protocol.ts';
import type { Source, Viewer, Watching } from '../../src/inspector/source.ts';

export class Page implements Viewer {
  ready = true;
  readonly messages: ServerMessage[] = [];
  readonly frames: Frame[] = [];
  readonly vocabulary: StateName[] = [];
  /** By row. */
  readonly rows = new Map<number, { readonly connection: string; state: number; since: number }>();
  #watching: Watching | null = null;

  static join(source: Source): Page {
    const page = new Page();
    page.#watching = source.join(page);
    return page;
  }

  say(message: PageMessage): void {
    this.#watching?.take(message);
  }

  leave(): void {
    this.#watching?.end();
  }

  message(message: ServerMessage): void {
    // As it would come over a wire.
    const told = JSON.parse(JSON.stringify(message)) as ServerMessage;
    this.messages.push(told);
    if (told.type === 'hello') this.vocabulary.push(...told.vocabulary);
    else if (told.type === 'vocabulary') {
      if (told.first !== this.vocabulary.length) throw new Error('words are missing');
      this.vocabulary.push(...told.names);
    } else if (told.type === 'rows') {
      if (told.reset) this.rows.clear();
      for (const row of told.remove) this.rows.delete(row);
      for (const [row, connection] of told.add) {
        const known = this.rows.get(row);
        if (known?.connection !== connection) this.rows.set(row, { connection, state: -1, since: 0 });
      }
    }
  }

  frame(bytes: Uint8Array): void {
    const frame = new Frame(bytes);
    this.frames.push(frame);
    if (frame.kind === 'spans') return;
    const seen = new Set<number>();
    for (let i = 0; i < frame.count; i += 1) {
      const row = this.rows.get(frame.row(i));
      if (row === undefined) throw new Error(`a frame names row ${String(frame.row(i))}, which nobody told of`);
      row.state = frame.state(i);
      row.since = frame.since(i);
      seen.add(frame.row(i));
    }
    if (frame.kind === 'all' && seen.size !== this.rows.size) throw new Error('a whole frame leaves rows out');
  }

  get hello(): Hello {
    return this.last('hello');
  }

  all<T extends ServerMessage['type']>(type: T): readonly Extract<ServerMessage, { readonly type: T }>[] {
    return this.messages.filter((one): one is Extract<ServerMessage, { readonly type: T }> => one.type === type);
  }

  last<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { readonly type: T }> {
    const found = this.all(type).at(-1);
    if (found === undefined) throw new Error(`the page was told no ${type}`);
    return found;
  }

  /** By connection: the state's path, and its tone. */
  shown(): Map<string, string> {
    return new Map(
      Array.from(this.rows.values(), ({ connection, state }) => {
        const word = this.vocabulary[state];
        return [connection, `${word?.path ?? '?'} ${word?.tone ?? '?'}`];
      }),
    );
  }
}
