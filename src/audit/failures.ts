/** What is said when the log cannot be written, and when it can again. */
import { HoldfastError } from '../contract/errors.ts';
import type { AuditOptions } from '../contract/options/audit.ts';

const policies: Readonly<Record<AuditOptions['whenFull'], string>> = {
  'drop-with-gap': 'records are dropped and counted',
  'stop-link': 'links whose records cannot be kept are stopped',
  block: 'the process waits for the disk, and then stops the links whose records cannot be kept',
};

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const failed = (text: string, facts: { readonly link?: string; readonly cause?: unknown } = {}): HoldfastError =>
  new HoldfastError('audit-failed', text, facts);

export const cannotOpen = (file: string, cause: unknown): HoldfastError =>
  cause instanceof HoldfastError ? cause : failed(`${file}: cannot be opened (${message(cause)})`, { cause });

export const cannotWrite = ({ file, buffer, whenFull }: AuditOptions, cause: unknown): HoldfastError =>
  failed(
    `${file}: cannot be written (${message(cause)}); entries wait in memory and writing is tried again each second; beyond ${String(buffer)} bytes ${policies[whenFull]}`,
    { cause },
  );

export const isFull = ({ file, buffer, whenFull }: AuditOptions, seq: number): HoldfastError =>
  failed(
    `${file}: ${String(buffer)} bytes wait to be written and there is room for no more; from record ${String(seq)} on ${policies[whenFull]}`,
  );

export const writtenAgain = ({ file }: AuditOptions, lost: string): HoldfastError =>
  failed(`${file}: it is written again, ${lost}`);

export const notJson = ({ file }: AuditOptions, seq: number, cause: unknown): HoldfastError =>
  failed(`${file}: record ${String(seq)} cannot be kept, it is not JSON (${message(cause)})`, { cause });

export const linkStopped = ({ file }: AuditOptions, link: string, seq: number): HoldfastError =>
  failed(`${file}: link ${link} is stopped, for its record ${String(seq)} cannot be kept`, { link });

export const leftOpen = ({ file }: AuditOptions): HoldfastError =>
  failed(
    `${file}: it could not be written to its end; what waited in memory is lost, and the log has no closing entry`,
  );
