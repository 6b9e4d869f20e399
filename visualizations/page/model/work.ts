/** What the page itself costs: counted always, shown in the foot, read by tests. */
export interface Work {
  /** Frames drawn. */
  frames: number;
  /** Script in them and in the messages before them, ms. */
  ms: number;
  /** The dearest of them, ms. */
  worst: number;
  /** Cells of the fleet that were painted because their connection changed, and those painted because all were. */
  cells: number;
  allCells: number;
  /** Binary frames, and the entries in them. */
  messages: number;
  entries: number;
}

export const work: Work = { frames: 0, ms: 0, worst: 0, cells: 0, allCells: 0, messages: 0, entries: 0 };

/** Spent since the last frame, ms. */
let pending = 0;

/** Runs it, and adds what it took to the next frame's cost. */
export function charged(run: () => void): void {
  const began = performance.now();
  try {
    run();
  } finally {
    pending += performance.now() - began;
  }
}

type Painter = (now: number) => void;
const painters = new Set<Painter>();

/** Calls it in each frame while it is shown. @returns what ends that */
export function eachFrame(paint: Painter): () => void {
  painters.add(paint);
  return () => painters.delete(paint);
}

function frame(now: number): void {
  charged(() => {
    for (const paint of painters) paint(now);
  });
  work.frames += 1;
  work.ms += pending;
  work.worst = Math.max(work.worst, pending);
  pending = 0;
  requestAnimationFrame(frame);
}

/** The one loop of the page. A browser stops it while nobody looks. */
export function startFrames(): void {
  Object.defineProperty(globalThis, 'holdfastWork', { value: work });
  requestAnimationFrame(frame);
}
