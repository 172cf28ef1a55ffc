import type { Taken } from './figures.ts';

/** What so many operations take in this process: less than one of its own, of which no peak could be told. */
export function timed(operations: number, action: () => void): Taken {
  const start = process.hrtime.bigint();
  const begin = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(begin);
  const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { wallSeconds, cpuSeconds: (user + system) / 1e6, operations };
}
