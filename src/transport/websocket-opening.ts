/** Whether what asks for a WebSocket may have one here: its path, and the origin of the page that it comes from. */
import type { IncomingMessage } from 'node:http';
import { printable } from '../contract/printable.ts';
import type { Place } from '../contract/transport.ts';

export interface Refusal {
  /** `404 Not Found`. */
  readonly status: string;
  /** One line for people. */
  readonly words: string;
}

/** @returns null: it may */
export const refusalOf = (
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { path, websocket }: Pick<Place, 'path' | 'websocket'>,
): Refusal | null => {
  const [asked = ''] = url.split('?');
  if (asked !== path) return { status: '404 Not Found', words: `nothing at ${printable(asked.slice(0, 200))}` };
  const { origin } = headers;
  const known = websocket?.origins ?? [];
  // Browsers always say it, and send a user's cookies to whoever asks: RFC 6455, section 10.2.
  if (origin === undefined || known.includes('*') || known.includes(origin.toLowerCase())) return null;
  return { status: '403 Forbidden', words: `pages of ${printable(origin.slice(0, 200))} are not let in` };
};
