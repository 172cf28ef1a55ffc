import { device, gfp, makes, otherDevice, size, uses } from './field-specs.ts';
import type { OperationSpec } from './operation-spec.ts';

/** Of one step. */
const mostBlocks = 65_536;

/** DMA pools: small blocks out of coherent pages. */
export const poolOperations: Readonly<
  Record<'poolCreate' | 'poolAlloc' | 'poolFree' | 'poolDestroy', OperationSpec>
> = {
  poolCreate: {
    name: 'poolCreate',
    summary: 'Makes a DMA pool, from which small blocks come.',
    calls: ['dma_pool_create()'],
    fields: [
      device,
      makes('pool', 'The name of the pool.'),
      size('Bytes of a block.', true),
      { name: 'align', type: { kind: 'size', least: 0 }, text: 'A power of two; 1 if left out.' },
      {
        name: 'boundary',
        type: { kind: 'size', least: 0 },
        text: 'Addresses at whose multiples no block crosses; none if left out.',
      },
    ],
  },
  poolAlloc: {
    name: 'poolAlloc',
    summary: 'Takes a block out of a DMA pool.',
    calls: ['dma_pool_alloc()'],
    fields: [
      { name: 'pool', type: { kind: 'uses', families: ['pool'] }, required: true, text: 'The pool.' },
      makes('block', 'The name by which it is given back.'),
      {
        name: 'count',
        type: { kind: 'count', most: mostBlocks },
        text: 'So many blocks, called `id[0]`, `id[1]` …; one, called `id`, if left out.',
      },
      gfp,
      otherDevice,
    ],
  },
  poolFree: {
    name: 'poolFree',
    summary: 'Gives a block back.',
    calls: ['dma_pool_free()'],
    fields: [
      uses(['block'], 'The block.', 'gone'),
      {
        name: 'pool',
        type: { kind: 'uses', families: ['pool'] },
        text: 'The pool that the driver names; if left out, the one that the block came from.',
      },
      otherDevice,
    ],
  },
  poolDestroy: {
    name: 'poolDestroy',
    summary: 'Gives a DMA pool back.',
    calls: ['dma_pool_destroy()'],
    fields: [uses(['pool'], 'The pool.', 'gone'), otherDevice],
  },
};
