/** The pages of docs/modes, and their pictures: each stands between marks, and is made anew by its run. */
import { readdirSync, readFileSync } from 'node:fs';
import { exchanges } from './runs-exchange.ts';
import { lifecycles } from './runs-lifecycle.ts';
import { listeners } from './runs-listener.ts';
import { silences } from './runs-silence.ts';
import { pictureOf } from './runs.ts';
import type { Runs } from './runs.ts';

export const runs: Runs = { ...exchanges, ...lifecycles, ...silences, ...listeners };

export const folder = 'docs/modes';
export const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
export const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');

export const blocks = (page: string, language: string): readonly string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms')), ([, body = '']) => body);

const MARKED = /<!-- run: ([\w-]+) -->\n.*?<!-- \/run -->/gs;

/** The runs that a page shows. */
export const shownBy = (page: string): readonly string[] => Array.from(page.matchAll(MARKED), ([, run = '']) => run);

/** The page with the pictures that its runs give now. */
export const redrawn = async (page: string): Promise<string> => {
  const drawn = new Map<string, string>();
  for (const name of shownBy(page)) {
    const run = runs[name];
    if (run === undefined) throw new RangeError(`no run ${name}`);
    drawn.set(name, await pictureOf(run));
  }
  return page.replaceAll(
    MARKED,
    (_, name: string) => `<!-- run: ${name} -->\n\n\`\`\`mermaid\n${drawn.get(name) ?? ''}\`\`\`\n\n<!-- /run -->`,
  );
};
