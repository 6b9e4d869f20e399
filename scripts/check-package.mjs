// Judges what users would install: packs it, has publint and attw read the tarball, then unpacks it as an installed package,
// imports each of its entries by name and runs its command.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const work = join(root, 'node_modules', '.cache', 'package');
const home = join(work, 'node_modules', 'holdfast');
const tool = (name) => join(root, 'node_modules', '.bin', name);
const run = (program, args, cwd = root) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
};

rmSync(work, { recursive: true, force: true });
mkdirSync(home, { recursive: true });
try {
  const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', work]));
  const tarball = join(work, filename);
  run(tool('publint'), ['run', tarball, '--strict']);
  run(tool('attw'), [tarball, '--profile', 'esm-only', '--quiet']);

  const names = new Set(files.map(({ path }) => path));
  for (const name of ['LICENSE', 'README.md']) if (!names.has(name)) fail(`the package lacks ${name}`);

  run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const { exports, bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  for (const entry of Object.keys(exports)) {
    const name = JSON.stringify(join('holdfast', entry));
    const how = entry.endsWith('.json') ? `import(${name}, { with: { type: 'json' } })` : `import(${name})`;
    run(process.execPath, ['--no-warnings', '--input-type=module', '--eval', `await ${how};`], work);
  }
  for (const path of Object.values(bin)) run(process.execPath, [join(home, path), '--help'], work);

  // The types of the main entry hold by themselves, for users who check those of their libraries too.
  const program = join(work, 'user.ts');
  writeFileSync(program, "import { supervise } from 'holdfast';\nexport const supervisor = supervise();\n");
  run(
    tool('tsc'),
    [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--types',
      '',
      program,
    ],
    work,
  );
} catch (error) {
  // The tool that failed has said why on the error stream; publint and attw say it on the other.
  fail(error.stdout || error.message);
} finally {
  rmSync(work, { recursive: true, force: true });
}
