/** The templates of the package: a file each, which says of itself whom it is for. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface ShippedTemplate {
  readonly name: string;
  readonly file: string;
  /** Its first line: whom it is for. */
  readonly summary: string;
  readonly text: string;
}

/** Of the package as it is installed, or of its sources. */
const folder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('holdfast/package.json')), 'templates');

const read = (name: string): ShippedTemplate => {
  const file = join(folder(), `${name}.yaml`);
  const text = readFileSync(file, 'utf8');
  const [first = ''] = text.split('\n');
  return { name, file, summary: first.replace(/^# /, ''), text };
};

/** By name, in order. */
export const shippedTemplates = (): ReadonlyMap<string, ShippedTemplate> =>
  new Map(
    readdirSync(folder())
      .flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []))
      .toSorted()
      .map((name) => [name, read(name)]),
  );
