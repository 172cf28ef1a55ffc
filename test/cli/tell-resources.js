// Loaded before the command by test/cli/carveout.ts: tells on file descriptor 3 what the process used.
import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

process.on('exit', () => {
  // It is loaded before the program of each thread, too.
  if (!isMainThread) return;
  const used = process.resourceUsage();
  writeSync(3, JSON.stringify({ ...used, maxRSS: highWater() ?? used.maxRSS }));
});

/** In KiB. Linux counts into maxRSS what the process that started this one held: a test's own input, for instance. */
function highWater() {
  try {
    const [, size] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return size === undefined ? undefined : Number(size);
  } catch {
    return undefined;
  }
}
