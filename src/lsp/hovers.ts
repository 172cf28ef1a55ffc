import type { Node, Property } from '../devicetree/tree.ts';
import type { Region, RegionUse } from '../memory/model.ts';
import { formatBytes, hex } from '../memory/quantity.ts';
import type { Board } from '../project/board.ts';
import type { Place } from '../source/place.ts';
import type { BoardBoot } from './board-boot.ts';
import type { ViewHover } from './board-view.ts';
import { deviceMarkdown, entryText } from './device-hover.ts';
import { code } from './markdown.ts';
import { locate } from './positions.ts';
import { rangeText, regionMarkdown } from './region-hover.ts';

/** So many regions and devices have hovers; real boards have some fifty. */
const mostSubjects = 500;
const mostHovers = 5000;

/**
 * What there is to tell at places of files, by path: at a region's names, labels and references, at the cells of its `reg` and `size`, and
 * at each `memory-region` and its entries.
 *
 * @param isShown whether anybody can hover there
 */
export function hoversOf(
  { model }: Board,
  boot: BoardBoot,
  isShown: (path: string) => boolean,
): ReadonlyMap<string, readonly ViewHover[]> {
  const hovers = new Hovers(isShown);
  const texts = new Map<Region, string>();
  for (const region of model.regions.slice(0, mostSubjects)) {
    if (hovers.isFull) break;
    const places = [...namePlaces(region.node), ...region.users.map(({ place }) => place)];
    if (!places.some((place) => hovers.isShown(place))) continue;
    const text = regionMarkdown(region, boot);
    texts.set(region, text);
    for (const place of namePlaces(region.node)) hovers.add(place, text);
    for (const [place, cells] of cellTexts(region)) hovers.add(place, cells);
  }
  for (const [property, uses] of [...usesByProperty(model.uses)].slice(0, mostSubjects)) {
    if (hovers.isFull || !hovers.isShown(property.place)) continue;
    const isMemoryRegion = property.name === 'memory-region';
    if (isMemoryRegion) hovers.add(property.place, deviceMarkdown(property, uses, boot));
    const device = boot.result?.devices.find(({ node }) => node === property.node);
    for (const use of uses.slice(0, mostSubjects)) {
      const entry = isMemoryRegion ? [entryText(use, device, boot)] : [];
      const region = use.region === undefined ? undefined : texts.get(use.region);
      const text = [...entry, ...(region === undefined ? [] : [region])].join('\n\n---\n\n');
      if (text !== '') hovers.add(use.place, text);
    }
  }
  return hovers.byPath;
}

class Hovers {
  readonly byPath = new Map<string, ViewHover[]>();
  readonly #isShown: (path: string) => boolean;
  #count = 0;

  constructor(isShown: (path: string) => boolean) {
    this.#isShown = isShown;
  }

  get isFull(): boolean {
    return this.#count >= mostHovers;
  }

  isShown({ file }: Place): boolean {
    return file.absolutePath !== undefined && this.#isShown(file.absolutePath);
  }

  add(place: Place, markdown: string): void {
    if (this.isFull || !this.isShown(place)) return;
    const located = locate(place);
    if (located === undefined) return;
    const { path, range } = located;
    const own = this.byPath.get(path) ?? [];
    own.push({ range, markdown });
    this.byPath.set(path, own);
    this.#count++;
  }
}

/** Where a node is called by name: in each definition of it, and its labels. */
function namePlaces({ writes, labels }: Node): readonly Place[] {
  return [
    ...writes.filter(({ kind }) => kind !== 'deleted').map(({ place }) => place),
    ...labels.map(({ place }) => place),
  ];
}

const mostEntries = 16;

/** The cells of `reg` and `size`, decoded. */
function cellTexts({ node, reg, size, name }: Region): readonly (readonly [Place, string])[] {
  const texts: (readonly [Place, string])[] = [];
  const regProperty = node.property('reg');
  const length = reg.length === 0 ? 0 : (regProperty?.value.length ?? 0) / reg.length;
  reg.slice(0, mostEntries).forEach((range, index) => {
    const which = reg.length === 1 ? '' : ` entry ${index} of ${reg.length}:`;
    const text = `${code(name)} ${code('reg')}:${which} ${rangeText(range)}`;
    for (const place of cellsIn(regProperty, index * length, (index + 1) * length)) texts.push([place, text]);
  });
  const sizeProperty = node.property('size');
  if (size !== undefined && sizeProperty !== undefined) {
    const text = `${code(name)} ${code('size')}: ${code(hex(size))}, that is ${formatBytes(size)}`;
    for (const place of cellsIn(sizeProperty, 0, sizeProperty.value.length)) texts.push([place, text]);
  }
  return texts;
}

/** Cells of one entry; a tree may claim a thousand. */
const mostCells = 8;

function cellsIn(property: Property | undefined, from: number, end: number): readonly Place[] {
  const places: Place[] = [];
  if (property === undefined) return places;
  for (let offset = Math.floor(from); offset < end && places.length < mostCells; offset += 4)
    places.push(property.placeOfByte(offset));
  return places;
}

function usesByProperty(uses: readonly RegionUse[]): ReadonlyMap<Property, readonly RegionUse[]> {
  const byProperty = new Map<Property, RegionUse[]>();
  for (const use of uses) {
    const own = byProperty.get(use.property);
    if (own === undefined) byProperty.set(use.property, [use]);
    else own.push(use);
  }
  return byProperty;
}
