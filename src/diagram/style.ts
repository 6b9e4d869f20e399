/**
 * How a picture looks. Each colour is a custom property, so that a page's theme applies; light unless the viewer prefers
 * dark, or `data-theme` on the picture or on something around it says otherwise.
 */
const light = [
  '--hf-paper:#fff;--hf-box:#f7f9fc;--hf-inner:#eef2f8;--hf-line:#c3cddd;--hf-ink:#16202f;--hf-muted:#56657d;--hf-dot:#56657d;',
  '--hf-tone-0:#a86a00;--hf-tone-1:#12784a;--hf-tone-2:#2359c4;--hf-tone-3:#c2480c;--hf-tone-4:#7b3fb5;--hf-tone-end:#c4283d;',
].join('');
const dark = [
  '--hf-paper:#0b111c;--hf-box:#111a2a;--hf-inner:#172335;--hf-line:#33425a;--hf-ink:#e4ebf6;--hf-muted:#93a3bd;--hf-dot:#8ea3c4;',
  '--hf-tone-0:#ffb83d;--hf-tone-1:#3ddc84;--hf-tone-2:#6fa3ff;--hf-tone-3:#ff8f52;--hf-tone-4:#c792ff;--hf-tone-end:#ff6675;',
].join('');

const tones = ['0', '1', '2', '3', '4', 'end'].map(
  (tone) => `.holdfast-chart .tone-${tone}{--hf-tone:var(--hf-tone-${tone})}`,
);

/** For a page that holds pictures and brings its own style sheet. */
export const chartStyle: string = [
  `.holdfast-chart{${light}font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:11px}`,
  `@media (prefers-color-scheme:dark){.holdfast-chart{${dark}}}`,
  `[data-theme=light] .holdfast-chart,.holdfast-chart[data-theme=light]{${light}}`,
  `[data-theme=dark] .holdfast-chart,.holdfast-chart[data-theme=dark]{${dark}}`,
  ...tones,
  '.holdfast-chart .paper{fill:var(--hf-paper)}',
  '.holdfast-chart text{fill:var(--hf-muted)}',
  '.holdfast-chart .transition{fill:var(--hf-ink)}',
  '.holdfast-chart .title{font-size:14px;font-weight:700;fill:var(--hf-tone)}',
  '.holdfast-chart .box{fill:var(--hf-box);stroke:var(--hf-tone);stroke-width:1.5}',
  '.holdfast-chart .leaf .box{fill:var(--hf-inner)}',
  '.holdfast-chart .region>.box{stroke-dasharray:6 4}',
  '.holdfast-chart .ring{fill:none;stroke:var(--hf-tone)}',
  '.holdfast-chart .wire{fill:none;stroke:var(--hf-tone);stroke-width:1.4}',
  '.holdfast-chart .timed .wire{stroke-dasharray:5 4}',
  '.holdfast-chart .head{fill:var(--hf-tone)}',
  '.holdfast-chart .plate{fill:var(--hf-paper);stroke:var(--hf-tone);stroke-opacity:.45}',
  '.holdfast-chart .start{--hf-tone:var(--hf-dot)}',
  '.holdfast-chart .everywhere .box{stroke:var(--hf-line);fill:none}',
  '.holdfast-chart .everywhere .title{fill:var(--hf-muted);font-size:12px}',
  '@media print{.holdfast-chart .paper{fill:none}}',
].join('\n');
