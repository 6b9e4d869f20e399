// Writes the pages of docs/ that are made from the code. Run it after a build: `npm run build && node scripts/docs.mjs`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { optionsPage } from '../dist/src/contract/options/page.js';

writeFileSync(resolve(import.meta.dirname, '..', 'docs', 'options.md'), optionsPage());
