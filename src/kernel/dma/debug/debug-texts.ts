import { formatPhysical } from '../../log.ts';
import type { KernelProfile } from '../../profile.ts';
import type { DmaDirection } from '../streaming/direction.ts';
import type { DebugEntry, DebugKind, DebugReference, MapErrorState } from './debug-entry.ts';

const directionNames = ['DMA_BIDIRECTIONAL', 'DMA_TO_DEVICE', 'DMA_FROM_DEVICE', 'DMA_NONE'] as const;

const mapErrorNames: Readonly<Record<MapErrorState, string>> = {
  'not-applicable': 'dma map error check not applicable',
  'not-checked': 'dma map error not checked',
  checked: 'dma map error checked',
};

/** dma-debug's words, as each kernel spells them (kernel/dma/debug.c; spec 07 §7). The driver and device are put in front elsewhere. */
export class DebugTexts {
  readonly #profile: KernelProfile;

  constructor(profile: KernelProfile) {
    this.#profile = profile;
  }

  /** type2name[]. */
  kind(kind: DebugKind): string {
    const { debugKinds, debugSpelling } = this.#profile.behaviours;
    if (kind === 'sg') return debugSpelling;
    return debugKinds === 'physical' && (kind === 'single' || kind === 'resource') ? 'phy' : kind;
  }

  notAllocated({ dma, size }: DebugReference): string {
    return `device driver tries to free DMA memory it has not allocated ${address(dma)} ${bytes(size)}`;
  }

  invalidAddress(): string {
    return 'device driver tries to free an invalid DMA memory address';
  }

  otherSize({ dma, size }: DebugReference, entry: DebugEntry): string {
    return `device driver frees DMA memory with different size ${address(dma)} [map size=${entry.size} bytes] [unmap size=${size} bytes]`;
  }

  otherFunction({ dma, size, kind }: DebugReference, entry: DebugEntry): string {
    return `device driver frees DMA memory with wrong function ${address(dma)} ${bytes(size)} [mapped as ${this.kind(entry.kind)}] [unmapped as ${this.kind(kind)}]`;
  }

  otherCpuAddress({ dma, size, phys }: DebugReference, entry: DebugEntry): string {
    // Since paddr is printed by %pa its own 0x stands behind the one of the text.
    const prefix = this.#profile.behaviours.debugAddresses === 'physical' ? '0x' : '';
    const shown = (at: bigint): string => `${prefix}${formatPhysical(at, 64)}`;
    return `device driver frees DMA memory with different CPU address ${address(dma)} ${bytes(size)} [cpu alloc address=${shown(entry.phys)}] [cpu free address=${shown(phys)}]`;
  }

  otherCount({ listEntries }: DebugReference, entry: DebugEntry): string {
    return `device driver frees DMA sg list with different entry count [map count=${entry.listEntries}] [unmap count=${listEntries}]`;
  }

  otherDirection({ dma, size, direction }: DebugReference, entry: DebugEntry): string {
    return `device driver frees DMA memory with different direction ${address(dma)} ${bytes(size)} [mapped with ${directionNames[entry.direction]}] [unmapped with ${directionNames[direction]}]`;
  }

  otherAttributes({ dma, size }: DebugReference, mapped: number, unmapped: number): string {
    return `device driver frees DMA memory with different attributes ${address(dma)} ${bytes(size)} [mapped with 0x${mapped.toString(16)}] [unmapped with 0x${unmapped.toString(16)}]`;
  }

  notChecked({ dma, size }: DebugReference, { kind }: DebugEntry): string {
    return `device driver failed to check map error${address(dma)} ${bytes(size)} [mapped as ${this.kind(kind)}]`;
  }

  syncNotAllocated({ dma, size }: DebugReference): string {
    return `device driver tries to sync DMA memory it has not allocated ${address(dma)} ${bytes(size)}`;
  }

  syncOtherDirection(reference: DebugReference, entry: DebugEntry): string {
    return `device driver syncs DMA memory with different direction ${synced(reference, entry)}`;
  }

  syncReadOnly(reference: DebugReference, entry: DebugEntry): string {
    return `device driver syncs device read-only DMA memory for cpu ${synced(reference, entry)}`;
  }

  syncWriteOnly(reference: DebugReference, entry: DebugEntry): string {
    return `device driver syncs device write-only DMA memory to device ${synced(reference, entry)}`;
  }

  syncOtherCount({ listEntries }: DebugReference, entry: DebugEntry): string {
    return `device driver syncs DMA sg list with different entry count [map count=${entry.listEntries}] [sync count=${listEntries}]`;
  }

  segmentTooLong(length: number, most: number): string {
    return `mapping sg segment longer than device claims to support [len=${length}] [max=${most}]`;
  }

  segmentAcross(start: bigint, end: bigint, boundary: bigint): string {
    return `mapping sg segment across boundary [start=${formatPhysical(start, 64)}] [end=${formatPhysical(end, 64)}] [boundary=${formatPhysical(boundary, 64)}]`;
  }

  overlap(): string {
    return "cacheline tracking EEXIST, overlapping mappings aren't supported";
  }

  /** The whole message, which names no device. */
  exceeded(line: bigint): string {
    return `DMA-API: exceeded 7 overlapping mappings of cacheline ${formatPhysical(line, 64)}`;
  }

  /** Pointers are hidden, so that there is no number to tell. */
  stack(isVirtuallyMapped: boolean): string {
    return `device driver maps memory from stack [${isVirtuallyMapped ? 'probable ' : ''}addr=${hidden}]`;
  }

  kernelText(length: number): string {
    return `device driver maps memory from kernel text or rodata [addr=${hidden}] [len=${length}]`;
  }

  invalidArea(length: number): string {
    return `device driver maps memory from invalid area [addr=${hidden}] [len=${length}]`;
  }

  vmallocArea(length: number): string {
    return `device driver maps memory from vmalloc area [addr=${hidden}] [len=${length}]`;
  }

  resourceInMemory(phys: bigint): string {
    return `dma_map_resource called for RAM address ${formatPhysical(phys, 64)}`;
  }

  pending(count: number, { dma, size, direction, kind }: DebugEntry): string {
    return `device driver has pending DMA allocations while released from device [count=${count}]\nOne of leaked entries details: ${address(dma)} ${bytes(size)} [mapped with ${directionNames[direction]}] [mapped as ${this.kind(kind)}]`;
  }

  /** A line of the file `dump`, for an entry of this bucket and cache line. */
  dump(bucket: number, line: bigint, entry: DebugEntry): string {
    const { device, dma, size, direction, mapError, kind, phys } = entry;
    const { behaviours, config } = this.#profile;
    const length = size.toString(16);
    const where =
      behaviours.debugAddresses === 'physical'
        ? `P=${formatPhysical(phys, 64)} D=${dma.toString(16)} L=${length} cln=${formatPhysical(line, 64)}`
        : `P=${phys.toString(16)} N=${(phys / BigInt(config.pageSize)).toString(16)} D=${dma.toString(16)} L=${length}`;
    return `${device.title} ${this.kind(kind)} idx ${bucket} ${where} ${directionNames[direction as DmaDirection]} ${mapErrorNames[mapError]}`;
  }
}

/** What `%p` prints as long as there is no secret to scramble it with. */
const hidden = '(____ptrval____)';

function address(dma: bigint): string {
  return `[device address=${formatPhysical(dma, 64)}]`;
}

function bytes(size: number): string {
  return `[size=${size} bytes]`;
}

function synced({ dma, direction }: DebugReference, entry: DebugEntry): string {
  return `${address(dma)} ${bytes(entry.size)} [mapped with ${directionNames[entry.direction]}] [synced with ${directionNames[direction]}]`;
}
