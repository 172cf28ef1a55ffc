import type { AllocFunction } from '../../kernel/dma/types.ts';
import type { FieldSpec, ObjectFamily } from './operation-spec.ts';

/** Words for enum dma_data_direction, in the kernel's order. */
export const directionWords: readonly string[] = ['bidirectional', 'toDevice', 'fromDevice', 'none'];

/** Words of `gfp`, and what they let the kernel do. */
export const gfpWords: readonly string[] = ['kernel', 'atomic', 'nowait', 'dma', 'dma32'];

/** Words of `attrs`, for bits that change what an allocation or a mapping gets. */
export const attrWords: readonly string[] = [
  'write-combine',
  'no-kernel-mapping',
  'force-contiguous',
  'skip-cpu-sync',
  'no-warn',
];

/** Words of an allocation's `call`. */
export const allocCallWords: readonly AllocFunction[] = [
  'coherent',
  'pages',
  'noncoherent',
  'pci-consistent',
  'get-dma-pages',
  'managed',
];

/** Words of a trace's `from`: who gives an allocation, and which way a mapping goes. */
export const sourceWords: readonly string[] = [
  'coherent',
  'global-coherent',
  'cma',
  'default-cma',
  'atomic-pool',
  'pages',
  'restricted',
  'iommu',
  'direct',
  'bounce',
];

export const device: FieldSpec = {
  name: 'device',
  type: { kind: 'device' },
  required: true,
  text: 'The path of a node, a label, an alias of /aliases, or a name of `devices`.',
};

/** For operations on a thing that has a device already. */
export const otherDevice: FieldSpec = {
  name: 'device',
  type: { kind: 'device' },
  text: 'The device that the driver names; if left out, the one that the thing belongs to.',
};

export const direction: FieldSpec = {
  name: 'direction',
  type: { kind: 'choice', of: directionWords },
  text: 'Who writes: the CPU (`toDevice`), the device (`fromDevice`), or both, as if left out.',
};

export const saidDirection: FieldSpec = {
  name: 'direction',
  type: { kind: 'choice', of: directionWords },
  text: "What the driver says; if left out, the mapping's.",
};

export const attrs: FieldSpec = {
  name: 'attrs',
  type: { kind: 'choices', of: attrWords },
  text: 'Attributes (DMA_ATTR_…).',
};

export const gfp: FieldSpec = {
  name: 'gfp',
  type: { kind: 'choice', of: gfpWords },
  text: '`kernel`: the driver may sleep, as if left out; `atomic`, `nowait`: it may not; `dma`, `dma32`: those GFP flags alone.',
};

/** An id that the operation gives. */
export function makes(family: Exclude<ObjectFamily, 'allocation'>, text: string): FieldSpec {
  return { name: 'id', type: { kind: 'makes', family }, text };
}

/** An id that the operation needs. */
export function uses(families: readonly ObjectFamily[], text: string, ends?: 'gone' | 'kept'): FieldSpec {
  return { name: 'id', type: { kind: 'uses', families, ends }, required: true, text };
}

export function size(text: string, required = false, least: 0 | 1 = 0): FieldSpec {
  return { name: 'size', type: { kind: 'size', least }, required, text };
}

export function offset(text: string): FieldSpec {
  return { name: 'offset', type: { kind: 'offset' }, text };
}
