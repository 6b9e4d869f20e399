import { afterEach, beforeEach, vi } from 'vitest';

/** XState's development build warns of an actor that is sent an event while an action of another runs. */
export const mute = (): void => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
};
