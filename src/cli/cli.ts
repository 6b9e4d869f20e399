/** The command line as a function: arguments and a world in, an exit status out. */
import { audit } from './audit.ts';
import { call } from './call.ts';
import { oneLine } from './cells.ts';
import { checkCommand } from './check.ts';
import { UsageError } from './command.ts';
import type { Command, ExitStatus } from './command.ts';
import { demo } from './demo.ts';
import { diagram } from './diagram.ts';
import { exitStatusOf, failureLine } from './failure.ts';
import { inspectLog } from './inspect-log.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { table } from './table.ts';
import { templates } from './templates.ts';
import type { World } from './world.ts';

const commands: readonly Command[] = [demo, run, call, checkCommand, templates, schema, audit, inspectLog, diagram];

const help = (): string =>
  `holdfast: every connection is a statechart, every transition is on record.

${table(commands.map(({ name, summary }) => [`  holdfast ${name}`, summary]))}
holdfast <command> --help tells its options. holdfast --version tells the version.
Exit status: 0 done; 1 it failed; 2 usage or configuration.
`;

/** Never rejects. */
/** Asked for without the word before them. */
const ofAudit: ReadonlySet<string> = new Set(['verify', 'show', 'why']);

export async function cli(args: readonly string[], world: World): Promise<ExitStatus> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') return told(world, help());
  if (name === '--version') return told(world, `${world.version}\n`);
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const problem = name === undefined ? 'a command is missing' : `there is no command '${oneLine(name)}'`;
    const names = commands.map((one) => one.name).join(', ');
    const meant = ofAudit.has(name ?? '') ? `; did you mean holdfast audit ${name ?? ''}?` : '';
    return refused(world, `${problem}: expected ${names}${meant}`, 'holdfast --help');
  }
  if (rest.includes('--help') || rest.includes('-h')) return told(world, command.usage);
  try {
    return await command.run(rest, world);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      world.stderr.write(failureLine(error));
      return exitStatusOf(error);
    }
    return refused(world, error.message, `holdfast ${command.name} --help`);
  }
}

function refused(world: World, problem: string, where: string): ExitStatus {
  world.stderr.write(`usage: ${oneLine(problem)}; see ${where}\n`);
  return 2;
}

function told(world: World, text: string): ExitStatus {
  world.stdout.write(text);
  return 0;
}
