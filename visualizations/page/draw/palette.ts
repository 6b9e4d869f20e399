/** The colours of the style sheet, for canvases: read once for each theme. */
import { computed, signal } from '@preact/signals';
import { families } from '../model/family.ts';

export type Theme = 'system' | 'dark' | 'light';

const KEY = 'holdfast.theme';
const prefersLight = matchMedia('(prefers-color-scheme: light)');
const systemLight = signal(prefersLight.matches);
prefersLight.addEventListener('change', ({ matches }) => {
  systemLight.value = matches;
});

function kept(): Theme {
  const found = localStorage.getItem(KEY);
  return found === 'dark' || found === 'light' ? found : 'system';
}

const theme = signal<Theme>(kept());
export const look = computed(() => (theme.value === 'system' ? (systemLight.value ? 'light' : 'dark') : theme.value));

export interface Palette {
  readonly families: readonly string[];
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly soft: string;
  readonly onFamily: string;
  readonly accent: string;
  readonly sans: string;
}

/** Of the look that is on. */
export const palette = computed((): Palette => {
  document.documentElement.dataset['theme'] = look.value;
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    families: families.map(({ name }) => of(name)),
    ground: of('ground'),
    panel: of('panel'),
    line: of('line'),
    text: of('text'),
    soft: of('soft'),
    onFamily: of('on-family'),
    accent: of('accent'),
    sans: of('sans'),
  };
});

/** From what the system says to its opposite, and back. */
export function turnTheme(): void {
  theme.value = look.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, theme.value);
}
