import type { Node } from '../devicetree/tree.ts';
import { readNumber } from '../memory/cells.ts';
import type { AddressRange, MemoryModel } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';
import { roundUp } from './memblock.ts';
import { smaller } from './unsigned.ts';

/** What the boot loader decides: where things lie and which command line the kernel gets. Absent values are assumed. */
export interface MachineRequest {
  readonly kernelImage?: AddressRange | undefined;
  readonly initrd?: AddressRange | undefined;
  readonly fdt?: AddressRange | undefined;
  /** Replaces the tree's memory nodes. */
  readonly memory?: readonly AddressRange[] | undefined;
  readonly cmdline?: string | undefined;
  /** Bytes of the flattened tree, for the place that is assumed for it. */
  readonly fdtSize?: bigint | undefined;
}

/** The same with nothing left open. */
export interface Machine {
  readonly kernelImage: AddressRange;
  /** Undefined: there is none. */
  readonly initrd: AddressRange | undefined;
  readonly fdt: AddressRange | undefined;
  readonly memory: readonly AddressRange[] | undefined;
  readonly cmdline: string;
  /** What was assumed rather than given: names of fields, in a fixed order. */
  readonly assumed: readonly string[];
}

/** Bytes of a defconfig kernel from `_text` to `_end`, where none is given. */
const assumedImageSize = 0x2800000n;
const assumedFdtSize = 0x20000n;
const twoMebibytes = 0x200000n;

/**
 * Fills in what was not given: the image 2 MiB above the start of memory, as arm64 boot loaders place it; initrd and
 * command line from /chosen; the blob above image and initrd, on the next 2 MiB.
 */
export function resolveMachine(model: MemoryModel, request: MachineRequest): Machine {
  const assumed: string[] = [];
  const chosen = model.tree.root.child('chosen');
  const start = lowestMemory(model, request);

  const kernelImage = request.kernelImage ?? {
    base: roundUp(start, twoMebibytes) + twoMebibytes,
    size: assumedImageSize,
  };
  if (request.kernelImage === undefined) assumed.push('kernelImage');

  const initrd = request.initrd ?? (chosen === undefined ? undefined : initrdOf(chosen));
  const imageEnd = kernelImage.base + kernelImage.size;
  const initrdEnd = initrd === undefined ? 0n : initrd.base + initrd.size;
  const above =
    initrdEnd > imageEnd && initrd !== undefined && initrd.base < imageEnd + twoMebibytes
      ? initrdEnd
      : imageEnd;
  const fdt = request.fdt ?? { base: roundUp(above, twoMebibytes), size: request.fdtSize ?? assumedFdtSize };
  if (request.fdt === undefined) assumed.push('fdt');

  const bootargs = chosen?.property('bootargs')?.asString();
  return {
    kernelImage,
    initrd,
    fdt,
    memory: request.memory,
    cmdline: request.cmdline ?? bootargs ?? '',
    assumed,
  };
}

function lowestMemory(model: MemoryModel, request: MachineRequest): bigint {
  const bases = (request.memory ?? model.banks).map((bank) => bank.base);
  return bases.reduce((lowest, base) => smaller(lowest, base), bases[0] ?? 0n);
}

/** early_init_dt_check_for_initrd(): both ends, each as many cells as the property has. */
function initrdOf(chosen: Node): AddressRange | undefined {
  const start = chosen.property('linux,initrd-start')?.value;
  const end = chosen.property('linux,initrd-end')?.value;
  if (start === undefined || end === undefined) return undefined;

  const base = readNumber(start, 0, start.length >> 2);
  const last = readNumber(end, 0, end.length >> 2);
  return last > base ? { base, size: last - base } : undefined;
}

/** `SIZE@BASE`, as the options take it. */
export function formatSizeAtBase(range: AddressRange): string {
  return `${hex(range.size)}@${hex(range.base)}`;
}
