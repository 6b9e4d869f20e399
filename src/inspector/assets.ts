/** The page's files, read once: what is served is what is in this map, and no path of a request touches the disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  readonly type: string;
  readonly body: Uint8Array;
}

/** By extension; nothing else is served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** Enough for any page; a folder that holds more is not the page's. */
const MOST_FILES = 200;
const DEEPEST = 3;

const unbuilt: Asset = {
  type: 'text/html; charset=utf-8',
  body: new TextEncoder().encode(
    '<!doctype html><html lang="en"><title>holdfast</title><p>The page is not built: run <code>npm run build</code>.</p></html>',
  ),
};

/** Where the build puts it: beside this file's folder, or in `dist` when this runs from its source. */
const places = ['../../page', '../../dist/page'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** @param folder where the page is; by default where the build has put it */
export function readAssets(folder?: string): ReadonlyMap<string, Asset> {
  for (const place of folder === undefined ? places : [folder]) {
    const assets = new Map(within(place, '', DEEPEST));
    const index = assets.get('/index.html');
    if (index !== undefined) return assets.set('/', index);
  }
  return new Map([['/', unbuilt]]);
}

function within(folder: string, path: string, deeper: number): readonly (readonly [string, Asset])[] {
  const found: (readonly [string, Asset])[] = [];
  for (const entry of list(join(folder, path))) {
    const below = `${path}/${entry.name}`;
    const type = types[extname(entry.name)];
    if (found.length >= MOST_FILES) break;
    if (entry.isDirectory() && deeper > 0) found.push(...within(folder, below, deeper - 1));
    else if (entry.isFile() && type !== undefined)
      found.push([below, { type, body: readFileSync(join(folder, below)) }]);
  }
  return found;
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
