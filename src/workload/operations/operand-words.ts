import { type DmaDirection, dmaDirection } from '../../kernel/dma/streaming/direction.ts';
import { directionWords } from './field-specs.ts';
import type { Operands } from './operands.ts';

/** What the driver says of a mapping, right or wrong. */
export function saidOf(operands: Operands): {
  readonly offset: number;
  readonly size: number | undefined;
  readonly direction: DmaDirection | undefined;
  readonly entries: number | undefined;
} {
  return {
    offset: operands.number('offset') ?? 0,
    size: operands.number('size'),
    direction: directionNamed(operands.text('direction')),
    entries: operands.number('entries'),
  };
}

const directions: readonly DmaDirection[] = [
  dmaDirection.bidirectional,
  dmaDirection.toDevice,
  dmaDirection.fromDevice,
  dmaDirection.none,
];

export function directionNamed(word: string | undefined): DmaDirection | undefined {
  return word === undefined ? undefined : directions[directionWords.indexOf(word)];
}

export function mapCall(word: string | undefined): 'single' | 'page' | 'resource' | undefined {
  return word === 'single' || word === 'page' || word === 'resource' ? word : undefined;
}

export function memoryKind(
  word: string | undefined,
): 'kmalloc' | 'pages' | 'vmalloc' | 'stack' | 'kernel-image' {
  const isOther = word === 'pages' || word === 'vmalloc' || word === 'stack' || word === 'kernel-image';
  return isOther ? word : 'kmalloc';
}

export function zoneNamed(word: string | undefined): 'dma' | 'dma32' | undefined {
  return word === 'dma' || word === 'dma32' ? word : undefined;
}
