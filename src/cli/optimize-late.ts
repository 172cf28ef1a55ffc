import { builtin } from './builtin.ts';

/**
 * V8 optimizes what ran for a moment, which pays in a browser: here one board would spend a third of its time on code that is
 * never run again. With a larger budget a folder of boards is optimized as before, and one board hardly at all.
 *
 * Each V8 has its own flags for that. One that does not know a flag says so and goes on, so they are set only where they are known.
 */
export function optimizeLate(): void {
  const { setFlagsFromString } = builtin('v8');
  for (const flag of flagsOf(Number.parseInt(process.versions.node, 10))) setFlagsFromString(flag);
}

function flagsOf(release: number): readonly string[] {
  if (release === 20) return ['--interrupt-budget=1000000'];
  if (release >= 22 && release <= 26)
    return ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=30000'];
  return [];
}
