import type { Node } from '../devicetree/tree.ts';
import { readNumber } from '../memory/cells.ts';
import type { AddressRange, MemoryModel } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';
import { Memblock, roundUp } from './memblock.ts';
import type { Architecture } from './profile.ts';

/** What the boot loader decides: where things lie and which command line the kernel gets. Absent values are assumed. */
export interface MachineRequest {
  readonly kernelImage?: AddressRange | undefined;
  readonly initrd?: AddressRange | undefined;
  readonly fdt?: AddressRange | undefined;
  /** Replaces the tree's memory nodes. */
  readonly memory?: readonly AddressRange[] | undefined;
  readonly cmdline?: string | undefined;
  /** 32-bit Arm's first page tables; right below the image where they are not given. */
  readonly pageTables?: AddressRange | undefined;
  /** Bytes of the flattened tree, for the place that is assumed for it. */
  readonly fdtSize?: bigint | undefined;
}

/** The same with nothing left open. */
export interface Machine {
  readonly kernelImage: AddressRange;
  /** Undefined: there is none. */
  readonly initrd: AddressRange | undefined;
  readonly fdt: AddressRange;
  readonly memory: readonly AddressRange[] | undefined;
  readonly pageTables: AddressRange | undefined;
  readonly cmdline: string;
  /** What was assumed rather than given: names of fields, in a fixed order. */
  readonly assumed: readonly string[];
}

/** Bytes of a defconfig kernel from `_text` to `_end`, where none is given. */
const assumedImageSizes: Readonly<Record<Architecture, bigint>> = {
  arm64: 0x2800000n,
  arm: 0x1800000n,
  riscv: 0x2000000n,
};
const assumedFdtSize = 0x20000n;
const twoMebibytes = 0x200000n;

/**
 * Fills in what was not given. Initrd and command line are /chosen's. Image and blob are put where a boot loader could have
 * put them: at the lowest multiples of 2 MiB that are memory and that nothing in the tree claims, the image 2 MiB above the
 * start of memory at the earliest.
 */
export function resolveMachine(model: MemoryModel, request: MachineRequest, arch: Architecture): Machine {
  const chosen = model.tree.root.child('chosen');
  const initrd = request.initrd ?? initrdOf(chosen);
  const free = unclaimedMemory(model, request, initrd);
  const assumed: string[] = [];

  if (request.fdt !== undefined) free.reserve(request.fdt.base, request.fdt.size);
  const kernelImage =
    request.kernelImage ?? assume(free, assumedImageSizes[arch], free.startOfDram() + twoMebibytes);
  free.reserve(kernelImage.base, kernelImage.size);
  if (request.kernelImage === undefined) assumed.push('kernelImage');

  const fdt =
    request.fdt ?? assume(free, request.fdtSize ?? assumedFdtSize, kernelImage.base + kernelImage.size);
  if (request.fdt === undefined) assumed.push('fdt');

  const bootargs = chosen?.property('bootargs')?.asString();
  const cmdline = request.cmdline ?? bootargs ?? '';
  const { memory, pageTables } = request;
  return { kernelImage, initrd, fdt, memory, pageTables, cmdline, assumed };
}

/** Memory that no region, no `/memreserve/` and no initrd claims. */
function unclaimedMemory(
  model: MemoryModel,
  request: MachineRequest,
  initrd: AddressRange | undefined,
): Memblock {
  const memblock = new Memblock(4096n);
  for (const { base, size } of request.memory ?? model.banks) memblock.add(base, size);

  for (const { reg } of model.regions) for (const { base, size } of reg) memblock.reserve(base, size);
  for (const { address, size } of model.memreserves) memblock.reserve(address, size);
  if (initrd !== undefined) memblock.reserve(initrd.base, initrd.size);
  return memblock;
}

/** The lowest place from `start` on, else the lowest of all, else `start` itself. */
function assume(free: Memblock, size: bigint, start: bigint): AddressRange {
  const request = { size, align: twoMebibytes, direction: 'bottom-up' } as const;
  const base = free.find({ ...request, start }) ?? free.find(request);
  return { base: base ?? roundUp(start, twoMebibytes), size };
}

/** Where /chosen says that the initrd lies (early_init_dt_check_for_initrd()): both ends, each as many cells as the property has. */
export function initrdOf(chosen: Node | undefined): AddressRange | undefined {
  const start = chosen?.property('linux,initrd-start')?.value;
  const end = chosen?.property('linux,initrd-end')?.value;
  if (start === undefined || end === undefined) return undefined;

  const base = readNumber(start, 0, start.length >> 2);
  const last = readNumber(end, 0, end.length >> 2);
  return last > base ? { base, size: last - base } : undefined;
}

/** `SIZE@BASE`, as the options take it. */
export function formatSizeAtBase(range: AddressRange): string {
  return `${hex(range.size)}@${hex(range.base)}`;
}
