/** What is alive, on the heap and outside it. Needs --expose-gc. */
export const settledMemory = (): number => {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('needs --expose-gc');
  // Twice: what has a finalizer goes with the second.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
