import { isSharedPool } from '../pools.ts';
import { defineRule, type Rule } from '../rule.ts';

/** Drivers that hand a pool's buffers to the streaming calls, or map them cached into processes, and the property for it. */
const streamingUsers: readonly { readonly compatible: string; readonly property: string }[] = [
  { compatible: 'ikwzm,u-dma-buf', property: 'sync-mode' },
  { compatible: 'ikwzm,udmabuf-0.10.a', property: 'sync-mode' },
];

/**
 * Buffers of a `no-map` pool have no `struct page`, which cached mappings and the streaming calls need.
 *
 * Kernel: memblock marks the memory MEMBLOCK_NOMAP, and pfn_valid() or the linear map does not have it.
 */
export const noMapStreamingUser: Rule = defineRule({
  id: 'no-map-streaming-user',
  severity: 'info',
  preset: 'strict',
  requires: ['cells'],
  about: 'regions',
  summary: 'A device that synchronises cached buffers should not have a no-map pool.',
  messages: {
    streams: {
      text: '{device} ({compatible}, with {property}) synchronises cached buffers, and its pool {path} is no-map.',
      note: 'The pages of a no-map region are not in the linear map: synchronising one of its buffers ends in an oops.',
      help: 'Make the pool reusable in place of no-map.',
    },
  },
  evidence: [43],

  check({ board, report }) {
    for (const use of board.model.uses) {
      const { device, deviceAvailable, region } = use;
      if (!deviceAvailable || region === undefined || !region.available) continue;
      if (!region.noMap || !isSharedPool(region)) continue;

      const compatibles = device.property('compatible')?.asStrings() ?? [];
      const user = streamingUsers.find(({ compatible }) => compatibles.includes(compatible));
      const mode = user === undefined ? undefined : device.property(user.property);
      if (user === undefined || mode === undefined) continue;

      report({
        message: 'streams',
        data: {
          device: device.path,
          compatible: user.compatible,
          property: user.property,
          path: region.path,
        },
        node: device,
        place: use.place,
        related: [
          { message: `${user.property} is set here`, place: mode.place },
          {
            message: `${region.name} is no-map`,
            place: (region.node.property('no-map') ?? region.node).place,
          },
        ],
      });
    }
  },
});
