import { type Memblock, memblockNoMap } from '../memblock.ts';
import { accepted, errno, type Hook, type HookOperations } from './hook.ts';

/**
 * Tables of memory timings that the boot loader leaves behind (drivers/memory/tegra/tegra210-emc-table.c): any region is taken,
 * and the memory controller's driver maps it when it is given it.
 */
export const tegra210EmcHook: Hook = {
  name: 'tegra210_emc_table',
  compatible: 'nvidia,tegra210-emc-table',
  setup: () => accepted(operations),
};

const operations: HookOperations = {
  deviceInit: ({ base, size }, _device, { kernel }) =>
    size !== 0n && isOfOneKind(kernel.memblock, base, base + size) ? 0 : errno.noMemory,
  deviceRelease: () => undefined,
};

/** memremap(MEMREMAP_WB) takes memory that the kernel maps, or memory that it does not, but no mixture. */
function isOfOneKind({ memory }: Memblock, base: bigint, end: bigint): boolean {
  const mapped = memory.filter(({ flags }) => (flags & memblockNoMap) === 0);
  const touching = mapped.filter((range) => range.base < end && base < range.end);
  return touching.length === 0 || touching.some((range) => range.base <= base && end <= range.end);
}
