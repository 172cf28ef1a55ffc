import fc from 'fast-check';
import type { MachineRequest } from '../../src/kernel/machine.ts';
import type { AddressRange } from '../../src/memory/model.ts';

/** Where the boot loader puts things on these boards: beneath all regions. */
export const placement: MachineRequest = {
  kernelImage: { base: 0x84000000n, size: 0x2000000n },
  fdt: { base: 0x88000000n, size: 0x20000n },
};

/** The RAM, 1 GiB. */
export const memory: readonly AddressRange[] = [{ base: 0x80000000n, size: 0x40000000n }];

/** A property of cells: how many more or fewer than the root asks for, and what it says. */
interface Cells {
  readonly address: number;
  readonly size: number;
}

interface RandomRegion {
  readonly reg: readonly (readonly [base: number, size: number])[] | undefined;
  readonly size: number | undefined;
  readonly alignment: number | undefined;
  readonly flags: readonly string[];
  readonly compatible: string | undefined;
  readonly status: string | undefined;
  /** Cells too many (or, negative, too few) in `reg`, `size` and `alignment`. */
  readonly slip: number;
}

const mebibyte = 0x100000;

/** Steps of 1 MiB close together, so that they meet; sizes of halves, so that some do not fit the CMA unit. */
const range = fc.tuple(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }).map((step) => 0x90000000 + step * mebibyte) },
    { weight: 1, arbitrary: fc.constantFrom(0x70000000, 0x7ff80000, 0xc0000000) },
  ),
  fc.integer({ min: 0, max: 12 }).map((step) => (step * mebibyte) / 2),
);

const mostly = <T>(value: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: others });

const region: fc.Arbitrary<RandomRegion> = fc.record({
  reg: fc.oneof(
    { weight: 6, arbitrary: range.map((one) => [one]) },
    { weight: 1, arbitrary: fc.array(range, { minLength: 1, maxLength: 2 }) },
    { weight: 2, arbitrary: fc.constant(undefined) },
  ),
  size: fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: 1, max: 8 }).map((step) => (step * mebibyte) / 2),
  ),
  alignment: mostly<number | undefined>(undefined, fc.constant(mebibyte)),
  flags: fc.subarray(['no-map', 'reusable', 'linux,cma-default']),
  compatible: fc.constantFrom('shared-dma-pool', undefined, 'vendor,thing'),
  status: mostly<string | undefined>(undefined, fc.constantFrom('okay', 'disabled', 'reserved')),
  slip: mostly(0, fc.constantFrom(-1, 1)),
});

const board = fc.record({
  root: mostly<Cells>(
    { address: 2, size: 2 },
    fc.constantFrom({ address: 1, size: 1 }, { address: 2, size: 1 }),
  ),
  reserved: mostly<Partial<Cells>>({}, fc.constantFrom({ address: 1 }, { size: 1 })),
  ranges: mostly(true, fc.constant(false)),
  regions: fc.array(region, { minLength: 1, maxLength: 6 }),
  memreserves: fc.array(range, { maxLength: 1 }),
  cma: mostly(false, fc.constant(true)),
});

/** The text of a small board for arm64, right or wrong in the ways that lint knows; each region has a device. */
export const randomBoard: fc.Arbitrary<string> = board.map(
  ({ root, reserved, ranges, regions, memreserves, cma }) => {
    const cells = ({ address, size }: Cells): string =>
      `#address-cells = <${address}>; #size-cells = <${size}>;`;
    const nodes = regions.map((one, index) => `r${index}: r${index} { ${properties(one, root)} };`);
    const devices = regions.map((_, index) => `d${index} { memory-region = <&r${index}>; };`);
    return `/dts-v1/;
${memreserves.map(([base, size]) => `/memreserve/ ${base} ${size};`).join('\n')}
/ { ${cells(root)}
	chosen { bootargs = "${cma ? 'cma=16M' : ''}"; };
	memory@80000000 { device_type = "memory"; reg = <${number(0x80000000, root.address)} ${number(0x40000000, root.size)}>; };
	reserved-memory { ${cells({ ...root, ...reserved })} ${ranges ? 'ranges;' : ''}
		${nodes.join('\n\t\t')}
	};
	${devices.join('\n\t')}
};
`;
  },
);

function properties(region: RandomRegion, root: Cells): string {
  const { reg, alignment, flags, compatible, status, slip } = region;
  const size = reg === undefined ? (region.size ?? 2 * mebibyte) : region.size;
  const entries = reg
    ?.map(([base, length]) => `${number(base, root.address)} ${number(length, root.size)}`)
    .join(' ');
  return [
    ...(entries === undefined ? [] : [entries === '' ? 'reg;' : `reg = <${slipped(entries, slip)}>;`]),
    ...(size === undefined
      ? []
      : [`size = <${slipped(number(size, root.size), reg === undefined ? slip : 0)}>;`]),
    ...(alignment === undefined ? [] : [`alignment = <${number(alignment, root.address)}>;`]),
    ...flags.map((flag) => `${flag};`),
    ...(compatible === undefined ? [] : [`compatible = "${compatible}";`]),
    ...(status === undefined ? [] : [`status = "${status}";`]),
  ].join(' ');
}

function number(value: number, cells: number): string {
  return `${'0 '.repeat(cells - 1)}0x${value.toString(16)}`;
}

function slipped(cells: string, slip: number): string {
  if (slip > 0) return `${cells} 0`;
  return slip < 0 ? cells.split(' ').slice(1).join(' ') : cells;
}
