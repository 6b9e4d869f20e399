/** Finding a mark of a few bytes. Uint8Array searches for one byte at machine speed, so the mark's last byte is searched for. */

/** Whether `mark` stands just before `end`, not reaching back beyond `from`. */
export function endsWith(bytes: Uint8Array, from: number, end: number, mark: Uint8Array): boolean {
  const first = end - mark.length;
  if (first < from) return false;
  for (let i = mark.length - 1; i >= 0; i -= 1) if (bytes[first + i] !== mark[i]) return false;
  return true;
}

/** Whether `bytes.subarray(from, end)` begins with `mark`, or is a beginning of it. */
export function mayBegin(bytes: Uint8Array, from: number, end: number, mark: Uint8Array): boolean {
  const length = Math.min(mark.length, end - from);
  for (let i = 0; i < length; i += 1) if (bytes[from + i] !== mark[i]) return false;
  return true;
}

/** Where the first `mark` in `bytes.subarray(from)` ends, or -1. Its length bounds the work for each byte. */
export function endOf(bytes: Uint8Array, from: number, mark: Uint8Array): number {
  const last = mark[mark.length - 1] as number;
  let at = bytes.indexOf(last, from + mark.length - 1);
  while (at >= 0 && !endsWith(bytes, from, at + 1, mark)) at = bytes.indexOf(last, at + 1);
  return at < 0 ? -1 : at + 1;
}

/**
 * By how many bytes a mark can be shifted and still agree with itself: 'aa' by 1, '\r\n' by none. A frame that ends in that
 * many first bytes of its delimiter would be cut there.
 */
export function shifts(mark: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let by = 1; by < mark.length; by += 1) if (mayBegin(mark, by, mark.length, mark)) found.push(by);
  return found;
}
