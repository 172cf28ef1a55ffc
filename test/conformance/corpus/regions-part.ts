import { readRanges } from '../../../src/memory/cells.ts';
import type { AddressRange, MemoryModel, MemoryNode, Region } from '../../../src/memory/model.ts';
import { hex } from '../../../src/memory/quantity.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import type { Place } from '../../../src/source/place.ts';
import type { ExpectedBoard, ExpectedRegion } from './corpus-folder.ts';
import { relativeTo } from './relative-to.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** Holds what we read of each board's memory against regions.ndjson.gz. */
export class RegionsPart implements CorpusPart {
  readonly name = 'regions';
  readonly #tally = new Tally('regions');
  readonly #sources: string;

  constructor(sources: string) {
    this.#sources = sources;
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare(expected: ExpectedBoard, { board }: LoadedBoard): void {
    this.#tally.board();
    if (board === undefined) this.#tally.difference(expected.board, 'there is no board');
    else compareRegions(this.#tally, expected, board.model, this.#sources);
  }

  summary(): string {
    return this.#tally.summary();
  }
}

/**
 * Holds a board's model against regions.ndjson.gz, which another program read from the blobs: cells, /memreserve/, memory
 * nodes, and of every node below /reserved-memory its properties, values, flags, labels, users and first places.
 */
function compareRegions(tally: Tally, expected: ExpectedBoard, model: MemoryModel, sources: string): void {
  const { board } = expected;
  tally.equal(board, 'cells', '#address-cells', model.rootCells.address, expected.addressCells);
  tally.equal(board, 'cells', '#size-cells', model.rootCells.size, expected.sizeCells);
  tally.equal(
    board,
    'memreserve lists',
    '/memreserve/',
    model.memreserves.map(({ address, size }) => [hex(address), hex(size)]),
    expected.memreserve,
  );
  tally.equal(
    board,
    'bank lists',
    'memory',
    model.memoryNodes.map((node) => memoryOf(node, model)),
    expected.memory,
  );

  const regions = new Map([...model.regions, ...model.nestedRegions].map((region) => [region.path, region]));
  tally.equal(
    board,
    'region lists',
    'the list of regions',
    [...regions.keys()].sort(),
    expected.regions.map(({ node }) => node).sort(),
  );
  for (const wanted of expected.regions) {
    const region = regions.get(wanted.node);
    if (region !== undefined) compareRegion(tally, board, region, wanted, model, sources);
  }
}

/** The file lists `reg`; our banks are what Linux takes, which is `linux,usable-memory` where a node has it. */
function memoryOf(memory: MemoryNode, model: MemoryModel): unknown {
  const { node, available } = memory;
  const reg = node.property('reg');
  const overridden = node.property('linux,usable-memory') !== undefined;
  const banks = overridden ? (reg === undefined ? [] : readRanges(reg, model.rootCells)) : memory.banks;
  return { node: node.path, available, reg: banks.map(pair) };
}

function compareRegion(
  tally: Tally,
  board: string,
  region: Region,
  wanted: ExpectedRegion,
  model: MemoryModel,
  sources: string,
): void {
  const { node } = region;
  const check = (kind: string, what: string, got: unknown, expected: unknown): void =>
    tally.equal(board, kind, `${what} of ${wanted.node}`, got, expected);

  const names = [...node.properties.keys()].filter((name) => name !== 'phandle' && name !== 'linux,phandle');
  tally.compared('regions');
  check('property lists', 'the list of properties', names, wanted.properties);
  check(
    'label lists',
    'the list of labels',
    node.labels.map(({ name }) => name).sort(),
    [...wanted.labels].sort(),
  );
  check('flags', 'status', region.available, wanted.available);
  check('flags', 'no-map', region.noMap, wanted.noMap);
  check('flags', 'reusable', region.reusable, wanted.reusable);
  check('flags', 'linux,cma-default', region.cmaDefault, wanted.cmaDefault);
  check('flags', 'linux,dma-default', region.dmaDefault, wanted.dmaDefault);
  check('compatibles', 'compatible', region.compatible, wanted.compatible);

  check('values', 'reg', listOf(node.property('reg'), region.reg), wanted.reg);
  check('values', 'size', numberOf(region.size), wanted.size);
  check('values', 'alignment', numberOf(region.alignment), wanted.alignment);
  check(
    'values',
    'alloc-ranges',
    listOf(node.property('alloc-ranges'), region.allocRanges),
    wanted['alloc-ranges'],
  );

  tally.compared('users', wanted.users.length);
  check('user lists', 'the list of users', usersOf(region), wanted.users);

  if (wanted.source.length > 0) {
    const namesakes = new Set(namesakePlaces(region, model, sources));
    const expected = wanted.source.find((source) => !namesakes.has(source));
    check('sources', 'the first place', placeOf(node.place, sources), expected);
  }
}

/**
 * Where other nodes of the region's name were written: the file's places were found by name, and many a board has a framebuffer
 * of its region's name in /chosen.
 */
function namesakePlaces(region: Region, model: MemoryModel, sources: string): readonly string[] {
  const others = [...model.tree.nodes()].filter(({ name }) => name === region.name);
  return others
    .filter((other) => other !== region.node)
    .flatMap(({ writes }) => writes.map(({ place }) => placeOf(place, sources)));
}

function pair({ base, size }: AddressRange): readonly [string, string] {
  return [hex(base), hex(size)];
}

function listOf(property: unknown, ranges: readonly AddressRange[]): unknown {
  return property === undefined ? undefined : ranges.map(pair);
}

function numberOf(value: bigint | undefined): string | undefined {
  return value === undefined ? undefined : hex(value);
}

function usersOf(region: Region): unknown {
  return region.users.map(({ device, property, index, deviceAvailable }) => ({
    node: device.path,
    property: property.name,
    index,
    available: deviceAvailable,
  }));
}

/** File and line, the file as the corpus names it. */
function placeOf({ file, start }: Place, sources: string): string {
  return `${relativeTo(sources, file.absolutePath ?? file.path)}:${file.lineColumn(start).line}`;
}
