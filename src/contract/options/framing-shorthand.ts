/** Framing in one word, for a command line: `ascii:4`, `uint:2:le`, `line`, `delimiter:0a`, `fixed:128`, `varint`. */
import { HoldfastError } from '../errors.ts';
import { framing } from './framing.ts';
import type { FramingInput } from './framing.ts';

const forms =
  'ascii:4, hex:4, bcd:2, ebcdic:4, uint:4, uint:2:le, varint, line, delimiter:0a, fixed:128, until-close or read-once';

const lengthForm = /^(uint|ascii|hex|bcd|ebcdic):(\d+)(?::(le|be))?$/;

function read(text: string): unknown {
  const [, encoding, bytes, order] = lengthForm.exec(text) ?? [];
  if (encoding !== undefined) {
    return { type: 'length', encoding, bytes: Number(bytes), ...(order === 'le' && { endian: 'little' }) };
  }
  if (text === 'varint') return { type: 'length', encoding: 'varint' };
  if (text === 'line') return { type: 'delimiter', delimiter: { hex: '0d0a' } };
  if (text === 'until-close' || text === 'read-once') return { type: text };
  const [, form, value] = /^(delimiter|fixed):(\w+)$/.exec(text) ?? [];
  if (form === 'delimiter') return { type: 'delimiter', delimiter: { hex: value } };
  if (form === 'fixed') return { type: 'fixed', size: /^\d+$/.test(value ?? '') ? Number(value) : value };
  return null;
}

/**
 * The framing that a shorthand stands for. `line` is CRLF; `delimiter:` takes hex; `fixed:` takes bytes or a size as 4KiB.
 * @throws HoldfastError `option-invalid`, which says what was expected.
 */
export function framingShorthand(text: string): FramingInput {
  const given = read(text);
  const checked = given === null ? null : framing.safeParse(given);
  if (checked?.success === true) return given as FramingInput;
  const why = checked === null ? `expected ${forms}` : checked.error.issues.map((issue) => issue.message).join('; ');
  throw new HoldfastError('option-invalid', `'${text}' is no framing: ${why}`);
}
