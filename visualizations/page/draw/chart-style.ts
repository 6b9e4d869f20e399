/** The look that charts are drawn with everywhere, put in as a sheet of the page: its policy takes no style of a drawing. */
import { chartStyle } from '../../../src/diagram/style.ts';

export function adoptChartStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(chartStyle);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
