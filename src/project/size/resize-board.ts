import { plainCopy } from '../../fdt/plain-copy.ts';
import { PlainProperty } from '../../fdt/plain-node.ts';
import { buildMemoryModel } from '../../memory/build-memory-model.ts';
import type { Board } from '../board.ts';

/** What a region is to be instead. */
export interface RegionChange {
  /** Undefined: as it is, or where Linux puts it. */
  readonly base?: bigint | undefined;
  readonly size: bigint;
  /** Written into a dynamic region; undefined: as it is. */
  readonly alignment?: bigint | undefined;
}

/**
 * The board with other sizes of regions, by path: the first entry of a static one's `reg`, a dynamic one's `size`. Nodes keep their names,
 * whatever the address; the board that is given stays as it is.
 */
export function resizeBoard(board: Board, changes: ReadonlyMap<string, RegionChange>): Board {
  if (changes.size === 0) return board;
  const tree = plainCopy(board.tree);
  const { address, size: sizeCells } = board.model.rootCells;

  for (const [path, { base, size, alignment }] of changes) {
    const node = tree.nodeByPath(path);
    const reg = node?.property('reg');
    if (node === undefined) continue;
    if (reg !== undefined && reg.value.length > 0) {
      if (base !== undefined) setNumber(reg, 0, base, address);
      setNumber(reg, address, size, sizeCells);
      continue;
    }
    const written = node.property('size');
    if (written !== undefined) setNumber(written, 0, size, sizeCells);
    if (alignment === undefined) continue;
    const bytes = new Uint8Array(address * 4);
    const known = node.property('alignment');
    const property = known ?? new PlainProperty('alignment', node, bytes, { start: 0, valueStart: 0 });
    if (known === undefined) node.addProperty(property);
    setNumber(property, 0, alignment, address);
  }
  return { ...board, tree, model: buildMemoryModel(tree) };
}

/** Most significant cell first. */
function setNumber(property: PlainProperty, first: number, value: bigint, cells: number): void {
  for (let cell = 0; cell < cells; cell++) {
    const shift = 32n * BigInt(cells - 1 - cell);
    property.setCell((first + cell) * 4, Number((value >> shift) & 0xffff_ffffn));
  }
}
