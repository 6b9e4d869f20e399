/** Of a supervisor, what is measured. */
import type { Supervisor } from '../supervisor/supervisor.ts';

export type Measured = Pick<Supervisor, 'links' | 'listening' | 'tree' | 'addSink' | 'watchCalls'>;
