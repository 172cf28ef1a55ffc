import { device, offset, size, uses } from './field-specs.ts';
import type { OperationSpec } from './operation-spec.ts';

/** What a driver says about its device, and the memory that it declares for it. */
export const deviceOperations: Readonly<
  Record<
    | 'setMask'
    | 'setCoherentMask'
    | 'setSegments'
    | 'declare'
    | 'release'
    | 'markOccupied'
    | 'bind'
    | 'unbind'
    | 'mmap'
    | 'getSgtable',
    OperationSpec
  >
> = {
  setMask: {
    name: 'setMask',
    summary:
      'Says which addresses the device reaches with streaming mappings, and with allocations unless told otherwise.',
    calls: ['dma_set_mask_and_coherent()', 'dma_set_mask()'],
    fields: [
      device,
      {
        name: 'mask',
        type: { kind: 'mask' },
        required: true,
        text: 'The number of address bits (`24`, `32`), or the mask (`0xffffff`).',
      },
      {
        name: 'streamingOnly',
        type: { kind: 'flag' },
        text: 'dma_set_mask(): the coherent mask stays as it is.',
      },
    ],
  },
  setCoherentMask: {
    name: 'setCoherentMask',
    summary: 'Says which addresses the device reaches with coherent allocations.',
    calls: ['dma_set_coherent_mask()'],
    fields: [
      device,
      {
        name: 'mask',
        type: { kind: 'mask' },
        required: true,
        text: 'The number of address bits (`24`, `32`), or the mask (`0xffffff`).',
      },
    ],
  },
  setSegments: {
    name: 'setSegments',
    summary: "Sets the limits of a device's scatter lists.",
    calls: ['dma_set_max_seg_size()', 'dma_set_seg_boundary()', 'dma_set_min_align_mask()'],
    fields: [
      device,
      { name: 'maxSize', type: { kind: 'size', least: 1 }, text: 'Bytes of the longest segment.' },
      {
        name: 'boundary',
        type: { kind: 'address' },
        text: 'The mask of the addresses that a segment may not cross, such as 0xffff.',
      },
      {
        name: 'minAlign',
        type: { kind: 'address' },
        text: 'The mask of the address bits that a bounce buffer keeps.',
      },
    ],
  },
  declare: {
    name: 'declare',
    summary: 'Gives a device memory of its own, of which allocations come.',
    calls: ['dma_declare_coherent_memory()'],
    fields: [
      device,
      { name: 'at', type: { kind: 'address' }, required: true, text: 'The physical address.' },
      {
        name: 'deviceAddress',
        type: { kind: 'address' },
        text: 'What the device sees of it; if left out, the physical address.',
      },
      size('Bytes.', true),
      {
        name: 'flags',
        type: { kind: 'choices', of: ['map', 'io', 'includes-children', 'exclusive'] },
        text: 'DMA_MEMORY_… of kernels that have these flags (until 5.0).',
      },
    ],
  },
  release: {
    name: 'release',
    summary: "Takes the device's declared memory away.",
    calls: ['dma_release_declared_memory()'],
    fields: [device],
  },
  markOccupied: {
    name: 'markOccupied',
    summary: 'Takes a range of the declared memory out of use.',
    calls: ['dma_mark_declared_memory_occupied()'],
    fields: [
      device,
      { name: 'at', type: { kind: 'address' }, required: true, text: 'The address, as the device sees it.' },
      size('Bytes.', true),
    ],
  },
  bind: {
    name: 'bind',
    summary: 'The driver takes the device again: DMA is set up anew, and its memory regions are assigned.',
    calls: ['device_attach()', 'of_dma_configure()', 'of_reserved_mem_device_init_by_idx()'],
    fields: [device],
  },
  unbind: {
    name: 'unbind',
    summary: 'The driver leaves the device: managed allocations are freed, its memory regions given back.',
    calls: ['device_release_driver()', 'of_reserved_mem_device_release()'],
    fields: [
      device,
      {
        name: 'keepsRegions',
        type: { kind: 'flag' },
        text: 'The driver does not call of_reserved_mem_device_release(), which nobody does for it.',
      },
    ],
  },
  mmap: {
    name: 'mmap',
    summary: 'Maps an allocation into user space.',
    calls: ['dma_mmap_coherent()', 'dma_mmap_attrs()'],
    fields: [
      uses(['allocation'], 'The buffer.'),
      offset('Bytes from its start, in whole pages; 0 if left out.'),
      size('Bytes that user space asks for; if left out, all behind the offset.', false, 1),
    ],
  },
  getSgtable: {
    name: 'getSgtable',
    summary: 'Describes an allocation as a scatter list, to hand it to another device.',
    calls: ['dma_get_sgtable()'],
    fields: [uses(['allocation'], 'The buffer.')],
  },
};
