import type { Node, Property } from '../devicetree/tree.ts';
import { entryLength, fitsEntries, readNumber, readRanges } from './cells.ts';
import type { Cells, Region, RegionUse, WrittenRange } from './model.ts';
import { isAvailable } from './status.ts';

/**
 * Reads one node below /reserved-memory. Its children are read with the root's cells, whatever /reserved-memory says: the
 * early scan knows no others (spec 01 §4.3, __reserved_mem_reserve_reg() and __reserved_mem_alloc_size()).
 */
export function readRegion(node: Node, cells: Cells): Region & { readonly users: RegionUse[] } {
  const reg = node.property('reg');
  const size = node.property('size');
  const alignment = node.property('alignment');
  const allocRanges = node.property('alloc-ranges');

  return {
    node,
    name: node.name,
    path: node.path,
    kind: regionKind(reg, size),
    available: isAvailable(node),
    compatible: node.property('compatible')?.asStrings() ?? [],
    noMap: node.property('no-map') !== undefined,
    reusable: node.property('reusable') !== undefined,
    cmaDefault: node.property('linux,cma-default') !== undefined,
    dmaDefault: node.property('linux,dma-default') !== undefined,
    reg: readAll(reg, cells),
    size: wholeNumber(size),
    alignment: wholeNumber(alignment),
    allocRanges: readAll(allocRanges, cells),
    malformed: [
      ...unlessFits(reg, reg !== undefined && fitsEntries(reg, cells)),
      ...unlessFits(size, size?.value.length === cells.size * 4),
      // The kernel compares with the address cells here, though the specification says size cells.
      ...unlessFits(alignment, alignment?.value.length === cells.address * 4),
      ...unlessFits(allocRanges, allocRanges !== undefined && fitsEntries(allocRanges, cells)),
    ],
    users: [],
  };
}

function regionKind(reg: Property | undefined, size: Property | undefined): Region['kind'] {
  if (reg !== undefined && reg.value.length > 0) return 'static';
  return size === undefined ? 'placeholder' : 'dynamic';
}

function readAll(property: Property | undefined, cells: Cells): readonly WrittenRange[] {
  return property === undefined || entryLength(cells) === 0 ? [] : readRanges(property, cells);
}

/** The number that a value of whole cells holds, of whatever length it is. */
function wholeNumber(property: Property | undefined): bigint | undefined {
  const length = property?.value.length ?? 0;
  return property === undefined || length === 0 || length % 4 !== 0
    ? undefined
    : readNumber(property.value, 0, length / 4);
}

function unlessFits(property: Property | undefined, fits: boolean): readonly Property[] {
  return property === undefined || fits ? [] : [property];
}
