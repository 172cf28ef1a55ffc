import { gfpText } from '../gfp.ts';
import type { Ask } from './ask.ts';
import type { DispatchTest } from './dispatch-rule.ts';

/** The questions that kernels ask, each by a name; which kernel asks which, and in which order, is said by the lists of rules. */

export const maskIsZero: DispatchTest = {
  text: 'the coherent mask is 0',
  holds: ({ device }) => device.coherentMask === 0n,
  operands: ({ device }) => ({ coherentMask: device.coherentMask }),
};

export const isCompound: DispatchTest = {
  text: 'gfp has __GFP_COMP',
  holds: ({ request }) => request.gfp.compound === true,
  operands: ({ request }) => ({ gfp: gfpText(request.gfp) }),
};

export const wantsZone: DispatchTest = {
  text: 'gfp has __GFP_DMA, __GFP_DMA32 or __GFP_HIGHMEM',
  holds: ({ request }) => request.gfp.zone !== undefined || request.gfp.highmem === true,
  operands: isCompound.operands,
};

export const hasDevicePool: DispatchTest = {
  text: 'the device has a coherent pool',
  holds: ({ device }) => device.coherentPool !== undefined,
  operands: ({ device }) => ({ device: device.path, pool: device.coherentPool?.name ?? 'none' }),
};

/** PAGE_ALIGN() of 0 is 0, of which get_order() is 52; on 32 bits the last page of sizes wraps to 0 as well. */
export const sizeIsZero: DispatchTest = {
  text: 'the size is 0 in pages',
  holds: ({ size, memory }) =>
    size === 0 || (size > 2 ** 32 - memory.pageSize && memory.kernel.profile.facts.wordBits === 32),
  operands: ({ size }) => ({ size }),
  isAskedAnew: true,
};

/** The first question attaches the device. */
export const hasIommu: DispatchTest = {
  text: 'the device is behind an IOMMU',
  holds: ({ device }) => device.iommu !== undefined,
  operands: ({ device }) => ({ device: device.path }),
  isAskedAnew: true,
};

export const isXen: DispatchTest = {
  text: "this is Xen's first domain",
  holds: ({ memory }) => memory.isXen,
  operands: () => ({}),
};

export const isUnconfigured: DispatchTest = {
  text: 'of_dma_configure() never saw the device',
  holds: ({ device }) => !device.isConfigured,
  operands: ({ device }) => ({ device: device.path }),
};

export const isCoherent: DispatchTest = {
  text: 'the device is coherent',
  holds: ({ device }) => device.isCoherent,
  operands: ({ device }) => ({ coherent: device.isCoherent }),
};

export const isNotCoherent: DispatchTest = {
  text: 'the device is not coherent',
  holds: ({ device }) => !device.isCoherent,
  operands: ({ device }) => ({ coherent: device.isCoherent }),
};

export const hasRestrictedPool: DispatchTest = {
  text: 'the device has a restricted pool',
  holds: ({ device }) => device.restrictedPool !== undefined,
  operands: ({ device }) => ({ pool: device.restrictedPool?.name ?? 'none' }),
};

export const hasNoRestrictedPool: DispatchTest = {
  text: 'it has no restricted pool',
  holds: ({ device }) => device.restrictedPool === undefined,
  operands: hasRestrictedPool.operands,
};

export const wantsNoMapping: DispatchTest = {
  text: 'attrs have DMA_ATTR_NO_KERNEL_MAPPING',
  holds: (ask) => ask.wantsNoMapping,
  operands: ({ request }) => ({ attrs: request.attrs }),
};

export const mayBlock: DispatchTest = {
  text: 'the caller may sleep',
  holds: (ask) => ask.mayBlock,
  operands: ({ request }) => ({ gfp: gfpText(request.gfp) }),
};

export const mayNotBlock: DispatchTest = {
  text: 'the caller may not sleep',
  holds: (ask) => !ask.mayBlock,
  operands: mayBlock.operands,
};

export const hasArea: DispatchTest = {
  text: 'there is a CMA area, its own or the default one',
  holds: ({ area }) => area !== undefined,
  operands: ({ area }) => ({ area: area?.name ?? 'none' }),
};

export const hasNoArea: DispatchTest = {
  text: 'there is no CMA area, neither its own nor a default one',
  holds: ({ area }) => area === undefined,
  operands: hasArea.operands,
};

export const hasOwnArea: DispatchTest = {
  text: 'the device has a CMA area of its own',
  holds: ({ device }) => device.cmaArea !== undefined,
  operands: ({ device }) => ({ area: device.cmaArea?.name ?? 'none' }),
};

export const hasNoOwnArea: DispatchTest = {
  text: 'it has no CMA area of its own',
  holds: ({ device }) => device.cmaArea === undefined,
  operands: hasOwnArea.operands,
};

export const hasDefaultArea: DispatchTest = {
  text: 'there is a default CMA area',
  holds: ({ memory }) => memory.defaultArea !== undefined,
  operands: ({ memory }) => ({ area: memory.defaultArea?.name ?? 'none' }),
};

export const isMoreThanPage: DispatchTest = {
  text: 'the size is more than a page',
  holds: ({ size, memory }) => size > memory.pageSize,
  operands: ({ size, memory }) => ({ size, pageSize: memory.pageSize }),
  isAskedAnew: true,
};

/** Whether memory nodes' areas are asked: the device is on one, and no zone is wanted. */
export const hasNodeArea: DispatchTest = {
  text: "the device's memory node has a CMA area, and neither GFP_DMA nor GFP_DMA32 is set",
  holds: ({ device, memory }) =>
    memory.nodeAreasOf(device).length > 0 && zoneWanted({ device, memory }) === undefined,
  operands: ({ device, memory }) => ({
    areas: memory
      .nodeAreasOf(device)
      .map(({ name }) => name)
      .join(', '),
    zone: zoneWanted({ device, memory }) ?? 'none',
  }),
};

export const isContiguous: DispatchTest = {
  text: 'attrs have DMA_ATTR_FORCE_CONTIGUOUS',
  holds: ({ request }) => (request.attrs & 0x40) !== 0,
  operands: wantsNoMapping.operands,
};

export const isScattered: DispatchTest = {
  text: 'attrs do not have DMA_ATTR_FORCE_CONTIGUOUS',
  holds: (ask) => !isContiguous.holds(ask),
  operands: wantsNoMapping.operands,
};

/** dma_direct_optimal_gfp_mask(): the zone that the device's limit asks for (spec 05 §4). */
export function zoneWanted({ device, memory }: Pick<Ask, 'device' | 'memory'>): 'dma' | 'dma32' | undefined {
  const limit = device.coherentPhysLimit;
  if (limit <= memory.kernel.zones.dmaLimit) return 'dma';
  return limit <= 0xffffffffn ? 'dma32' : undefined;
}

/** All of them, asked as one. */
export function all(...tests: readonly [DispatchTest, ...DispatchTest[]]): DispatchTest {
  return {
    text: tests.map(({ text }) => text).join(', and '),
    holds(ask) {
      for (const test of tests) if (!test.holds(ask)) return false;
      return true;
    },
    operands: (ask) => Object.assign({}, ...tests.map((test) => test.operands(ask))),
    parts: tests,
  };
}
