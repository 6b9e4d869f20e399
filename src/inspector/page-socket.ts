/** A page at the other end of a WebSocket, as a source sees it, and what bounds it. */
import type { WebSocket } from 'ws';
import { HoldfastError } from '../contract/errors.ts';
import { readQuestion } from './read-question.ts';
import type { Source, Viewer } from './source.ts';

/** Waiting bytes over which a page is told nothing new: a full state of 10,000 rows fits in once. */
const SLOW = 1 << 20;
/** Over which it is cut off: rows, answers and drawings that it asked for and did not read. */
const MOST_WAITING = 16 << 20;
/** Messages of a page in a second, on average, and at once: a slider that is dragged asks 30 times a second. */
const RATE = 50;
const BURST = 100;

/** WebSocket close codes (RFC 6455, section 7.4.1). */
const GOING = 1001;
const POLICY = 1008;
const BROKEN = 1011;
const OVERLOADED = 1013;

/** @param over called once, when it has gone */
export function servePage(socket: WebSocket, source: Source, over: () => void): void {
  const viewer: Viewer = {
    message: (message) => {
      try {
        send(JSON.stringify(message));
      } catch (error) {
        // A fact of the user's own that is no JSON.
        end(BROKEN, error);
      }
      if (message.type === 'bye') socket.close(GOING, 'the inspector is closed');
    },
    frame: (bytes) => send(bytes),
    get ready() {
      return socket.bufferedAmount < SLOW;
    },
  };
  const send = (data: string | Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
    else socket.send(data);
  };
  const end = (code: number, error: unknown): void => {
    const words = error instanceof Error ? error.message : String(error);
    // A close reason has 123 bytes at most.
    socket.close(code, words.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120));
  };
  let left = BURST;
  let counted = performance.now();
  /** A bucket that fills again with time. */
  const mayAsk = (): boolean => {
    const now = performance.now();
    left = Math.min(BURST, left + ((now - counted) * RATE) / 1_000);
    counted = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
  socket.on('error', () => socket.terminate());
  const watching = source.join(viewer);
  socket.on('message', (data: Buffer, binary) => {
    if (!mayAsk()) {
      socket.close(OVERLOADED, 'too many messages');
      return;
    }
    try {
      if (binary) throw new HoldfastError('inspector-refused', 'a page sends text');
      watching.take(readQuestion(data.toString('utf8')));
    } catch (error) {
      // What is no fault of the page's is one of ours: it ends the page, and nothing else.
      end(error instanceof HoldfastError ? POLICY : BROKEN, error);
    }
  });
  socket.on('close', () => {
    watching.end();
    over();
  });
}
