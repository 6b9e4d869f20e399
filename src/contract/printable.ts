/** Text of others, made fit for a terminal: names in certificates, in files, in what a peer says. */

/** Control and format characters, line and paragraph separators, halves of pairs: a terminal obeys them unseen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Each of them as `\x1b` or `\u{202e}`; all else stays. */
export const printable = (text: string): string =>
  text.replace(UNSEEN, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });
