import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figures, Taken } from './figures.ts';
import { type Played, type PoolSequence, playOnPool } from './pool-sequence.ts';
import { inScratch, medianOf } from './timing.ts';

const source = fileURLToPath(new URL('../../bench/native/first-fit.c', import.meta.url));
/** Pages. */
const mebibyte = 256;

const titles = { blocks: 'coherent pool', runs: 'CMA area' } as const;

export interface PoolsRequest {
  /** In MiB, ascending. */
  readonly sizes: readonly number[];
  readonly operations: number;
  /** How often each is measured. */
  readonly runs: number;
}

/** What the table of docs/performance.md holds. */
export const allPools = { sizes: [4, 16, 64, 256, 1024, 4096], operations: 400_000 } as const;

/**
 * Coherent pools (powers of two) and CMA areas (exact counts, aligned by their order up to 8) against first-fit bitmaps in C, at 90 %
 * filling with requests of 1 to 64 pages. Returns the exit status: 2 without a compiler, 1 where the two gave different pages.
 */
export function measurePools(request: PoolsRequest, figures: Figures): 0 | 1 | 2 {
  return inScratch((scratch) => {
    const program = join(scratch, 'first-fit');
    const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', program, source], { encoding: 'utf8' });
    if (status !== 0) {
      figures.miss(`pools: no C compiler to measure against: ${error?.message ?? stderr.trim()}`);
      return 2;
    }
    const areSame = (['blocks', 'runs'] as const).map((kind) => measureKind(kind, program, request, figures));
    return areSame.includes(false) ? 1 : 0;
  });
}

/** Whether the two gave the same. */
function measureKind(
  kind: PoolSequence['kind'],
  program: string,
  { sizes, operations, runs }: PoolsRequest,
  figures: Figures,
): boolean {
  // The compiler of JavaScript has then done its work, as that of C has.
  playOnPool({ kind, pageCount: 4096, percent: 90, operations: 1_000_000, seed: 1 });
  for (const size of sizes) {
    const name = `${titles[kind]}, ${size} MiB`;
    const sequence = { kind, pageCount: size * mebibyte, percent: 90, operations, seed: 2463534242 };
    const measured = measure(sequence, program, runs);
    if (measured === undefined) {
      figures.miss(`${name}: the two gave different addresses.`);
      return false;
    }
    figures.add({ name, ...measured, referenceName: 'first fit in C' });
  }
  return true;
}

/** Undefined: the two gave different pages. */
function measure(
  sequence: PoolSequence,
  program: string,
  runs: number,
): { readonly ours: Taken; readonly reference: Taken } | undefined {
  // C looks at one hole after the other, and takes minutes for as many: it plays the beginning, to be compared, and is timed by it.
  const isSlow = sequence.kind === 'runs' && sequence.pageCount > 64 * mebibyte;
  const beginning = isSlow ? { ...sequence, operations: Math.min(sequence.operations, 10_000) } : sequence;
  const ours: Taken[] = [];
  const theirs: Taken[] = [];
  for (let run = 0; run < (isSlow ? 1 : runs); run++) {
    const reference = playInC(program, beginning);
    const compared = playOnPool(beginning);
    if (compared.sum !== reference.sum || compared.live !== reference.live) return undefined;

    theirs.push(reference.taken);
    if (!isSlow) ours.push(compared.taken);
  }
  if (isSlow) for (let run = 0; run < runs; run++) ours.push(playOnPool(sequence).taken);
  return { ours: medianOf(ours), reference: medianOf(theirs) };
}

function playInC(program: string, { kind, pageCount, percent, operations, seed }: PoolSequence): Played {
  const args = [kind, ...[pageCount, percent, operations, seed].map(String)];
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  const [wall, cpu, sum, live] = stdout.trim().split(' ').map(Number);
  if (status !== 0 || wall === undefined || cpu === undefined || sum === undefined || live === undefined)
    throw new Error(`first-fit ended with status ${status}`);
  return { taken: { wallSeconds: wall / 1e9, cpuSeconds: cpu / 1e9, operations }, sum, live };
}
