import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FoundBytes } from '../../src/devicetree/tree.ts';
import { RamFilter } from '../../src/lint/ram-filter.ts';
import { translateAddress } from '../../src/memory/address-translation.ts';
import { busCells, readNumber } from '../../src/memory/cells.ts';
import { byteCounter } from '../../src/memory/ranges.ts';
import { boardFromText } from '../helpers/board.ts';

const ram = [
  { base: 0x1000n, size: 0x1000n },
  { base: 0x8_0000_0000n, size: 0x8000_0000n },
];
const wideRam = [{ base: 1n << 63n, size: 1n << 40n }];

// Words that meet: small ones, both ends of the banks, and what plain numbers cannot tell.
const word = fc.constantFrom(0, 1, 0x8, 0xfff, 0x1000, 0x1800, 0x2000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff);
const words = (count: number) => fc.array(word, { minLength: count, maxLength: count });
const cells = fc.record({ address: fc.integer({ min: 0, max: 3 }), size: fc.integer({ min: 0, max: 3 }) });
const list = (numbers: readonly number[]): string =>
  `<${numbers.map((number) => `0x${number.toString(16)}`).join(' ')}>`;

const board = fc
  .record({
    cells,
    ranges: fc.oneof(fc.constant(undefined), fc.nat({ max: 2 })),
    name: fc.constantFrom('soc', 'reserved-memory@1'),
    status: fc.constantFrom('', 'status = "disabled";'),
    seeds: words(40),
  })
  .map(({ cells: { address, size }, ranges, name, status, seeds }) => {
    const windows = ranges === undefined ? undefined : seeds.slice(0, ranges * (address + 2 + size));
    const property =
      windows === undefined ? '' : windows.length === 0 ? 'ranges;' : `ranges = ${list(windows)};`;
    const reg = seeds.slice(40 - address - size);
    return `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
      ${name} { #address-cells = <${address}>; #size-cells = <${size}>; ${property} ${status}
        device { ${reg.length === 0 ? 'reg;' : `reg = ${list(reg)};`} }; }; };`;
  });

const whole = (bytes: Uint8Array): FoundBytes => ({ bytes, start: 0, end: bytes.length });

const edges = ram.flatMap(({ base, size }) => [base, base + size]);
const offset = fc.constantFrom(-0x1001n, -0x1000n, -0x10n, -1n, 0n, 1n, 0x10n, 0xfffn, 0x1000n);
const length = fc.constantFrom(1n, 2n, 0x10n, 0x11n, 0x1000n, 0x1001n);

// A window that leads to an edge of RAM, behind one that may lie before it, and registers that begin near that edge.
const boardAtAnEdge = fc
  .record({
    edge: fc.constantFrom(...edges),
    child: fc.constantFrom(0n, 0x1000n, 0x4_0000_0000n),
    before: fc.boolean(),
    windowOffset: offset,
    windowSize: length,
    regOffset: offset,
    regSize: length,
  })
  .map(({ edge, child, before, windowOffset, windowSize, regOffset, regSize }) => {
    const parent = edge + windowOffset;
    const start = child - windowOffset + regOffset;
    const other = `${pair(child + windowSize)} ${pair(parent + windowSize + 0x100_0000n)} ${pair(0x10n)}`;
    return `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
      soc { #address-cells = <2>; #size-cells = <2>;
        ranges = <${before ? other : ''} ${pair(child)} ${pair(parent < 0n ? 0n : parent)} ${pair(windowSize)}>;
        device { reg = <${pair(start < 0n ? 0n : start)} ${pair(regSize)}>; }; }; };`;
  });

function pair(number: bigint): string {
  return `0x${(number >> 32n).toString(16)} 0x${(number & 0xffff_ffffn).toString(16)}`;
}

test.each([
  ['plain numbers tell', ram, board, 300],
  ['they do not', wideRam, board, 300],
  ['RAM begins or ends', ram, boardAtAnEdge, 500],
] as const)('no device whose registers lie in RAM is passed by, where %s', (_, banks, boards, numRuns) => {
  const bytesIn = byteCounter(banks);
  fc.assert(
    fc.property(boards, (text) => {
      const { tree } = boardFromText(text);
      const [bus] = tree.root.children.values();
      const device = bus?.child('device');
      const reg = device?.property('reg')?.value;
      if (bus === undefined || device === undefined || reg === undefined) throw new Error('no device');
      const { address, size } = busCells(bus);
      const base = translateAddress(device, readNumber(reg, 0, address));
      const length = readNumber(reg, address * 4, size);
      const isInRam = size !== 0 && base !== undefined && length > 0n && bytesIn({ base, size: length }) > 0n;
      const counts = isInRam && bus.name === 'soc' && bus.property('status') === undefined;
      if (counts) expect(new RamFilter(banks).passesBy(bus, whole(reg))).toBe(false);
    }),
    { numRuns },
  );
});

test('a device beside RAM is passed by, through windows and without', () => {
  const { tree } = boardFromText(`/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    soc { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x8 0x0 0x1000>, <0x10000 0x0 0x10000 0x10000>;
      inside { reg = <0x800 0x10>; }; beside { reg = <0x10000 0x10>; }; nowhere { reg = <0x40000 0x10>; }; }; };`);
  const bus = tree.nodeByPath('/soc');
  if (bus === undefined) throw new Error('no bus');
  const filter = new RamFilter(ram);
  const passed = [...bus.children.values()].filter((node) =>
    filter.passesBy(bus, whole(node.property('reg')?.value ?? new Uint8Array(0))),
  );
  expect(passed.map(({ name }) => name)).toEqual(['beside', 'nowhere']);
});
