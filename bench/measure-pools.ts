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

/** Coherent pools against a first-fit bitmap in C, at 90 % filling with requests of 1 to 64 pages. Returns the exit status. */
export function measurePools(runs: number): number {
  const scratch = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
  const program = join(scratch, 'first-fit');
  try {
    const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', program, source], { encoding: 'utf8' });
    if (status !== 0) {
      console.error(`bench: no C compiler to measure against: ${error?.message ?? stderr}`);
      return 2;
    }
    // The compiler of JavaScript has then done its work, as that of C has.
    playOnPool({ pageCount: 4096, percent: 90, operations: 1_000_000, seed: 1 });
    console.log(`coherent pools, 90 % full, requests of 1 to 64 pages; median of ${runs}`);
    console.log('     pool   carveout        C    ratio (C / carveout: above 1 carveout is faster)');
    for (const size of sizes) if (!measure(size, program, runs)) return 1;
    return 0;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function measure(mebibytes: number, program: string, runs: number): boolean {
  const operations = 400_000;
  const sequence = { pageCount: mebibytes * mebibyte, percent: 90, operations, seed: 2463534242 };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const reference = playInC(program, sequence);
    const played = playOnPool(sequence);
    if (played.sum !== reference.sum || played.live !== reference.live) {
      console.error(`bench: ${mebibytes} MiB: the two gave different addresses.`);
      return false;
    }
    ours.push(played.nanoseconds / operations);
    theirs.push(reference.nanoseconds / operations);
  }
  const [mine, other] = [median(ours), median(theirs)];
  const columns = [`${mebibytes} MiB`.padStart(9), nanoseconds(mine), nanoseconds(other)];
  console.log(`${columns.join(' ')} ${(other / mine).toFixed(2).padStart(8)}`);
  return true;
}

function playInC(program: string, { pageCount, percent, operations, seed }: PoolSequence): Played {
  const args = [pageCount, percent, operations, seed].map(String);
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  const [nanoseconds, sum, live] = stdout.trim().split(' ');
  if (status !== 0 || live === undefined) throw new Error(`first-fit ended with status ${status}`);
  return { nanoseconds: Number(nanoseconds), sum: Number(sum), live: Number(live) };
}

function nanoseconds(value: number): string {
  return `${value.toFixed(0)} ns`.padStart(8);
}
