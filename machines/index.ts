/** The charts, as XState v5 machines: open them in Stately's editor, run them, test against them. */
export { breakerMachine } from './breaker.ts';
export type { BreakerContext, BreakerEvent, BreakerInput } from './breaker.ts';
export { childMachine } from './child.ts';
export type { ChildContext, ChildEvent, ChildInput } from './child.ts';
export { connectionMachine, NEVER } from './connection.ts';
export type { ConnectionContext, ConnectionEvent, ConnectionInput, ConnectionPolicy } from './connection.ts';
export { linkMachine } from './link.ts';
export type { LinkContext, LinkEvent, LinkInput } from './link.ts';
export { listenerMachine } from './listener.ts';
export type { ListenerContext, ListenerEvent, ListenerInput, ListenerPolicy } from './listener.ts';
export { sessionMachine } from './session.ts';
export type { SessionContext, SessionEvent, SessionInput, SessionPolicy } from './session.ts';
export { simplexMachine } from './simplex.ts';
export type { SimplexContext, SimplexEvent, SimplexInput } from './simplex.ts';
export { supervisorMachine } from './supervisor.ts';
export type { SupervisorContext, SupervisorEvent, SupervisorInput } from './supervisor.ts';
export { writerMachine } from './writer.ts';
export type { WriterContext, WriterEvent } from './writer.ts';
