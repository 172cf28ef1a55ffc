import { builtin } from './builtin.ts';

/** What V8 of some release of Node is told. */
interface Tuning {
  readonly release: number;
  /** For a run that ends before optimized code pays. */
  readonly late: readonly string[];
  /** For any other run. */
  readonly usual: readonly string[];
  /** For threads that lint thousands of boards. */
  readonly threads: readonly string[];
}

// From release 22 on there are two optimizing compilers: Maglev, and Turbofan (`opt`). They work beside the program. Marking in small steps keeps
// pauses short, which nobody notices here, and takes more in all.
const usualLater = [
  '--invocation-count-for-maglev=400',
  '--invocation-count-for-maglev-osr=100',
  '--opt',
  '--incremental-marking',
] as const;
const laterReleases = {
  late: [
    '--invocation-count-for-maglev=10000',
    '--invocation-count-for-maglev-osr=1000',
    '--no-opt',
    '--no-incremental-marking',
  ],
  usual: usualLater,
  threads: usualLater,
} as const;

/** An unknown flag is complained about, so each release is named. */
const tunings: readonly Tuning[] = [
  {
    release: 20,
    late: ['--interrupt-budget=4000000'],
    usual: ['--interrupt-budget=1000000'],
    threads: ['--interrupt-budget=450000'],
  },
  ...[22, 24, 26].map((release) => ({ release, ...laterReleases })),
];

/**
 * For threads that have a core each. A heap is cleared when it has grown by 140 %, which V8 takes to be four times: the heaps of all stand
 * side by side, and clearing one costs little. Room for young objects need not grow from 1 MiB on. And a thread that clears its heap has
 * no other core to do that on.
 */
const forThreads = ['--heap-growing-percent=140', '--min-semi-space-size=16', '--no-parallel-scavenge'];
/** Undoes these: kept code is only taken for the flags that it was kept with. */
const forOne = ['--heap-growing-percent=0', '--min-semi-space-size=0', '--parallel-scavenge'];

/**
 * Keeps V8 from optimizing code that runs for a moment: that pays in a browser, but of a single board it would take a third of
 * the time, for code that is never run again.
 */
export function optimizeLate(): void {
  set('late', forOne);
}

/** Undoes that, for a run that is found to take longer. */
export function optimizeAsUsual(): void {
  set('usual', forOne);
}

/** The same for a run of several threads, before the first of them is started. */
export function optimizeForThreads(): void {
  set('threads', forThreads);
}

function set(kind: 'late' | 'usual' | 'threads', heap: readonly string[]): void {
  const release = Number.parseInt(process.versions.node, 10);
  const tuning = tunings.find((one) => one.release === release);
  if (tuning === undefined) return;
  const { setFlagsFromString } = builtin('v8');
  for (const flag of [...tuning[kind], ...heap]) setFlagsFromString(flag);
}
