import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './median.ts';
import { type Played, type PoolSequence, playOnPool } from './pool-sequence.ts';

const source = fileURLToPath(new URL('../../bench/native/first-fit.c', import.meta.url));
const mebibyte = 256;
const sizes = [4, 16, 64, 256, 1024, 4096];

const titles = {
  blocks: 'coherent pools: powers of two',
  runs: 'CMA areas: exact counts, aligned by their order up to 8',
} as const;

/**
 * Coherent pools and CMA areas against first-fit bitmaps in C, at 90 % filling with requests of 1 to 64 pages. Returns the exit
 * status.
 */
export function measurePools(runs: number): number {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  const program = join(scratch, 'first-fit');
  try {
    const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', program, source], { encoding: 'utf8' });
    if (status !== 0) {
      console.error(`bench: no C compiler to measure against: ${error?.message ?? stderr}`);
      return 2;
    }
    for (const kind of ['blocks', 'runs'] as const) if (!measureKind(kind, program, runs)) return 1;
    return 0;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function measureKind(kind: PoolSequence['kind'], program: string, runs: number): boolean {
  // The compiler of JavaScript has then done its work, as that of C has.
  playOnPool({ kind, pageCount: 4096, percent: 90, operations: 1_000_000, seed: 1 });
  console.log(`${titles[kind]}; 90 % full, requests of 1 to 64 pages; median of ${runs}`);
  console.log('     size   carveout         C    ratio (C / carveout: above 1 carveout is faster)');
  return sizes.every((size) => measure(kind, size, program, runs));
}

function measure(kind: PoolSequence['kind'], mebibytes: number, program: string, runs: number): boolean {
  const operations = 400_000;
  const sequence = { kind, pageCount: mebibytes * mebibyte, percent: 90, operations, seed: 2463534242 };
  // C looks at one hole after the other, and takes minutes for as many: it plays the beginning, to be compared, and is timed by it.
  const isSlow = kind === 'runs' && mebibytes > 64;
  const beginning = isSlow ? { ...sequence, operations: 10_000 } : sequence;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < (isSlow ? 1 : runs); run++) {
    const reference = playInC(program, beginning);
    const compared = playOnPool(beginning);
    if (compared.sum !== reference.sum || compared.live !== reference.live) {
      console.error(`bench: ${mebibytes} MiB: the two gave different addresses.`);
      return false;
    }
    theirs.push(reference.nanoseconds / beginning.operations);
    if (!isSlow) ours.push(compared.nanoseconds / operations);
  }
  if (isSlow) for (let run = 0; run < runs; run++) ours.push(playOnPool(sequence).nanoseconds / operations);

  const [mine, other] = [median(ours), median(theirs)];
  const columns = [`${mebibytes} MiB`.padStart(9), nanoseconds(mine), nanoseconds(other)];
  console.log(`${columns.join(' ')} ${(other / mine).toFixed(2).padStart(8)}`);
  return true;
}

function playInC(program: string, { kind, pageCount, percent, operations, seed }: PoolSequence): Played {
  const args = [kind, ...[pageCount, percent, operations, seed].map(String)];
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  const [nanoseconds, sum, live] = stdout.trim().split(' ');
  if (status !== 0 || live === undefined) throw new Error(`first-fit ended with status ${status}`);
  return { nanoseconds: Number(nanoseconds), sum: Number(sum), live: Number(live) };
}

function nanoseconds(value: number): string {
  return `${value.toFixed(0)} ns`.padStart(9);
}
