/** A picture whose parts have their places: what `layout` gives and `svg` draws. All coordinates are the picture's own. */
import type { Line, PlannedEdge, PlannedState } from './plan.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedState {
  readonly planned: PlannedState;
  readonly box: Box;
  /** Where its title and its lines stand. */
  readonly header: Box;
}

export interface PlacedEdge {
  readonly planned: PlannedEdge;
  /** From its source's border to its target's, each step along one axis. */
  readonly points: readonly Point[];
  readonly label: Box;
}

/** The dot and the arrow to the state that is entered first. */
export interface PlacedStart {
  /** Path of the state that it stands in. */
  readonly of: string;
  readonly dot: Box;
  readonly points: readonly Point[];
}

export interface Placed {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** A state stands behind those that hold it. */
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
  readonly starts: readonly PlacedStart[];
  readonly everywhere: { readonly lines: readonly Line[]; readonly box: Box } | null;
}
