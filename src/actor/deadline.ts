/** When a delay that begins `now` is over: at once unless it is more than 0, never for `Infinity`. For both engines. */
export const deadlineOf = (now: number, delay: number): number => (delay > 0 ? now + delay : now);
