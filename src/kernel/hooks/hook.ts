import type { Node } from '../../devicetree/tree.ts';
import type { BootedKernel } from '../booted-kernel.ts';
import type { CmaAreas } from '../cma-areas.ts';
import type { CommandLine } from '../command-line.ts';
import type { CmaArea } from '../dma/cma-area.ts';
import type { CoherentPool } from '../dma/coherent-pool.ts';
import type { RestrictedPool } from '../dma/restricted-pool.ts';
import type { KernelLog } from '../log.ts';
import type { Memblock } from '../memblock.ts';
import type { KernelProfile } from '../profile.ts';
import type { RegionTable } from '../reserved/region-table.ts';

/**
 * A reserved-memory driver, as RESERVEDMEM_OF_DECLARE makes one in C: `setup` runs at boot for each region with its
 * compatible, and says what devices that name the region get.
 *
 * Return codes are the kernel's: 0, or a negative errno of {@link errno}.
 */
export interface Hook {
  /** The entry's name in the kernel's table: `cma`, `dma`. */
  readonly name: string;
  /** Compared without regard to case, as the early scan does. */
  readonly compatible: string;
  /**
   * Looks at a region before it is reserved (7.2 node_validate): 0, -ENODEV for one that is not its kind, or another errno, with
   * which the region is left alone. Older kernels do not ask.
   */
  validate?(node: Node, boot: HookBoot): number;
  setup(region: HookRegion, boot: HookBoot): HookSetup;
}

/** A region as a hook sees it (struct reserved_mem). */
export interface HookRegion {
  readonly name: string;
  readonly node: Node;
  readonly base: bigint;
  readonly size: bigint;
  has(property: string): boolean;
}

/** The kernel that is booting. */
export interface HookBoot {
  readonly profile: KernelProfile;
  readonly commandLine: CommandLine;
  readonly memblock: Memblock;
  readonly cmaAreas: CmaAreas;
  readonly table: RegionTable;
  readonly log: KernelLog;
}

export type HookSetup =
  | { readonly ok: true; readonly operations: HookOperations | undefined }
  | { readonly ok: false; readonly errno: number };

/** What a region does for devices (struct reserved_mem_ops). */
export interface HookOperations {
  /** Called by of_reserved_mem_device_init_by_idx(). Absent: the call answers -EINVAL. */
  deviceInit?(region: HookRegion, device: HookDevice, dma: HookDma): number;
  deviceRelease?(region: HookRegion, device: HookDevice, dma: HookDma): void;
}

/** What a hook may do to a device. */
export interface HookDevice {
  readonly node: Node;
  /** min_not_zero(coherent_dma_mask, bus_dma_limit): the last address that it reaches. */
  readonly coherentLimit: bigint;
  /** dev->dma_mem: asked before every other allocator, and its answer is final. */
  coherentPool: CoherentPool | undefined;
  /** dev->cma_area: takes the default area's place. */
  cmaArea: CmaArea | undefined;
  /** dev->dma_io_tlb_mem, where it is a restricted pool: all that the device maps and allocates goes through it. */
  restrictedPool: RestrictedPool | undefined;
}

/** What the running kernel offers to hooks. */
export interface HookDma {
  readonly kernel: BootedKernel;
  readonly profile: KernelProfile;
  /** What hooks print once the kernel runs. */
  readonly log: KernelLog;
  /** The CMA area that the region's `setup` made. */
  cmaAreaOf(region: HookRegion): CmaArea | undefined;
  /**
   * The region's coherent pool, made at the first call (dma_init_coherent_memory()) and shared by all devices; a negative
   * errno where it cannot be made.
   */
  coherentPoolOf(region: HookRegion): CoherentPool | number;
  /** The region's restricted pool, made at the first call (rmem_swiotlb_device_init()); or a negative errno. */
  restrictedPoolOf(region: HookRegion): RestrictedPool | number;
}

/** The errno values that reserved memory meets, negative as the kernel returns them. */
export const errno = {
  noEntry: -2,
  io: -5,
  noMemory: -12,
  busy: -16,
  noDevice: -19,
  invalid: -22,
  noSpace: -28,
} as const;

/** A hook that took a region; without operations, devices cannot be given it. */
export function accepted(operations?: HookOperations): HookSetup {
  return { ok: true, operations };
}

/** A hook that did not. */
export function refused(code: number): HookSetup {
  return { ok: false, errno: code };
}
