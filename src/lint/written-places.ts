import type { Node, Property, Write } from '../devicetree/tree.ts';
import type { MemoryModel, Region } from '../memory/model.ts';
import type { Place } from '../source/place.ts';
import type { RegionRange } from './board-facts.ts';
import type { Related } from './finding.ts';

/** As many places tell a property's history: a hostile tree may write it a thousand times. */
const longestHistory = 4;

/** The write that is in force. */
export function lastWrite(property: Property | undefined): Write | undefined {
  return property?.writes.findLast(({ kind }) => kind !== 'deleted');
}

/** The number of the last top-level statement that made an enabled region what it is: its `reg`, or its `status`. */
export function lastStatement(region: Region): number {
  const writes = [lastWrite(region.node.property('reg')), lastWrite(region.node.property('status'))];
  return Math.max(...writes.map((write) => write?.statement ?? -1));
}

/** A region's entry of `reg`, and the places that led to it: where the node began, what `reg` was before, who enabled it. */
export function placesOfRange(range: RegionRange): readonly Related[] {
  return [{ message: `${range.region.path} lies here`, place: range.place }, ...changesOf(range)];
}

/** The same without the entry itself, and with the constants that its numbers came from. */
export function historyOfRange(range: RegionRange): readonly Related[] {
  return [...changesOf(range), ...range.cells.flatMap((place) => macroPlaces(place).filter(isConstant))];
}

function changesOf({ region }: RegionRange): readonly Related[] {
  const { node, path } = region;
  const reg = node.property('reg');
  const status = node.property('status');
  const wasDisabled = status !== undefined && earlierWrites(status).length > 0;

  return [
    { message: `${path} is defined here`, place: node.place },
    ...(reg === undefined ? [] : earlierWrites(reg)).map(({ place }) => ({
      message: `${path} had another reg before`,
      place,
    })),
    ...overrides(node, [lastWrite(reg), wasDisabled ? lastWrite(status) : undefined]),
    ...(wasDisabled ? [{ message: `${path} is enabled here`, place: status.place }] : []),
  ];
}

/** Whether a macro's definition is one without parameters: helpers such as MiB() explain nothing. */
function isConstant({ place }: Related): boolean {
  return place.file.text[place.end] !== '(';
}

/** Where a later statement than the node's first reopens it to make one of these writes. */
function overrides(node: Node, writes: readonly (Write | undefined)[]): readonly Related[] {
  const statements = new Set(writes.map((write) => write?.statement));
  const first = node.writes[0]?.statement;
  return node.writes
    .filter(({ kind, statement }) => kind !== 'deleted' && statement !== first && statements.has(statement))
    .slice(-longestHistory)
    .map(({ place }) => ({ message: `${node.path} is changed here`, place }));
}

/** The writes that a later one replaced, the latest of them. */
export function earlierWrites(property: Property): readonly Write[] {
  const writes = property.writes.filter(({ kind }) => kind !== 'deleted');
  return writes.slice(0, -1).slice(-longestHistory);
}

/** Where the root says its cell counts. */
export function rootCellPlaces({ tree }: MemoryModel): readonly Related[] {
  return ['#address-cells', '#size-cells'].flatMap((name) => {
    const property = tree.root.property(name);
    return property === undefined ? [] : [{ message: `the root's ${name}`, place: property.place }];
  });
}

/** Where the macros were defined that a place came through, the innermost first. */
export function macroPlaces(place: Place): readonly Related[] {
  const found: Related[] = [];
  for (let use = place.via; use !== undefined && found.length < longestHistory; use = use.parent) {
    if (use.definition === undefined) continue;
    found.push({ message: `${use.name} is defined here`, place: use.definition });
  }
  return found;
}
