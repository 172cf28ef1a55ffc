import type { BodySyntax } from '../../grammar/syntax.ts';
import type { Property } from './tree.ts';

/**
 * What the stages behind ask of every node of every board, a bit each: whether it may have such a property. A body of the syntax
 * answers once for all boards that share it, and most walks over a tree look at nothing else of most nodes.
 *
 * A bit that is missing is beyond doubt; one that is set may belong to a property that was deleted.
 */
export const nodeMark = {
  memoryRegion: 1,
  memoryRegionNames: 2,
  /** Another list of phandles that may name regions. */
  otherRegionList: 4,
  deviceType: 8,
  compatible: 16,
  /** `interrupts` or `interrupts-extended`. */
  interrupts: 32,
  reg: 64,
  status: 128,
  dmaRanges: 512,
  /** `compatible` has a string that is as long as one of {@link regionCompatibles}. */
  regionCompatible: 256,
} as const;

/** Properties besides `memory-region` that are lists of phandles and, in boards of the kernel's tree, name regions. */
export const otherRegionLists = ['shmem', 'qcom,rpm-msg-ram', 'nvmem-cells'] as const;

/** What is of use only as a region, in small letters. */
export const regionCompatibles: readonly string[] = [
  'shared-dma-pool',
  'restricted-dma-pool',
  'ramoops',
  // No binding has it: who writes it means a region (#39).
  'reserved-memory',
];

const marksByName: ReadonlyMap<string, number> = new Map<string, number>([
  ['memory-region', nodeMark.memoryRegion],
  ['memory-region-names', nodeMark.memoryRegionNames],
  ...otherRegionLists.map((name) => [name, nodeMark.otherRegionList] as const),
  ['device_type', nodeMark.deviceType],
  ['compatible', nodeMark.compatible],
  ['interrupts', nodeMark.interrupts],
  ['interrupts-extended', nodeMark.interrupts],
  ['reg', nodeMark.reg],
  ['status', nodeMark.status],
  ['dma-ranges', nodeMark.dmaRanges],
]);

const regionLengths: ReadonlySet<number> = new Set(regionCompatibles.map(({ length }) => length));

/** The marks of what a body writes. */
export function marksOfBody(body: BodySyntax): number {
  if (body.marks === -1) body.marks = readMarks(body);
  return body.marks;
}

/** The marks of properties as they stand in a tree. */
export function marksOfProperties(properties: Iterable<Pick<Property, 'name' | 'value'>>): number {
  let all = 0;
  for (const property of properties) {
    const marks = marksByName.get(property.name);
    if (marks === undefined) continue;
    all |= marks;
    if (marks === nodeMark.compatible && hasRegionLength(property.value, 0, property.value.length))
      all |= nodeMark.regionCompatible;
  }
  return all;
}

function readMarks(body: BodySyntax): number {
  let all = 0;
  for (let index = 0; index < body.propertyCount; index++) {
    const marks = marksByName.get(body.propertyName(index));
    if (marks === undefined || body.isDeletion(index)) continue;
    all |= marks;
    if (marks === nodeMark.compatible && mayHaveRegionLength(body, index)) all |= nodeMark.regionCompatible;
  }
  return all;
}

function mayHaveRegionLength(body: BodySyntax, index: number): boolean {
  // What a path comes to differs from board to board.
  if (body.firstReference(index) !== body.firstReference(index + 1)) return true;
  return hasRegionLength(body.text.values, body.valueStart(index), body.valueEnd(index));
}

function hasRegionLength(bytes: Uint8Array, from: number, end: number): boolean {
  let start = from;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== 0) continue;
    if (regionLengths.has(at - start)) return true;
    start = at + 1;
  }
  return false;
}
