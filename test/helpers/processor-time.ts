import { readFileSync } from 'node:fs';

/**
 * Milliseconds that this thread has computed so far, however busy the machine is: tests run beside one another in threads of one
 * process. Where the system does not tell that of a thread, those of the process.
 */
export function processorTime(): number {
  try {
    return Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'latin1'), 10) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}
