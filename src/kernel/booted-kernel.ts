import type { Node } from '../devicetree/tree.ts';
import type { MemoryModel } from '../memory/model.ts';
import type { CmaAreaRecord } from './cma-areas.ts';
import type { CommandLine } from './command-line.ts';
import type { LogLine } from './log.ts';
import type { Machine } from './machine.ts';
import type { Memblock } from './memblock.ts';
import type { KernelProfile } from './profile.ts';
import type { RegionState, RegionTable } from './reserved/region-table.ts';
import type { Zones } from './zones.ts';

/** A CMA area of a kernel that runs. */
export interface BootedCmaArea extends CmaAreaRecord {
  readonly pageCount: number;
  readonly isDefault: boolean;
  /** False: it was set up and could not be activated. */
  readonly isActive: boolean;
}

/** What became of one child of /reserved-memory. */
export interface BootedRegion {
  readonly node: Node;
  readonly kind: 'static' | 'dynamic' | 'placeholder';
  /** Where it lies; undefined for one that has no place. */
  readonly base: bigint | undefined;
  readonly size: bigint | undefined;
  readonly noMap: boolean;
  readonly reusable: boolean;
  readonly compatible: readonly string[];
  /** Name of the hook that took it. */
  readonly hook: string | undefined;
  readonly state: RegionState;
  /** Why it failed. */
  readonly reason: string | undefined;
}

/** A kernel after its boot, before any driver: what devices then allocate from. Not to be changed. */
export interface BootedKernel {
  readonly profile: KernelProfile;
  readonly model: MemoryModel;
  readonly machine: Machine;
  readonly commandLine: CommandLine;
  readonly outcome: 'boots' | 'panics';
  readonly outcomeReason: string | undefined;
  /** After the early scan and the late pass, without the kernel's own later allocations. */
  readonly memblock: Memblock;
  /** The same when `memblock=debug` prints it: on 32-bit Arm before static regions are set up. */
  readonly dump: Memblock;
  /**
   * memblock with what the kernel takes for itself up to its default CMA area, known or estimated, and with all areas. Undefined
   * where those places are not worked out.
   */
  readonly later: Memblock | undefined;
  readonly table: RegionTable;
  readonly regions: readonly BootedRegion[];
  readonly cma: readonly BootedCmaArea[];
  readonly zones: Zones;
  readonly log: readonly LogLine[];
}
