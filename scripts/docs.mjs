// Writes what is made from the code: pages of docs/, and the JSON Schema for editors. Run it after a build:
// `npm run build && node scripts/docs.mjs`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileSchema } from '../dist/src/config/file-schema.js';
import { errorsPage } from '../dist/src/contract/errors-page.js';
import { optionsPage } from '../dist/src/contract/options/page.js';
import { verdictsPage } from '../dist/src/story/verdict-page.js';

const files = {
  'docs/errors.md': errorsPage(),
  'docs/options.md': optionsPage(),
  'docs/verdicts.md': verdictsPage(),
  'schema/links.schema.json': `${JSON.stringify(fileSchema(), null, 2)}\n`,
};

for (const [name, text] of Object.entries(files)) writeFileSync(resolve(import.meta.dirname, '..', name), text);
