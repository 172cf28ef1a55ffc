import type { Node } from '../../devicetree/tree.ts';
import type { RegionUse } from '../../memory/model.ts';
import { hexBytes } from '../../memory/quantity.ts';
import type { BoardFacts } from '../board-facts.ts';
import { entriesByDevice } from '../device-entries.ts';
import type { FirmwareVring } from '../firmware-image.ts';
import { defineRule, type Rule } from '../rule.ts';

/** MAX_RPMSG_NUM_BUFS and MAX_RPMSG_BUF_SIZE (drivers/rpmsg/virtio_rpmsg_bus.c). */
const mostBuffers = 512;
const bufferSize = 512;

/**
 * The regions for a firmware's virtio devices hold the rings and buffers that its resource table asks for.
 *
 * Kernel: rproc_alloc_vring() wants vring_size() bytes, rounded to pages; rpmsg_probe() allocates twice as many buffers as a ring has,
 * 512 at most, of 512 bytes.
 */
export const rpmsgBufferTooSmall: Rule = defineRule({
  id: 'rpmsg-buffer-too-small',
  severity: 'warning',
  preset: 'recommended',
  requires: ['cells'],
  summary: "A remote processor's rings and buffers must fit their regions.",
  messages: {
    buffer: {
      text: '{region} has {size}, and {firmware} asks for {count} buffers of 512 bytes: {wanted}.',
      note: 'rpmsg_probe() allocates all of them at once, and fails with -ENOMEM.',
      help: 'Give it {wanted}, or build the firmware with fewer buffers.',
    },
    ring: {
      text: '{region} has {size}, and {firmware} asks for a ring of {count} entries, aligned to {align}: {wanted}.',
      note: "remoteproc prints that the registered carveout doesn't fit the length that is asked for, and the firmware does not start.",
      help: 'Give it {wanted}, or build the firmware with a smaller ring.',
    },
  },
  evidence: [109],

  check({ board, report }) {
    if (board.firmware.size === 0) return;
    for (const [device, entries] of entriesByDevice(board)) {
      const image = board.firmware.get(device.path);
      for (const [number, rings] of (image?.vdevs ?? []).entries()) {
        const firmware = image?.file ?? '';
        const buffers = Math.min(mostBuffers, 2 * (rings[0]?.num ?? 0));
        tell(entries, `vdev${number}buffer`, BigInt(buffers * bufferSize), (about) =>
          report({ message: 'buffer', ...about, data: { ...about.data, firmware, count: buffers } }),
        );
        for (const [index, ring] of rings.entries()) {
          tell(entries, `vdev${number}vring${index}`, ringBytes(board, ring), (about) =>
            report({
              message: 'ring',
              ...about,
              data: { ...about.data, firmware, count: ring.num, align: hexBytes(ring.align) },
            }),
          );
        }
      }
    }
  },
});

interface About {
  readonly data: { readonly region: string; readonly size: string; readonly wanted: string };
  readonly node: Node;
  readonly place: RegionUse['place'];
  readonly related: readonly { readonly message: string; readonly place: RegionUse['place'] }[];
}

/** The region of that name, if the device has one that is smaller than is wanted. */
function tell(
  entries: readonly RegionUse[],
  name: string,
  wanted: bigint,
  report: (about: About) => void,
): void {
  for (const entry of entries) {
    const { region } = entry;
    if (region?.node.baseName !== name) continue;
    const [range] = region.reg;
    if (range === undefined || range.size >= wanted) continue;
    report({
      data: { region: region.path, size: hexBytes(range.size), wanted: hexBytes(wanted) },
      node: region.node,
      place: range.sizePlace,
      related: [{ message: 'the remote processor names it here', place: entry.place }],
    });
  }
}

/** vring_size() (include/uapi/linux/virtio_ring.h), rounded up to pages. */
function ringBytes({ profile }: BoardFacts, { num, align }: FirmwareVring): bigint {
  const alignment = Math.max(1, align);
  const descriptors = Math.ceil((16 * num + 2 * (3 + num)) / alignment) * alignment;
  const page = profile?.config.pageSize ?? 4096;
  return BigInt(Math.ceil((descriptors + 6 + 8 * num) / page) * page);
}
