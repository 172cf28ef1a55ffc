import type { BootedKernel } from '../../../src/kernel/booted-kernel.ts';
import { hex } from '../../../src/memory/quantity.ts';
import type { RecordedCma, Recording } from './recording.ts';

/** What our kernel's boot came to, in the recording's form. */
export interface BootFacts {
  readonly outcome: 'boots' | 'panics';
  readonly memory: readonly (readonly [string, string, number])[];
  readonly reserved: readonly (readonly [bigint, bigint])[];
  readonly log: readonly string[];
  readonly reservedMem: Recording['reserved_mem'];
  readonly reservedMemArray: readonly (readonly [string, string, string, boolean])[];
  /** Where the restricted pools lie. */
  readonly restricted: readonly (readonly [bigint, bigint])[];
  readonly cma: readonly (Omit<RecordedCma, 'set'> & {
    readonly isActive: boolean;
    readonly isDefault: boolean;
  })[];
}

/** `log`: the boot's lines, and what was printed since. */
export function bootFacts(kernel: BootedKernel, log: readonly string[]): BootFacts {
  const { outcome, dump, table, cma, model, profile } = kernel;
  return {
    outcome,
    memory: dump.memory.map(({ base, end, flags }) => [hex(base), hex(end), flags]),
    reserved: dump.reserved.map(({ base, end }) => [base, end]),
    log,
    reservedMem: model.regions.map(({ node }) => {
      const entry = table.byName(node.name);
      if (entry === undefined) return { node: node.path, found: false };
      const { name, base, size } = entry;
      return {
        node: node.path,
        found: true,
        name,
        base: hex(base),
        size: hex(size),
        has_ops: entry.operations !== undefined,
      };
    }),
    reservedMemArray: table.entries.map(({ name, base, size, operations }) => [
      name,
      hex(base),
      hex(size),
      operations !== undefined,
    ]),
    restricted: table.entries
      .filter(({ hook }) => hook?.compatible === 'restricted-dma-pool')
      .map(({ base, size }) => [base, base + size]),
    cma: cma.map(({ name, base, pageCount, isActive, isDefault }, index) => ({
      index,
      name,
      base_pfn: hex(base / BigInt(profile.config.pageSize)),
      count: pageCount,
      order_per_bit: 0,
      isActive,
      isDefault,
    })),
  };
}
