import {
  attrs,
  device,
  direction,
  makes,
  offset,
  otherDevice,
  saidDirection,
  size,
  uses,
} from './field-specs.ts';
import type { OperationSpec } from './operation-spec.ts';

/** What a driver does with memory of its own: mappings, lists, ownership. */
export const streamingOperations: Readonly<
  Record<'buffer' | 'freeBuffer' | 'map' | 'mapSg' | 'sync' | 'unmap' | 'touch', OperationSpec>
> = {
  buffer: {
    name: 'buffer',
    summary: 'Memory of a driver, to be mapped: kmalloc(), pages, vmalloc(), its stack.',
    calls: ['kmalloc()', 'alloc_pages()', 'vmalloc()'],
    fields: [
      device,
      makes('memory', 'The name by which it is mapped, touched and freed.'),
      size('Its size.', true, 1),
      {
        name: 'kind',
        type: { kind: 'choice', of: ['kmalloc', 'pages', 'vmalloc', 'stack', 'kernel-image'] },
        text: 'Where it comes from; `kmalloc` if left out.',
      },
      {
        name: 'at',
        type: { kind: 'address' },
        text: 'Its physical address, where it is known; if left out, carveout takes free pages and marks addresses as not exact.',
      },
      {
        name: 'zone',
        type: { kind: 'choice', of: ['dma', 'dma32'] },
        text: 'The zone that its pages are asked from (GFP_DMA, GFP_DMA32).',
      },
    ],
  },
  freeBuffer: {
    name: 'freeBuffer',
    summary: "Gives a driver's own memory back.",
    calls: ['kfree()', '__free_pages()', 'vfree()'],
    fields: [uses(['memory'], 'The memory.', 'gone'), otherDevice],
  },
  map: {
    name: 'map',
    summary:
      'Hands memory to the device: its address on the bus, directly, through a bounce buffer or an IOMMU.',
    calls: ['dma_map_single()', 'dma_map_page()', 'dma_map_resource()', 'dma_mapping_error()'],
    fields: [
      device,
      makes('mapping', 'The name by which it is synced, touched and unmapped.'),
      {
        name: 'buffer',
        type: { kind: 'uses', families: ['memory'] },
        text: 'The memory of a `buffer`; if left out, memory of the size that is mapped is made for it.',
      },
      size('Bytes that are mapped; if left out, the buffer from `offset` to its end.'),
      offset('Bytes from the start of the buffer; 0 if left out.'),
      {
        name: 'at',
        type: { kind: 'address' },
        text: 'The physical address of a resource (`call: resource`), or of the memory.',
      },
      direction,
      {
        name: 'call',
        type: { kind: 'choice', of: ['single', 'page', 'resource'] },
        text: 'The function; `single` if left out.',
      },
      attrs,
      {
        name: 'unchecked',
        type: { kind: 'flag' },
        text: 'The driver does not call dma_mapping_error() afterwards.',
      },
    ],
  },
  mapSg: {
    name: 'mapSg',
    summary: 'Maps a scatter list.',
    calls: ['dma_map_sg()', 'dma_map_sgtable()'],
    fields: [
      device,
      makes('mapping', 'The name by which it is synced and unmapped.'),
      {
        name: 'entries',
        type: { kind: 'entries' },
        required: true,
        text: 'Each a size, or `{ buffer, offset, size }`, or `{ at, size }`.',
      },
      direction,
      {
        name: 'call',
        type: { kind: 'choice', of: ['sg', 'sgtable'] },
        text: 'The function; `sg` if left out.',
      },
      attrs,
    ],
  },
  sync: {
    name: 'sync',
    summary: 'Gives a mapping to the CPU for a while, or back to the device.',
    calls: [
      'dma_sync_single_for_cpu()',
      'dma_sync_single_for_device()',
      'dma_sync_sg_for_cpu()',
      'dma_sync_sg_for_device()',
    ],
    fields: [
      uses(['mapping'], 'The mapping.'),
      {
        name: 'for',
        type: { kind: 'choice', of: ['cpu', 'device'] },
        required: true,
        text: 'Who is to see what the other wrote.',
      },
      offset('Bytes from the start of the mapping; 0 if left out.'),
      size('Bytes; if left out, to the end of the mapping.'),
      saidDirection,
      {
        name: 'entries',
        type: { kind: 'count', most: 4096 },
        text: 'Entries of a list that the driver names; those that it mapped, if left out.',
      },
      otherDevice,
    ],
  },
  unmap: {
    name: 'unmap',
    summary: 'Takes a mapping back. What the driver says may be wrong, as a careless one does.',
    calls: ['dma_unmap_single()', 'dma_unmap_page()', 'dma_unmap_resource()', 'dma_unmap_sg()'],
    fields: [
      // A driver may unmap twice, and dma-debug says so.
      uses(['mapping'], 'The mapping.', 'kept'),
      offset("Bytes by which the driver's address is wrong; 0 if left out."),
      size("What the driver says; if left out, the mapping's."),
      saidDirection,
      {
        name: 'entries',
        type: { kind: 'count', most: 4096 },
        text: 'Entries of a list that the driver names; those that it mapped, if left out.',
      },
      {
        name: 'call',
        type: { kind: 'choice', of: ['single', 'page', 'resource'] },
        text: 'The function; the one that fits the map call, if left out.',
      },
      attrs,
      otherDevice,
    ],
  },
  touch: {
    name: 'touch',
    summary: 'The CPU or the device reads or writes bytes.',
    calls: [],
    fields: [
      uses(['mapping', 'memory', 'allocation'], 'What is touched: a mapping, a buffer, or an allocation.'),
      {
        name: 'by',
        type: { kind: 'choice', of: ['cpu', 'device'] },
        required: true,
        text: 'The device reaches what the bus address leads to; the CPU its own memory.',
      },
      {
        name: 'write',
        type: { kind: 'count', most: 255 },
        text: 'The byte that is written; if left out, the bytes are read.',
      },
      offset('Bytes from the start; 0 if left out.'),
      size('Bytes; if left out, one.', false, 1),
      otherDevice,
    ],
  },
};
