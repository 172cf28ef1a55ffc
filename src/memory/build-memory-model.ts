import { nodeMark } from '../devicetree/node-marks.ts';
import type { DeviceTree, Node } from '../devicetree/tree.ts';
import { architectureOfCpus } from './architecture.ts';
import { busCells, cellCount, ownCells } from './cells.ts';
import { readMemoryNode, usableBanks } from './memory-nodes.ts';
import type { Cells, MemoryModel, MemoryNode, Region, RegionUse } from './model.ts';
import { readUses } from './region-uses.ts';
import { readRegion } from './regions.ts';

type GrowingRegion = Region & { readonly users: RegionUse[] };

/**
 * Reads all that a tree says about memory, once over its nodes. Whatever is wrong in the tree stands in the model as it is
 * (malformed lengths, dangling links): lint judges it. Addresses are CPU addresses of the root, as the early scan takes them.
 */
export function buildMemoryModel(tree: DeviceTree): MemoryModel {
  const rootCells = ownCells(tree.root);
  const reservedMemory = tree.root.child('reserved-memory');

  const regions: GrowingRegion[] = [];
  const nestedRegions: GrowingRegion[] = [];
  const byNode = new Map<Node, GrowingRegion>();
  for (const node of descendants(reservedMemory)) {
    const isRegion = node.parent === reservedMemory || node.parent === undefined;
    const region = readRegion(node, isRegion ? rootCells : busCells(node.parent));
    byNode.set(node, region);
    (isRegion ? regions : nestedRegions).push(region);
  }

  const regionOf = (node: Node): Region | undefined => byNode.get(node);
  // Without regions none of the other lists can name one.
  const usesRegions = nodeMark.memoryRegion | (byNode.size === 0 ? 0 : nodeMark.otherRegionList);
  const memoryNodes: MemoryNode[] = [];
  const uses: RegionUse[] = [];
  for (const node of tree.nodes()) {
    const { marks } = node;
    if ((marks & nodeMark.deviceType) !== 0 || node.parent === tree.root) {
      const memory = readMemoryNode(node, rootCells);
      if (memory !== undefined) memoryNodes.push(memory);
    }
    if ((marks & usesRegions) === 0) continue;
    for (const use of readUses(node, tree, regionOf)) {
      uses.push(use);
      if (use.target !== undefined) byNode.get(use.target)?.users.push(use);
    }
  }

  return new TreeMemory(
    {
      tree,
      rootCells,
      memoryNodes,
      banks: usableBanks(memoryNodes),
      memreserves: tree.memreserves,
      reservedMemory,
      reservedMemoryUsable: reservedMemory !== undefined && isUsable(reservedMemory, rootCells),
      regions,
      nestedRegions,
      uses,
    },
    byNode,
  );
}

/** All models have one shape, which code that reads them is compiled for. */
class TreeMemory implements MemoryModel {
  readonly tree: DeviceTree;
  readonly rootCells: Cells;
  readonly memoryNodes: readonly MemoryNode[];
  readonly banks: MemoryModel['banks'];
  readonly memreserves: MemoryModel['memreserves'];
  readonly reservedMemory: Node | undefined;
  readonly reservedMemoryUsable: boolean;
  readonly regions: readonly Region[];
  readonly nestedRegions: readonly Region[];
  readonly uses: readonly RegionUse[];
  readonly #byNode: ReadonlyMap<Node, Region>;

  constructor(told: Omit<MemoryModel, 'arch' | 'regionOf'>, byNode: ReadonlyMap<Node, Region>) {
    this.tree = told.tree;
    this.rootCells = told.rootCells;
    this.memoryNodes = told.memoryNodes;
    this.banks = told.banks;
    this.memreserves = told.memreserves;
    this.reservedMemory = told.reservedMemory;
    this.reservedMemoryUsable = told.reservedMemoryUsable;
    this.regions = told.regions;
    this.nestedRegions = told.nestedRegions;
    this.uses = told.uses;
    this.#byNode = byNode;
  }

  get arch(): string | undefined {
    return architectureOfCpus(this.tree);
  }

  regionOf(node: Node): Region | undefined {
    return this.#byNode.get(node);
  }
}

/** __reserved_mem_check_root(): the content of `ranges` is not looked at (spec 01 §4.1). */
function isUsable(reservedMemory: Node, rootCells: Cells): boolean {
  return (
    reservedMemory.property('ranges') !== undefined &&
    cellCount(reservedMemory, '#address-cells') === rootCells.address &&
    cellCount(reservedMemory, '#size-cells') === rootCells.size
  );
}

/** Every node below this one, parents before children, without recursion: nesting is the input's to choose. */
function* descendants(root: Node | undefined): Iterable<Node> {
  if (root === undefined) return;

  const waiting = [...root.children.values()].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const child of [...node.children.values()].reverse()) waiting.push(child);
  }
}
