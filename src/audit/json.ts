/** JSON as the log holds it: nothing in a line that a terminal or an editor would obey unseen. */

/** What JSON leaves as it is: DEL, the C1 controls, marks of direction, line and paragraph separators. */
const unseen = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const everyUnseen = new RegExp(unseen, 'g');

const asEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Such characters stand in JSON only within strings, so that the text may be searched as it is. */
const escaped = (json: string): string => (unseen.test(json) ? json.replace(everyUnseen, asEscape) : json);

/** `undefined` for what JSON leaves out. @throws TypeError for a cycle, a bigint */
export function jsonOf(value: unknown): string | undefined {
  const json = JSON.stringify(value) as string | undefined;
  return json === undefined ? undefined : escaped(json);
}

/** Names that a chart has are few, those of connections many; what is forgotten is made again. */
const MOST_KNOWN = 16_384;

/** JSON of texts that come again and again: names of links, connections, states, events, effects. */
export class Names {
  readonly #known = new Map<string, string>();

  quoted(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = escaped(JSON.stringify(name));
    if (this.#known.size === MOST_KNOWN) this.#known.clear();
    this.#known.set(name, made);
    return made;
  }
}
