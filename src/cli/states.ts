/** States as people are told them: the innermost word, and its colour. */
import type { Colour } from './paint.ts';

const shownInnermost = (state: string): string => state.slice(state.lastIndexOf('.') + 1);

/** `connected.listening.idle` is told as `connected`, and `online.listening.idle` as `online`: exchanges come and go within. */
export const shownState = (state: string): string => {
  if (state.startsWith('connected.listening')) return 'connected';
  return state.startsWith('online.listening') ? 'online' : shownInnermost(state);
};

/** As `shownState`, with the states of exchanges told apart. */
export const shownExactly = (state: string): string => shownInnermost(state);

const colours: ReadonlyMap<string, Colour> = new Map<string, Colour>(
  Object.entries({
    connected: 'green',
    online: 'green',
    listening: 'green',
    idle: 'green',
    busy: 'green',
    'awaiting-reply': 'green',
    open: 'green',
    running: 'green',
    probing: 'yellow',
    'circuit-open': 'yellow',
    'half-open': 'yellow',
    restarting: 'yellow',
    sending: 'yellow',
    receiving: 'yellow',
    waiting: 'cyan',
    dialing: 'cyan',
    handshaking: 'cyan',
    binding: 'cyan',
    opening: 'cyan',
    cleaning: 'red',
    'backing-off': 'red',
    failing: 'red',
    neither: 'red',
    dead: 'red',
  } as const),
);

/** By the state's innermost word. */
export const colourOf = (shown: string): Colour => colours.get(shown) ?? 'dim';
