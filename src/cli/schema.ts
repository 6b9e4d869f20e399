/** `holdfast schema`: the JSON Schema of configuration files, for editors. */
import { fileSchema } from '../config/file-schema.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of configuration files, for editors',
  usage: `holdfast schema > links.schema.json

Editors with a YAML language server take it by a first line in the file:
  # yaml-language-server: $schema=./links.schema.json
Rules between options are told by holdfast check alone.
`,
  run: (args, world) => {
    readArguments(args, {}, 0);
    world.stdout.write(`${JSON.stringify(fileSchema(), null, 2)}\n`);
    return Promise.resolve(0);
  },
};
