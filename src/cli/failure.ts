/** A failure in one line: its code first, then what happened and what to do. */
import { errorCodes, HoldfastError } from '../contract/errors.ts';
import { oneLine } from './cells.ts';
import type { ExitStatus } from './command.ts';

/** Without its code it is no failure of a link, and its first line is all that is known. */
export function failureLine(error: unknown): string {
  if (error instanceof HoldfastError) {
    const outcome = error.outcome === undefined ? '' : `outcome: ${error.outcome}; `;
    // What is wrong with an option says itself what was expected.
    const advice = error.code === 'option-invalid' ? '' : `; ${outcome}${errorCodes[error.code]}`;
    return `${error.code}: ${oneLine(error.message)}${advice}\n`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
  return `${oneLine(code)}: ${oneLine(message)}\n`;
}

export const exitStatusOf = (error: unknown): ExitStatus =>
  error instanceof HoldfastError && (error.code === 'option-invalid' || error.code === 'option-unavailable') ? 2 : 1;
