import type { Node, Property, Write } from '../devicetree/tree.ts';
import type { MemoryModel, Region } from '../memory/model.ts';
import type { Place } from '../source/place.ts';
import type { RegionRange } from './board-facts.ts';
import type { Related } from './finding.ts';

/** As many places tell a property's history: a hostile tree may write it a thousand times. */
const longestHistory = 4;
/** So much of a macro's body is looked at. */
const longestBody = 2000;

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
  return [{ message: `${range.region.name} lies here`, place: range.place }, ...changesOf(range)];
}

/** The same without the entry itself, and with the constants that its numbers came from. */
export function historyOfRange(range: RegionRange): readonly Related[] {
  return [...changesOf(range), ...range.cells.flatMap((place) => macroPlaces(place))];
}

function changesOf({ region }: RegionRange): readonly Related[] {
  const { node, name } = region;
  const reg = node.property('reg');
  const status = node.property('status');
  const wasDisabled = status !== undefined && earlierWrites(status).length > 0;
  // Where the node began is worth a line only if no reg that is shown stands there.
  const [first] = reg?.writes ?? [];
  const isElsewhere = first?.statement !== node.writes[0]?.statement;

  return [
    ...(isElsewhere ? [{ message: `${name} is defined here`, place: node.place }] : []),
    ...(reg === undefined ? [] : earlierWrites(reg)).map(({ place }) => ({
      message: `reg of ${name} before`,
      place,
    })),
    ...overrides(node, lastWrite(reg)),
    ...(wasDisabled ? [{ message: `${name} is enabled here`, place: status.place }] : []),
  ];
}

/** Where a later statement than the node's first reopens it to make this write. */
function overrides(node: Node, made: Write | undefined): readonly Related[] {
  if (made === undefined || made.statement === node.writes[0]?.statement) return [];
  return node.writes
    .filter(({ kind, statement }) => kind !== 'deleted' && statement === made.statement)
    .slice(-longestHistory)
    .map(({ place }) => ({ message: `${node.name} is changed here`, place }));
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

/** Where the macros were defined that a place came through, the innermost first; without helpers such as MiB(). */
export function macroPlaces(place: Place): readonly Related[] {
  const found: Related[] = [];
  for (let use = place.via; use !== undefined && found.length < longestHistory; use = use.parent) {
    if (use.definition === undefined || isHelper(use.definition)) continue;
    found.push({ message: `${use.name} is defined here`, place: use.definition });
  }
  return found;
}

/** Nothing is learnt from the definition of a macro with parameters that only makes a number of them. */
function isHelper({ file, end }: Place): boolean {
  const [body = ''] = /(?:[^\n\\]|\\[\s\S])*/.exec(file.text.slice(end, end + longestBody)) ?? [];
  return body.startsWith('(') && !/[;{]/.test(body);
}
