import { formatBytes, hexBytes } from '../../memory/quantity.ts';
import { type CapacityRule, defineCapacityRule, nodeOfDevice } from './capacity-rule.ts';

/**
 * A large buffer in one piece comes from the device's own region, or an IOMMU puts its pages together. Without either it comes from the
 * default CMA area, of which every other driver takes too; what does not fit there goes on to the page allocator, and is bounced.
 *
 * Kernel: dma_alloc_contiguous(), dma_direct_alloc() (spec 05).
 */
export const swiotlbFallback: CapacityRule = defineCapacityRule({
  id: 'swiotlb-fallback',
  severity: 'warning',
  summary: 'A device without an IOMMU that takes large buffers should have a region of its own.',
  messages: {
    shared: {
      text: '{device} takes {asked} in one piece and has no region of its own: it comes from the default CMA area ({size}), which every driver takes from.',
      help: 'Give it a `shared-dma-pool` region by `memory-region`, or describe the default area by a region with `linux,cma-default`.',
    },
  },
  evidence: [99],

  check({ run, report }) {
    const { result, kernel } = run;
    const { pageSize, maxPageOrder } = kernel.profile.config;
    // An area that the tree describes was sized for those who take from it.
    const area = result.pools.find(({ kind, region }) => kind === 'default-cma' && region === undefined);
    if (area === undefined || kernel.profile.arch !== 'arm64') return;

    for (const { path, largestBytes, sources } of result.devices) {
      if (largestBytes <= pageSize * 2 ** maxPageOrder || (sources.get('default-cma') ?? 0) === 0) continue;
      const node = nodeOfDevice(run, path);
      report({
        message: 'shared',
        data: {
          device: path,
          asked: hexBytes(largestBytes),
          size: formatBytes(area.pageCount * area.pageSize),
        },
        node,
        place: node.place,
      });
    }
  },
});
