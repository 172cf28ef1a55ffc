import type { KernelProfile } from '../../profile.ts';
import { armArea } from './area-ways.ts';
import type { Ask } from './ask.ts';
import type { DispatchRule, DispatchTest } from './dispatch-rule.ts';
import {
  all,
  hasArea,
  hasNoArea,
  isCoherent,
  isContiguous,
  isNotCoherent,
  mayBlock,
  mayNotBlock,
  sizeIsZero,
} from './dispatch-tests.ts';
import { mapped, scatteredPages } from './iommu-ways.ts';
import { refused, remappedBuffer, simpleBuffer } from './page-ways.ts';
import { atomicPool, globalPool } from './pool-ways.ts';

const source = '__dma_alloc()';

/**
 * 32-bit Arm's own operations, arm_dma_ops and arm_coherent_dma_ops (arch/arm/mm/dma-mapping.c __dma_alloc(); spec 05 §7): one way
 * by what is there, with no fallback from one to another, and no look at masks and windows afterwards.
 */
export function armOwn(profile: KernelProfile): readonly DispatchRule[] {
  const { behaviours, config } = profile;
  return [
    { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source },
    ...maskRules(profile),
    ...(config.mmu ? armOrders[behaviours.armOrder](config.dmaCma) : withoutMmu(behaviours)),
  ];
}

const iommuSource = 'arm_iommu_alloc_attrs()';

/**
 * 32-bit Arm's operations behind an IOMMU, iommu_ops and iommu_coherent_ops: one piece where the device is coherent or the caller
 * may not sleep, else pages of any place. Masks are not looked at.
 */
export const armIommu: readonly DispatchRule[] = [
  { test: sizeIsZero, way: refused('NULL', 'no-pages'), otherwise: 'fails', source: iommuSource },
  { test: isCoherent, way: mapped(simpleBuffer), otherwise: 'fails', source: iommuSource },
  { test: mayNotBlock, way: mapped(atomicPool), otherwise: 'fails', source: iommuSource },
  { test: isContiguous, way: mapped(armArea), otherwise: 'fails', source: '__iommu_alloc_buffer()' },
  { way: scatteredPages, otherwise: 'fails', source: '__iommu_alloc_buffer()' },
];

/** The ways by the order that a kernel has them in. `hasCma`: CONFIG_DMA_CMA is built in. */
export const armOrders: Readonly<
  Record<KernelProfile['behaviours']['armOrder'], (hasCma: boolean) => readonly DispatchRule[]>
> = {
  'simple-pool-built-cma': (hasCma) => [
    { test: isCoherent, way: simpleBuffer, otherwise: 'fails', source },
    { test: mayNotBlock, way: atomicPool, otherwise: 'fails', source },
    { way: hasCma ? armArea : remappedBuffer, otherwise: 'fails', source },
  ],
  'simple-pool-remap-cma': () => [
    { test: isCoherent, way: simpleBuffer, otherwise: 'fails', source },
    { test: mayNotBlock, way: atomicPool, otherwise: 'fails', source },
    { test: hasNoArea, way: remappedBuffer, otherwise: 'fails', source },
    { way: armArea, otherwise: 'fails', source },
  ],
  'cma-simple-pool-remap': () => [
    { test: all(hasArea, mayBlock), way: armArea, otherwise: 'fails', source },
    { test: isCoherent, way: simpleBuffer, otherwise: 'fails', source },
    { test: mayNotBlock, way: atomicPool, otherwise: 'fails', source },
    { way: remappedBuffer, otherwise: 'fails', source },
  ],
  'cma-simple-remap-pool': () => [
    { test: all(hasArea, mayBlock), way: armArea, otherwise: 'fails', source },
    { test: isCoherent, way: simpleBuffer, otherwise: 'fails', source },
    { test: mayBlock, way: remappedBuffer, otherwise: 'fails', source },
    { way: atomicPool, otherwise: 'fails', source },
  ],
};

/** dma-mapping-nommu.c, since 4.13: the global pool, and for coherent devices pages. Before, there are pages only (nommu()). */
function withoutMmu({ armOrder }: KernelProfile['behaviours']): readonly DispatchRule[] {
  const isOld = armOrder === 'simple-pool-built-cma' || armOrder === 'simple-pool-remap-cma';
  if (isOld) return [{ way: simpleBuffer, otherwise: 'fails', source }];
  return [
    { test: isNotCoherent, way: globalPool, otherwise: 'fails', source: 'arm_nommu_dma_alloc()' },
    { way: simpleBuffer, otherwise: 'fails', source: 'dma_direct_alloc()' },
  ];
}

/** What is looked at before any memory is. */
function maskRules({ behaviours, config }: KernelProfile): readonly DispatchRule[] {
  const isOld = behaviours.armMaskCheck === 'at-allocation';
  const unset = isOld
    ? refused('NULL, with a warning', 'not-supported', ({ device, memory }) =>
        memory.printOnce(`${device.title}: coherent DMA mask is unset`),
      )
    : refused('NULL');
  const tooSmall = refused('NULL, with a warning', 'not-supported', sayTooSmall);
  const tooBig = refused('NULL, with a warning', 'not-supported', sayTooBig);
  return [
    { test: isUnset, way: unset, otherwise: 'fails', source: isOld ? 'get_coherent_dma_mask()' : source },
    ...(isOld
      ? ([{ test: isBelowMemory, way: tooSmall, otherwise: 'fails', source: '__dma_supported()' }] as const)
      : []),
    ...(config.dmaApiDebug ? ([{ test: isOverMask, way: tooBig, otherwise: 'fails', source }] as const) : []),
  ];
}

/** Up to 4.20 the coherent mask, later min_not_zero() of it and the bus limit. */
function maskOf({ device, memory }: Ask): bigint {
  const { armMaskCheck } = memory.kernel.profile.behaviours;
  return armMaskCheck === 'at-allocation' ? device.coherentMask : device.coherentLimit;
}

const isUnset: DispatchTest = {
  text: 'the coherent mask is 0',
  holds: (ask) => maskOf(ask) === 0n,
  operands: (ask) => ({ mask: maskOf(ask) }),
};

/** The last page of memory, or of the machine's DMA zone, that __dma_supported() wants the mask to reach. */
function neededPfn({ memory }: Ask): bigint {
  const { memblock, zones } = memory.kernel;
  const page = BigInt(memory.pageSize);
  const end = memblock.endOfDram();
  const hasZone = zones.dmaEnd < zones.lowEnd && zones.dmaEnd < end;
  const limit = (hasZone ? zones.dmaEnd - 1n : 0xffffffffn) / page;
  return end / page < limit ? end / page : limit;
}

const isBelowMemory: DispatchTest = {
  text: 'the coherent mask does not reach the end of memory or of the DMA zone',
  holds: (ask) =>
    ask.device.dmaToPhys(ask.device.coherentMask) / BigInt(ask.memory.pageSize) < neededPfn(ask),
  operands: (ask) => ({
    mask: ask.device.coherentMask,
    maskPfn: ask.device.dmaToPhys(ask.device.coherentMask) / BigInt(ask.memory.pageSize),
    neededPfn: neededPfn(ask),
  }),
};

function sayTooSmall(ask: Ask): void {
  const { device, memory } = ask;
  const page = BigInt(memory.pageSize);
  const mask = device.coherentMask;
  const first = (device.dmaToPhys(0n) / page).toString(16);
  const last = (device.dmaToPhys(mask) / page + 1n).toString(16);
  const needed = (neededPfn(ask) + 1n).toString(16);
  memory.printOnce(
    `${device.title}: Coherent DMA mask 0x${mask.toString(16)} (pfn 0x${first}-0x${last}) covers a smaller range of system memory than the DMA zone pfn 0x0-0x${needed}`,
  );
}

/** (mask + 1) & ~mask: the first size that the mask does not hold; 0 for a mask of all bits. */
function sizeLimit(ask: Ask): bigint {
  const mask = maskOf(ask);
  return BigInt.asUintN(64, mask + 1n) & BigInt.asUintN(64, ~mask);
}

const isOverMask: DispatchTest = {
  text: 'the size is more than the mask holds (CONFIG_DMA_API_DEBUG)',
  holds: (ask) => sizeLimit(ask) !== 0n && BigInt(ask.size) >= sizeLimit(ask),
  operands: (ask) => ({ size: ask.size, limit: sizeLimit(ask) }),
  isAskedAnew: true,
};

function sayTooBig(ask: Ask): void {
  const size = ask.size.toString(16);
  const mask = maskOf(ask).toString(16);
  ask.memory.printOnce(
    `${ask.device.title}: coherent allocation too big (requested 0x${size} mask 0x${mask})`,
  );
}
