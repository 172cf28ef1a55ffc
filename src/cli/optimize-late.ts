import { builtin } from './builtin.ts';

/** What V8 of some release of Node is told. */
interface Tuning {
  readonly release: number;
  /** For a run that ends before optimized code pays. */
  readonly late: readonly string[];
  /** For any other run. */
  readonly usual: readonly string[];
}

// From release 22 on there are two optimizing compilers: Maglev, and Turbofan (`opt`). They work beside the program. Marking in small steps keeps
// pauses short, which nobody notices here, and takes more in all.
const laterReleases = {
  late: [
    '--invocation-count-for-maglev=10000',
    '--invocation-count-for-maglev-osr=1000',
    '--no-opt',
    '--no-incremental-marking',
  ],
  usual: [
    '--invocation-count-for-maglev=400',
    '--invocation-count-for-maglev-osr=100',
    '--opt',
    '--incremental-marking',
  ],
} as const;

/** An unknown flag is complained about, so each release is named. */
const tunings: readonly Tuning[] = [
  { release: 20, late: ['--interrupt-budget=4000000'], usual: ['--interrupt-budget=1000000'] },
  ...[22, 24, 26].map((release) => ({ release, ...laterReleases })),
];

/**
 * Keeps V8 from optimizing code that runs for a moment: that pays in a browser, but of a single board it would take a third of
 * the time, for code that is never run again.
 */
export function optimizeLate(): void {
  set('late');
}

/** Undoes that, for a run that is found to take longer. */
export function optimizeAsUsual(): void {
  set('usual');
}

function set(kind: 'late' | 'usual'): void {
  const release = Number.parseInt(process.versions.node, 10);
  const tuning = tunings.find((one) => one.release === release);
  if (tuning === undefined) return;
  const { setFlagsFromString } = builtin('v8');
  for (const flag of tuning[kind]) setFlagsFromString(flag);
}
