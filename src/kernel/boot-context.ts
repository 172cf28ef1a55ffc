import type { Cells, MemoryModel } from '../memory/model.ts';
import type { BootTrace } from './boot-trace.ts';
import type { CmaAreas } from './cma-areas.ts';
import type { CommandLine } from './command-line.ts';
import type { Hook } from './hooks/hook.ts';
import type { KernelLog } from './log.ts';
import type { Machine } from './machine.ts';
import type { Memblock } from './memblock.ts';
import type { KernelProfile } from './profile.ts';
import type { RegionTable } from './reserved/region-table.ts';
import type { Zones } from './zones.ts';

/** A kernel that is booting: what it was given, and what it has built so far. */
export interface BootContext {
  readonly profile: KernelProfile;
  readonly model: MemoryModel;
  readonly machine: Machine;
  readonly commandLine: CommandLine;
  readonly hooks: readonly Hook[];
  readonly memblock: Memblock;
  readonly log: KernelLog;
  readonly cmaAreas: CmaAreas;
  readonly table: RegionTable;
  /** Undefined: nobody asks for an explanation. */
  readonly trace: BootTrace | undefined;
}

/** What an architecture's early boot leaves behind, beside what it did to the context. */
export interface EarlyBoot {
  readonly zones: Zones;
  /** memblock when the kernel prints its lists (`memblock=debug`): on 32-bit Arm before static regions are set up. */
  readonly dump: Memblock;
  /**
   * memblock with what the kernel takes for itself up to its default CMA area, known or estimated, and with all areas. Absent where
   * those places are not worked out.
   */
  readonly later?: Memblock;
}

/** dt_root_addr_cells and dt_root_size_cells, which all of the early scan reads with. */
export function rootCells(context: BootContext): Cells {
  return context.model.rootCells;
}
