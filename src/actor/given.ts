import type { Args } from './args.ts';
import type { Given } from './chart.ts';

/** What is given as it is, or made, as a function in both cases. */
export const giver = <T>(given: Given<T>): ((args: Args) => T) => {
  if ('make' in given) {
    const { make } = given;
    return (args) => make(args, undefined);
  }
  const { value } = given;
  return () => value;
};
