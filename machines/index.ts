/** The charts, as XState v5 machines: open them in Stately's editor, run them, test against them. */
export { childMachine } from './child.ts';
export type { ChildContext, ChildEvent, ChildInput } from './child.ts';
export { connectionMachine, NEVER } from './connection.ts';
export type { ConnectionContext, ConnectionEvent, ConnectionInput, ConnectionPolicy } from './connection.ts';
export { linkMachine } from './link.ts';
export type { LinkContext, LinkEvent, LinkInput } from './link.ts';
export { supervisorMachine } from './supervisor.ts';
export type { SupervisorContext, SupervisorEvent, SupervisorInput } from './supervisor.ts';
export { writerMachine } from './writer.ts';
export type { WriterContext, WriterEvent } from './writer.ts';
