/** What the design knows and this version does not take: refused by name, so that nobody takes it for a slip of spelling. */

/** By path below the link: keys, and `key=value` for single values. */
export const laterLinkOptions: ReadonlySet<string> = new Set([
  'audit',
  'lifecycle=auto',
  'lifecycle.type=auto',
  'heartbeat=adaptive',
  'heartbeat.preset=adaptive',
]);

/** Keys of a configuration file. */
export const laterConfigKeys: ReadonlySet<string> = new Set(['bridges']);
