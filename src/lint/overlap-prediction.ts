import type { Node } from '../devicetree/tree.ts';
import { sortEntries } from '../kernel/reserved/sort-entries.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import type { BoardFacts, RegionRange } from './board-facts.ts';
import { isMalformed } from './is-malformed.ts';
import { failedReserveLine, overlapLine } from './kernel-lines.ts';
import { isCheckedNoMap, isRefusedCmaPool, placeSource, reachesHook } from './region-fate.ts';

/** Entries of two regions that share bytes, by base. */
export type OverlappingPair = readonly [low: RegionRange, high: RegionRange];

/** Whether it is about what devices get of the two regions, and not about further entries of `reg`. */
export function isOfFirstEntries([low, high]: OverlappingPair): boolean {
  return low.entry === 0 && high.entry === 0;
}

/**
 * What the kernel will say of regions that overlap. It reserves nodes in the order of the tree (spec 01 §4.4), and compares
 * neighbours in its sorted table, in which each region has its first entry (§5.5).
 */
export class OverlapPrediction {
  readonly #board: BoardFacts;
  /** Each region's next one in the table. */
  readonly #next: ReadonlyMap<Node, Node>;
  readonly #order: ReadonlyMap<Region, number>;

  constructor(board: BoardFacts) {
    this.#board = board;
    const table = sortedTable(board);
    this.#next = new Map(
      table.slice(1).map((entry, index) => [table[index]?.node ?? entry.node, entry.node]),
    );
    this.#order = new Map(board.regions.map((region, index) => [region, index]));
  }

  /** The lines about two regions, of which these entries share bytes; or why there is none. */
  linesOf(pairs: readonly OverlappingPair[]): string {
    const refused = pairs.flatMap((pair) => this.#refused(pair) ?? []);
    const lines = refused.map((range) => failedReserveLine(this.#board, range.region.name, range));
    return [...new Set(lines), this.#tableLine(pairs)].join('\n');
  }

  #tableLine(pairs: readonly OverlappingPair[]): string {
    const first = pairs.find(isOfFirstEntries);
    if (first === undefined)
      return 'Linux compares the first entries of reg only, and prints nothing about these.';

    const [low, high] = first;
    if (this.#next.get(low.region.node) === high.region.node) return overlapLine(this.#board, low, high);
    if (this.#next.get(high.region.node) === low.region.node) return overlapLine(this.#board, high, low);
    return 'Linux compares neighbours only, and prints nothing about these two.';
  }

  /** memblock remembers what mapped regions keep, not the no-map ones: a mapped one refuses a no-map one after it. */
  #refused([low, high]: OverlappingPair): RegionRange | undefined {
    const { behaviours } = this.#board;
    const onlyFirst = behaviours.extraEntries === 'ignored';
    if (low.region.noMap === high.region.noMap || (onlyFirst && !isOfFirstEntries([low, high])))
      return undefined;

    const [mapped, noMap] = low.region.noMap ? [high, low] : [low, high];
    const comesFirst = (this.#order.get(mapped.region) ?? 0) < (this.#order.get(noMap.region) ?? 0);
    return comesFirst && isCheckedNoMap(this.#board, noMap) ? noMap : undefined;
  }
}

interface TableEntry extends AddressRange {
  readonly node: Node;
}

/** No region that Linux places lies higher. */
const topOfMemory = 1n << 64n;

/**
 * Static regions in the order of the kernel's table. The others take part in its sorting, since equal entries change places:
 * with address 0 where regions are placed after the check, else from the top of memory downwards.
 */
function sortedTable(board: BoardFacts): readonly TableEntry[] {
  const { behaviours, model } = board;
  const isEarly = behaviours.staticSetup === 'early-scan';
  const regions = board.regions.filter(
    (region) => behaviours.failedRegion === 'kept' || !isRefusedCmaPool(board, region),
  );
  const fixed = new Set(regions.flatMap((region) => staticEntry(board, region)));
  const placed = regions
    .filter((region) => placeSource(board, region) === 'size' && staticEntry(board, region).length === 0)
    .filter((region) => isEarly || reachesHook(board, region))
    .map(({ node }, index) => ({ node, base: isEarly ? 0n : topOfMemory - BigInt(index), size: 0n }));

  const documentOrder = model.regions.map(({ node }) => node);
  const entries = [...placed, ...fixed];
  if (isEarly) sortByDocument(entries, documentOrder);
  return sortEntries(entries, documentOrder, behaviours.sort).filter((entry) => fixed.has(entry));
}

function sortByDocument(entries: TableEntry[], documentOrder: readonly Node[]): void {
  const order = new Map(documentOrder.map((node, index) => [node, index]));
  entries.sort((a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0));
}

function staticEntry({ behaviours }: BoardFacts, region: Region): readonly TableEntry[] {
  const { node, kind } = region;
  const [first] = region.reg;
  if (kind !== 'static' || first === undefined || isMalformed(region, 'reg')) return [];
  if (first.size === 0n && behaviours.zeroSizeReg === 'not-recorded') return [];
  return [{ node, base: first.base, size: first.size }];
}
