import type { AddressRange } from '../memory/model.ts';
import type { BootContext } from './boot-context.ts';
import { KernelPanic } from './kernel-panic.ts';
import { type Memblock, memblockNoMap, roundDown, roundUp } from './memblock.ts';
import { larger, smaller } from './unsigned.ts';

const twoMebibytes = 1n << 21n;
const gibibyte = 1n << 30n;

/** A range that the kernel takes for itself early, or gives back. */
export interface EarlyAllocation extends AddressRange {
  readonly isFreed: boolean;
}

/**
 * Takes out of memblock what the kernel takes before its default CMA area: the list where it is known, else an estimate.
 * `beforeStructPages` is what else happens in between; where the list is known, after it.
 */
export function takeEarlyAllocations(
  memblock: Memblock,
  context: Pick<BootContext, 'profile'>,
  known: readonly EarlyAllocation[] | undefined,
  beforeStructPages: () => void,
): void {
  if (known === undefined) {
    estimateEarlyAllocations(memblock, context, beforeStructPages);
    return;
  }

  for (const { base, size, isFreed } of known) {
    if (isFreed) memblock.free(base, size);
    else memblock.reserve(base, size);
  }
  beforeStructPages();
}

/**
 * Takes out of memblock roughly what arm64 takes between the early scan and the default CMA area: page tables (one a 2 MiB
 * of mapped memory, since the linear map is kept in pages), the unflattened tree, and `struct page` for every section.
 * Without room for the page tables it panics (early_pgtable_alloc()).
 * The exact list hangs on configuration and compiler (spec 02 §7), so what is placed after it is not exact.
 */
function estimateEarlyAllocations(
  memblock: Memblock,
  { profile }: Pick<BootContext, 'profile'>,
  beforeStructPages: () => void,
): void {
  if (memblock.memory.length === 0) return;
  const page = BigInt(profile.config.pageSize);
  // One page at a time; they come to lie side by side wherever there is room.
  for (let tables = pageTables(memblock, page); tables > 0n; ) {
    const run = smaller(tables, 512n);
    const found = memblock.allocate({ size: run * page, align: page });
    if (found === undefined && memblock.allocate({ size: page, align: page }) === undefined)
      throw new KernelPanic('Failed to allocate page table page');
    tables -= found === undefined ? 1n : run;
  }
  memblock.allocate({ size: 0x40000n, align: page });
  beforeStructPages();
  for (const size of structPages(memblock, profile.facts.sectionSize, page)) {
    memblock.allocate({ size, align: twoMebibytes });
  }
}

function pageTables(memblock: Memblock, page: bigint): bigint {
  const perTable = page === 4096n ? twoMebibytes : page * (page / 8n);
  let tables = 1n;
  for (const { base, end, flags } of memblock.memory) {
    if ((flags & memblockNoMap) !== 0) continue;
    tables += (roundUp(end, perTable) - roundDown(base, perTable)) / perTable;
    tables += (roundUp(end, gibibyte) - roundDown(base, gibibyte)) / gibibyte;
  }
  return smaller(tables, 1n << 20n);
}

/** Bytes of `struct page` (64 a page) for each run of sections that hold memory. */
function structPages(memblock: Memblock, section: bigint, page: bigint): readonly bigint[] {
  const runs: AddressRange[] = [];
  for (const { base, end } of memblock.memory) {
    const from = roundDown(base, section);
    const to = roundUp(end, section);
    const last = runs.at(-1);
    if (last !== undefined && from <= last.base + last.size) {
      runs[runs.length - 1] = {
        base: last.base,
        size: larger(to - last.base, last.size),
      };
    } else runs.push({ base: from, size: to - from });
  }
  return runs.map(({ size }) => (size / page) * 64n);
}
