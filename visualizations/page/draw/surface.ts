/** A canvas that has as many pixels as the screen gives it. */

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
}

/** Sizes it to its place on the page. @returns null while it has none. @param height CSS pixels; default: its own */
export function surfaceOf(canvas: HTMLCanvasElement, width: number, height: number): Surface | null {
  const ratio = devicePixelRatio;
  const wide = Math.floor(width * ratio);
  const tall = Math.round(height * ratio);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null || wide < 1 || tall < 1) return null;
  if (canvas.width !== wide || canvas.height !== tall) {
    canvas.width = wide;
    canvas.height = tall;
    canvas.style.width = `${String(wide / ratio)}px`;
    canvas.style.height = `${String(tall / ratio)}px`;
  }
  return { context, ratio, width: wide, height: tall };
}
