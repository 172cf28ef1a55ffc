import type { BootedKernel, BootedRegion } from '../../kernel/booted-kernel.ts';
import { rangesOf } from '../../kernel/cma-areas.ts';
import { memoryBeforeDrivers } from '../../kernel/dma/pages/memory-before-drivers.ts';
import { memblockNoMap } from '../../kernel/memblock.ts';
import type { AddressRange } from '../../memory/model.ts';
import { mergeRanges } from '../../memory/ranges.ts';
import { commonRanges } from './common-ranges.ts';

export type BudgetKind = 'no-map' | 'unused' | 'reserved' | 'images' | 'own' | 'cma' | 'rest';

/** Somebody's share of a line. */
export interface BudgetPart {
  readonly label: string;
  /** Path of the region; undefined for what has no node. */
  readonly node: string | undefined;
  readonly bytes: bigint;
}

/** One line of a budget. Bytes that two parts share are in its sum once. */
export interface BudgetLine {
  readonly kind: BudgetKind;
  readonly bytes: bigint;
  /** True: what the kernel really takes hangs on its configuration and compiler. */
  readonly estimated: boolean;
  readonly parts: readonly BudgetPart[];
}

/** Where a board's RAM goes, to the last byte: `ram` is the sum of `lines`, and `memTotal` that of `cma` and `rest`. */
export interface MemoryBudget {
  readonly ram: bigint;
  /** What `/proc/meminfo` calls so: what the page allocator is given, CMA areas included. An estimate. */
  readonly memTotal: bigint;
  readonly lines: readonly BudgetLine[];
}

/**
 * Says where the RAM of a booted board goes: regions without a map, other reservations, what the boot loader put there, what the kernel takes
 * for itself (estimated: page tables, `struct page`, hash tables, the bounce buffer), CMA areas, the rest. The initrd is given back once
 * it is unpacked (free_initrd_mem()) and is part of the rest; so is the image's init memory, which is not known and counts as image.
 */
export function memoryBudget(kernel: BootedKernel): MemoryBudget {
  const { machine, model, memblock } = kernel;
  const ram = mergeRanges(machine.memory ?? model.banks);
  const mapped = memblock.memory.filter(({ flags }) => (flags & memblockNoMap) === 0).map(rangeOf);
  const usable = commonRanges(ram, mergeRanges(mapped));
  const kept = commonRanges(usable, mergeRanges(memblock.reserved.map(rangeOf)));

  const regions = kernel.regions.flatMap(partOfRegion);
  const unmapped = regions.filter(({ region }) => region.noMap);
  const areas = kernel.cma.filter(({ isActive }) => isActive);
  const ofAreas = new Set(areas.map(({ base }) => base));
  const memreserves = model.memreserves.map(({ address, size }) => ({
    label: '/memreserve/',
    base: address,
    size,
    region: undefined,
  }));
  const reserved = [...regions.filter(({ base }) => !ofAreas.has(base)), ...memreserves];
  const images = [
    { label: 'kernel image', ...machine.kernelImage, region: undefined },
    { label: 'device tree', ...machine.fdt, region: undefined },
  ];

  const noMapBytes = bytesIn(unmapped, ram) - bytesIn(unmapped, usable);
  // An area's pages are all handed out, also those that another region has, too.
  const shared = commonRanges(kept, mergeRanges(areas.flatMap(rangesOf)));
  const reservedBytes = bytesIn(reserved, kept) - bytesIn(reserved, shared);
  const loaded = [...reserved, ...images];
  const imageBytes = bytesIn(loaded, kept) - bytesIn(loaded, shared) - reservedBytes;
  const cmaBytes = areas.reduce((sum, { size }) => sum + size, 0n);
  const rest = freeBytes(kernel);
  const own = sizeOf(usable) - reservedBytes - imageBytes - cmaBytes - rest;

  const lines: readonly BudgetLine[] = [
    { kind: 'no-map', bytes: noMapBytes, estimated: false, parts: parts(unmapped, ram, usable) },
    { kind: 'unused', bytes: sizeOf(ram) - sizeOf(usable) - noMapBytes, estimated: false, parts: [] },
    { kind: 'reserved', bytes: reservedBytes, estimated: false, parts: parts(reserved, kept, shared) },
    {
      kind: 'images',
      bytes: imageBytes,
      estimated: machine.assumed.includes('kernelImage') || machine.assumed.includes('fdt'),
      parts: parts(images, kept, shared),
    },
    { kind: 'own', bytes: own, estimated: true, parts: [] },
    {
      kind: 'cma',
      bytes: cmaBytes,
      estimated: false,
      parts: areas.map(({ name, isDefault, base, size }) => ({
        label: isDefault ? `${name} (default)` : name,
        node: kernel.regions.find((region) => region.base === base)?.node.path,
        bytes: size,
      })),
    },
    { kind: 'rest', bytes: rest, estimated: true, parts: [] },
  ];
  return { ram: sizeOf(ram), memTotal: cmaBytes + rest, lines: lines.filter(({ bytes }) => bytes !== 0n) };
}

interface Claim extends AddressRange {
  readonly label: string;
  readonly region: BootedRegion | undefined;
}

function partOfRegion(region: BootedRegion): readonly (Claim & { readonly region: BootedRegion })[] {
  const { node, base, size, state } = region;
  if (base === undefined || size === undefined || state === 'ignored') return [];
  return [{ label: node.name, base, size, region }];
}

/** What each has of some ranges, less what it has of others; none for those that have nothing. */
function parts(
  claims: readonly Claim[],
  of: readonly AddressRange[],
  without: readonly AddressRange[] = [],
): readonly BudgetPart[] {
  return claims
    .map(({ label, region, base, size }) => {
      const own = [{ base, size }];
      return { label, node: region?.node.path, bytes: bytesIn(own, of) - bytesIn(own, without) };
    })
    .filter(({ bytes }) => bytes > 0n);
}

function freeBytes(kernel: BootedKernel): bigint {
  let bytes = 0n;
  for (const { base, end } of memoryBeforeDrivers(kernel).freeRanges()) bytes += end - base;
  return bytes;
}

function bytesIn(claims: readonly AddressRange[], of: readonly AddressRange[]): bigint {
  return sizeOf(commonRanges(mergeRanges(claims), of));
}

function sizeOf(disjoint: readonly AddressRange[]): bigint {
  return disjoint.reduce((sum, { size }) => sum + size, 0n);
}

function rangeOf({ base, end }: { readonly base: bigint; readonly end: bigint }): AddressRange {
  return { base, size: end - base };
}
