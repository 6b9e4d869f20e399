// Writes the charts' diagrams into visualizations/. Run after a build: Node 20 reads no TypeScript.
import { writeFileSync } from 'node:fs';
import * as machines from '../dist/machines/index.js';
import { files } from '../dist/src/diagram/files.js';
import { walk } from '../dist/src/diagram/walk.js';

const charts = Object.values(machines).filter((one) => typeof one === 'object');
for (const chart of charts)
  for (const [name, text] of await files(walk(chart)))
    writeFileSync(new URL(`../visualizations/${name}`, import.meta.url), text);
