/** A log: what a link told while its peer answered, fell silent and came back. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outage } from '../audit/happened.ts';
import { Desk } from '../audit/writer-kit.ts';

export async function happened(level: 'all' | 'lifecycle' = 'all'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'));
  try {
    const desk = new Desk(join(folder, 'audit.ndjson'));
    await outage((origin) => desk.open({ level }, { origin }));
    return readFileSync(desk.log, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
