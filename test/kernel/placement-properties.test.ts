import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../src/kernel/boot-kernel.ts';
import type { BootedKernel } from '../../src/kernel/booted-kernel.ts';
import { type KernelProfile, profileFor } from '../../src/kernel/profile.ts';
import { boardFromText } from '../helpers/board.ts';
import { ByteMap } from './byte-map.ts';

/** One element of the naive map: 64 KiB. Memory is 128 of them from here on; image and blob lie in it. */
const unit = 0x10000;
const base = 0x80000000;
const length = 128;
const image = { base: 32, size: 9 };
const blob = { base: 60, size: 1 };

/** With those in memblock-properties.test.ts: 10,000. */
const runs = 600;

/** A region in units: with a `base` it is static. */
interface Wanted {
  readonly base: number | undefined;
  readonly size: number;
  readonly align: number;
  readonly noMap: boolean;
  readonly range: readonly [start: number, size: number] | undefined;
}

/** Quarters of memory often meet one another, and with them the regions at their ends. */
const range = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: length })),
  fc.tuple(fc.constantFrom(0, 32, 64, 96), fc.constantFrom(32, 64)),
);

const wanted: fc.Arbitrary<Wanted> = fc.record({
  base: fc.option(fc.integer({ min: 0, max: length - 1 }), { nil: undefined, freq: 1 }),
  size: fc.integer({ min: 1, max: 24 }),
  align: fc.constantFrom(1, 2, 8, 16),
  noMap: fc.boolean(),
  range: fc.option(range, { nil: undefined, freq: 3 }),
});

const profiles = new Map<string, KernelProfile>();
for (const version of ['4.14', '5.10', '6.1', '6.12', '7.2']) {
  const found = profileFor({ version });
  if (found.ok) profiles.set(version, found.profile);
}

describe('placement against a map of 64 KiB pieces', () => {
  it('puts static and dynamic regions where the plain rules put them', () => {
    const version = fc.constantFrom(...profiles.keys());
    fc.assert(
      fc.property(version, fc.array(wanted, { minLength: 1, maxLength: 8 }), (line, regions) => {
        const kernel = booted(line, regions);
        const naive = new NaiveBoot(line, regions, tableOrder(kernel));
        expect(kernel.table.entries.map(({ name, base: at }) => [name, at])).toEqual(
          expect.arrayContaining(naive.placed.map(([index, at]) => [nameOf(index), addressOf(at)])),
        );
        expect(unitsOf(kernel)).toEqual(naive.map.bytes);
      }),
      { numRuns: runs },
    );
  });
});

/** The rules of spec 01 §4 and §5 for regions that no hook takes. */
class NaiveBoot {
  readonly map = new ByteMap(length);
  /** Index and unit of each dynamic region that found a place. */
  readonly placed: (readonly [index: number, base: number])[] = [];
  readonly #line: string;

  constructor(line: string, regions: readonly Wanted[], order: readonly number[]) {
    this.#line = line;
    this.map.add(0, length);
    this.map.reserve(image.base, image.size);
    this.map.reserve(blob.base, blob.size);
    for (const region of regions) if (region.base !== undefined) this.#reserve(region.base, region);
    const dynamic = this.#isOld ? order : regions.map((_, index) => index);
    for (const index of dynamic) {
      const region = regions[index];
      if (region !== undefined && region.base === undefined) this.#place(index, region, regions);
    }
  }

  get #isOld(): boolean {
    return ['4.14', '5.10', '6.1'].includes(this.#line);
  }

  #reserve(at: number, { size, noMap }: Wanted): void {
    if (!noMap) this.map.reserve(at, size);
    else if (this.#line === '4.14') this.map.remove(at, size);
    else {
      const isMemory = this.map.overlaps(at, size, 'isMemory');
      const isBusy = this.map.overlaps(at, size, 'isReserved');
      if (!isBusy || (this.#line !== '5.10' && !isMemory)) this.map.setNoMap(at, size, true);
    }
  }

  #place(index: number, { size, align, noMap, range }: Wanted, regions: readonly Wanted[]): void {
    const [start, span] = range ?? [0, length];
    const end = start + span;
    const searched = this.#line === '4.14' ? 0 : start;
    const isBottomUp =
      range !== undefined && !this.#isOld && this.#touches(start, regions) && !this.#touches(end, regions);
    const found = this.map.find({ size, align, start: searched, end, isBottomUp });
    if (found === undefined || found < start) return;

    this.placed.push([index, found]);
    if (!noMap || this.#line !== '5.10') this.map.reserve(found, size);
    if (noMap && ['4.14', '5.10'].includes(this.#line)) this.map.remove(found, size);
    else if (noMap) this.map.setNoMap(found, size, true);
  }

  /** Whether a unit lies in a dynamic region that has a place, its end included. */
  #touches(at: number, regions: readonly Wanted[]): boolean {
    return this.placed.some(([index, first]) => at >= first && at <= first + (regions[index]?.size ?? 0));
  }
}

function booted(line: string, regions: readonly Wanted[]): BootedKernel {
  const profile = profiles.get(line);
  if (profile === undefined) throw new Error(`no profile of ${line}`);
  const nodes = regions.map((region, index) => `${nameOf(index)} { ${propertiesOf(region)} };`);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <${base} ${length * unit}>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${nodes.join(' ')} };
};`);
  const machine = { kernelImage: rangeOf(image), fdt: rangeOf(blob), cmdline: 'cma=0' };
  return bootKernel({ model, profile, machine });
}

function propertiesOf({ base: at, size, align, noMap, range }: Wanted): string {
  const place =
    at === undefined
      ? `size = <${size * unit}>; alignment = <${align * unit}>;`
      : `reg = <${addressOf(at)} ${size * unit}>;`;
  const ranges = range === undefined ? '' : `alloc-ranges = <${addressOf(range[0])} ${range[1] * unit}>;`;
  return `${place} ${ranges} ${noMap ? 'no-map;' : ''}`;
}

/** In which order the old kernels' table has the regions: sorting has tests of its own. */
function tableOrder({ table }: BootedKernel): readonly number[] {
  return table.entries.map(({ name }) => Number(name.slice(1)));
}

/** Every unit of the booted memblock. */
function unitsOf({ memblock }: BootedKernel): ByteMap['bytes'] {
  return Array.from({ length }, (_, index) => {
    const address = addressOf(index);
    const isMemory = memblock.overlapsMemory(address, 1n);
    return {
      isMemory,
      isNoMap: isMemory && !memblock.isMapMemory(address),
      isReserved: memblock.overlapsReserved(address, 1n),
    };
  });
}

function nameOf(index: number): string {
  return `r${index}`;
}

function addressOf(index: number): bigint {
  return BigInt(base + index * unit);
}

function rangeOf(range: { readonly base: number; readonly size: number }) {
  return { base: addressOf(range.base), size: BigInt(range.size * unit) };
}
