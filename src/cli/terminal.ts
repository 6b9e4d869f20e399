/** What becomes of this process's terminal: another size, a process that is suspended, goes on, or ends. */
import type { TerminalEvents } from './world.ts';

export function onTerminal({ resized, leaving, back }: TerminalEvents): () => void {
  // Ctrl-Z: the handler stands in the way of what the signal does by itself.
  const suspend = (): void => {
    leaving();
    process.kill(process.pid, 'SIGSTOP');
  };
  process.stdout.on('resize', resized);
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', back);
  process.on('exit', leaving);
  // Before the error is printed, which would else go down with the alternate screen.
  process.on('uncaughtExceptionMonitor', leaving);
  return () => {
    process.stdout.off('resize', resized);
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', back);
    process.off('exit', leaving);
    process.off('uncaughtExceptionMonitor', leaving);
  };
}
