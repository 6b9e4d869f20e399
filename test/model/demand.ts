/** A rule that does not hold. */
class Broken extends Error {}

export function demand(fact: boolean, rule: string): asserts fact {
  if (!fact) throw new Broken(rule);
}
