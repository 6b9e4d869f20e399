// Writes the pages of docs/ that are made from the code. Run it after a build: `npm run build && node scripts/docs.mjs`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorsPage } from '../dist/src/contract/errors-page.js';
import { optionsPage } from '../dist/src/contract/options/page.js';
import { verdictsPage } from '../dist/src/story/verdict-page.js';

const pages = { 'errors.md': errorsPage(), 'options.md': optionsPage(), 'verdicts.md': verdictsPage() };

for (const [name, text] of Object.entries(pages)) writeFileSync(resolve(import.meta.dirname, '..', 'docs', name), text);
