/** `holdfast templates`: what `extends:` can take, or one of them as it is written. */
import { shippedTemplates } from '../config/shipped.ts';
import { nearest } from '../contract/options/words.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';

export const templates: Command = {
  name: 'templates',
  summary: 'list the templates that a link or a listener can begin with, or print one',
  usage: `holdfast templates [name]

In a file: links: { bank: { extends: payment-line, to: "tcp://bank.example:5000" } }
`,
  run: (args, world) => {
    const [name] = readArguments(args, {}, 1).rest;
    const shipped = shippedTemplates();
    if (name === undefined) {
      world.stdout.write(table([...shipped.values()].map((one) => [one.name, one.summary])));
      return Promise.resolve(0);
    }
    const one = shipped.get(name);
    if (one === undefined) {
      const near = nearest(name, [...shipped.keys()]);
      throw new UsageError(
        `there is no template '${name}': expected ${near === null ? 'one of the list' : `'${near}'`}`,
      );
    }
    world.stdout.write(one.text);
    return Promise.resolve(0);
  },
};
