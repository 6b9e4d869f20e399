/** The demo's own audit log: where it is written, and what reading it anew comes to. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '../audit/verify.ts';
import type { Verification } from '../audit/verify.ts';
import { isWhole, verificationLine } from './audit-verify.ts';
import { counted } from './link-cells.ts';
import type { AuditTools } from './world.ts';

/** In short where all is well. */
function wordsOf(found: Verification): string {
  const { answer, records, summed, head } = found;
  return isWhole(found) ? `${answer}, ${counted(records + summed, 'record')}, head ${head}` : verificationLine(found);
}

export const demoAudit: AuditTools = {
  // A folder of its own, which mkdtemp makes for this user alone.
  temporaryLog: () => join(mkdtempSync(join(tmpdir(), 'holdfast-demo-')), 'audit.ndjson'),
  verify: async (log) => {
    const found = await verify(log);
    return { whole: found.answer === 'complete' && isWhole(found), words: wordsOf(found) };
  },
};
