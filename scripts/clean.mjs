// Removes what a build made, so that no file of an earlier build is run or packed. Takes folder names, relative to the root.
import { rmSync } from 'node:fs';
import { resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');
for (const name of process.argv.slice(2)) {
  const folder = resolve(root, name);
  if (!folder.startsWith(root + sep)) throw new Error(`${name} is outside ${root}`);
  rmSync(folder, { recursive: true, force: true });
}
