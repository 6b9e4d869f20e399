/** Colour, where somebody looks and nobody asked for none (no-color.org). */
import type { Output } from './world.ts';

type Colour = 'dim' | 'green' | 'yellow' | 'red' | 'cyan';
export type Paint = (text: string, colour: Colour) => string;

const codes: Readonly<Record<Colour, number>> = { dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

export function paintFor(output: Output, env: Readonly<Record<string, string | undefined>>): Paint {
  const colourless = output.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return (text, colour) => (colourless ? text : `\u001B[${String(codes[colour])}m${text}\u001B[0m`);
}

/** By the state that a line comes to. */
export function colourOf(state: string): Colour {
  if (state === 'connected.probing') return 'yellow';
  if (state.startsWith('connected')) return 'green';
  if (state.startsWith('reconnecting') || state === 'dead') return 'red';
  return state.startsWith('connecting') ? 'cyan' : 'dim';
}
