/** How a WebSocket went, brought to our closed list of faults. */
import type { Fault } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import { fault } from './fault.ts';

/** RFC 6455, section 7.4.1: done, going away, and no code at all. */
const ENDINGS: ReadonlySet<number> = new Set([1000, 1001, 1005]);
/** What stands for a connection that went without a Close. */
const ABNORMAL = 1006;

/** @returns null when the peer closed in order. */
export const closeFault = (code: number, reason: string, what: string): Fault | null => {
  if (ENDINGS.has(code)) return null;
  if (code === ABNORMAL) return fault('reset', `${what}: the connection ended without a Close (1006)`);
  const words = printable(reason);
  return fault('ws-closed', `${what}: closed with ${String(code)}${words === '' ? '' : ` (${words})`}`);
};
