/** What is told of each link, by the storyteller of `holdfast audit why`, in bounded memory however long it runs. */
import type { TransitionRecord } from '../contract/record.ts';
import type { Story } from '../story/why-story.ts';
import { Storyteller } from '../story/why.ts';
import type { Member } from './fleet.ts';

/** Links whose stories are kept, closed ones too; the one that was known first makes room. */
const MOST_LINKS = 20_000;

/** One link's. */
class Known {
  readonly teller: Storyteller;
  /** Wall clock of its first record. */
  readonly since: number;

  constructor(link: string, since: number) {
    this.teller = new Storyteller(link);
    this.since = since;
  }
}

export class Stories {
  readonly #links = new Map<string, Known>();

  /** A record of a link itself. */
  take(record: TransitionRecord): void {
    this.#known(record).teller.record(record);
  }

  /** A record of one of its connections. */
  takeOf(member: Member, record: TransitionRecord): void {
    const teller = (member.story ??= this.#known(record).teller);
    if (member.first > 0) tell(teller, member);
    teller.record(record);
  }

  /** null: there is no record of such a link. @param members its connections: what they did since their last record is told, too */
  of(link: string, members: Iterable<Member>): { readonly story: Story; readonly since: number } | null {
    const known = this.#links.get(link);
    if (known === undefined) return null;
    this.tell(link, members);
    return { story: known.teller.story(), since: known.since };
  }

  /** What its connections did since their last records. */
  tell(link: string, members: Iterable<Member>): void {
    const known = this.#links.get(link);
    if (known === undefined) return;
    for (const member of members) if (member.first > 0) tell(known.teller, member);
  }

  #known({ link, at }: TransitionRecord): Known {
    let known = this.#links.get(link);
    if (known === undefined) {
      known = new Known(link, at);
      this.#links.set(link, known);
      this.#relieve();
    }
    return known;
  }

  #relieve(): void {
    if (this.#links.size <= MOST_LINKS) return;
    const [first] = this.#links.keys();
    if (first !== undefined) this.#links.delete(first);
  }
}

/** As an audit log sums it up: of the kinds of events only those that a story asks for are told apart. */
function tell(teller: Storyteller, member: Member): void {
  const { link, connection, chart, epoch, path: to, context } = member;
  const { first, last, heard, replies, held, others, until } = member;
  const all = [
    ['received/accept', heard],
    ['replied/deliver', replies],
    ['after:stableAfter', held],
    ['other', others],
  ] as const;
  const counts = Object.fromEntries(all.filter(([, times]) => times > 0));
  const known = context as Readonly<Record<string, unknown>>;
  teller.take({ type: 'summary', link, connection, chart, epoch, first, last, counts, until, to, context: known });
  member.first = member.heard = member.replies = member.held = member.others = 0;
}

/** A transition of a line that is up, of which no record is kept. Called for each: it only counts. */
export function count(
  member: Member,
  seq: number,
  event: { readonly type: string; readonly at?: unknown },
  effects: readonly string[],
): void {
  if (member.first === 0) member.first = seq;
  member.last = seq;
  if (typeof event.at === 'number') member.until = event.at;
  if (event.type === 'replied' && effects[0] === 'deliver') member.replies += 1;
  else if (event.type === 'received' || event.type === 'replied') member.heard += 1;
  else if (event.type === 'after:stableAfter') member.held += 1;
  else member.others += 1;
}
