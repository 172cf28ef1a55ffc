import { describe, expect, test } from 'vitest';
import type { AddressRange, MemoryModel, Region } from '../../src/memory/model.ts';
import { boardFromText } from '../helpers/board.ts';

function modelOf(body: string): MemoryModel {
  return boardFromText(`/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\n${body}\n};`).model;
}

function regionOf(properties: string): Region {
  const model = modelOf(
    `reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; region { ${properties} }; };`,
  );
  const [region] = model.regions;
  if (region === undefined) throw new Error('no region');
  return region;
}

function pairs(ranges: readonly AddressRange[]): readonly (readonly [bigint, bigint])[] {
  return ranges.map(({ base, size }) => [base, size]);
}

describe('the banks', () => {
  test('are the sized entries of memory nodes below the root, in tree order', () => {
    const model = modelOf(`
      memory@80000000 { device_type = "memory"; reg = <0x8 0x80000000 0 0x40000000>, <0 0x80000000 0 0x80000000>; };
      memory@0 { device_type = "memory"; reg = <0 0 0 0>; };
    `);
    expect(pairs(model.banks)).toEqual([
      [0x8_8000_0000n, 0x4000_0000n],
      [0x8000_0000n, 0x8000_0000n],
    ]);
    expect(model.memoryNodes.map(({ banks }) => banks.length)).toEqual([2, 1]);
  });

  test('come from linux,usable-memory where it is given', () => {
    const model = modelOf(
      'memory { device_type = "memory"; reg = <0 0 0 1>; linux,usable-memory = <0 0x1000 0 0x2000>; };',
    );
    expect(pairs(model.banks)).toEqual([[0x1000n, 0x2000n]]);
  });

  test('leave out a disabled node, one without the device type, and one on a bus, which stay in the list of memory nodes', () => {
    const model = modelOf(`
      memory@1 { device_type = "memory"; status = "disabled"; reg = <0 1 0 1>; };
      memory@2 { reg = <0 2 0 1>; };
      soc { #address-cells = <1>; #size-cells = <1>; sram@3 { device_type = "memory"; reg = <3 4>; }; };
    `);
    expect(model.banks).toEqual([]);
    expect(
      model.memoryNodes.map(({ node, available, deviceTypeIsMemory }) => [
        node.path,
        available,
        deviceTypeIsMemory,
      ]),
    ).toEqual([
      ['/memory@1', false, true],
      ['/memory@2', true, false],
      ['/soc/sram@3', true, true],
    ]);
    expect(pairs(model.memoryNodes[2]?.banks ?? [])).toEqual([[3n, 4n]]);
  });

  test('leave out a last entry that is cut short', () => {
    const model = modelOf('memory { device_type = "memory"; reg = <0 1 0 2 0 3>; };');
    expect(pairs(model.banks)).toEqual([[1n, 2n]]);
  });
});

describe('cells', () => {
  test('are 1 and 1 where the root has none', () => {
    const { model } = boardFromText(
      '/dts-v1/; / { memory { device_type = "memory"; reg = <0x1000 0x2000>; }; };',
    );
    expect(model.rootCells).toEqual({ address: 1, size: 1 });
    expect(pairs(model.banks)).toEqual([[0x1000n, 0x2000n]]);
  });

  test('beyond two keep the low 64 bits', () => {
    const { model } = boardFromText(`/dts-v1/; / { #address-cells = <3>; #size-cells = <2>;
      memory { device_type = "memory"; reg = <0xdead 1 2 3 4>; }; };`);
    expect(pairs(model.banks)).toEqual([[0x1_0000_0002n, 0x3_0000_0004n]]);
  });

  test('of a count that no property can have read as no entries', () => {
    const { model } = boardFromText(`/dts-v1/; / { #address-cells = <0xffffffff>; #size-cells = <0>;
      memory { device_type = "memory"; reg = <1>; }; };`);
    expect(model.banks).toEqual([]);
  });

  test('of /reserved-memory do not matter to its regions, only whether Linux takes the node', () => {
    const model = modelOf(
      'reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; r { reg = <0 1 0 2>; }; };',
    );
    expect(pairs(model.regions[0]?.reg ?? [])).toEqual([[1n, 2n]]);
    expect(model.reservedMemoryUsable).toBe(false);
  });
});

describe('a region', () => {
  test('is static with reg, dynamic with size, and a placeholder with neither', () => {
    expect(regionOf('reg = <0 1 0 2>; size = <0 3>;').kind).toBe('static');
    expect(regionOf('size = <0 3>;').kind).toBe('dynamic');
    expect(regionOf('reg; size = <0 3>;').kind).toBe('dynamic');
    expect(regionOf('no-map;').kind).toBe('placeholder');
  });

  test('has every value that its properties have', () => {
    const region = regionOf(`
      compatible = "shared-dma-pool", "vendor,pool"; reusable; linux,cma-default;
      size = <1 0>; alignment = <0 0x200000>; alloc-ranges = <0 0x40000000 0 0x10000000>, <0 0 0 0>;
    `);
    expect(region).toMatchObject({
      compatible: ['shared-dma-pool', 'vendor,pool'],
      noMap: false,
      reusable: true,
      cmaDefault: true,
      dmaDefault: false,
      size: 0x1_0000_0000n,
      alignment: 0x20_0000n,
      malformed: [],
    });
    expect(pairs(region.allocRanges)).toEqual([
      [0x4000_0000n, 0x1000_0000n],
      [0n, 0n],
    ]);
  });

  test.each([
    ['reg', 'reg = <0 1 0>;'],
    ['size', 'size = <3>;'],
    ['alignment', 'size = <0 3>; alignment = <1>;'],
    ['alloc-ranges', 'size = <0 3>; alloc-ranges = <0 1 0>;'],
  ])('is malformed where %s does not fit the cells', (name, properties) => {
    expect(regionOf(properties).malformed.map((property) => property.name)).toEqual([name]);
  });

  test.each([
    ['', true],
    ['status = "okay";', true],
    ['status = "ok";', true],
    ['status = "Okay";', false],
    ['status = "reserved";', false],
    ['status;', false],
  ])('with `%s` is available: %s', (properties, available) => {
    expect(regionOf(properties).available).toBe(available);
  });

  test('points at the cells of its values', () => {
    const { file, start, end } =
      regionOf('reg = <0 0x1000 0 0x2000>;').reg[0]?.sizePlace ?? expect.fail('no entry');
    expect(file.text.slice(start, end)).toBe('0');
    expect(file.text.slice(start, start + 8)).toBe('0 0x2000');
  });

  test('does not include its own children, which older kernels take for regions', () => {
    const model = modelOf('reserved-memory { outer { reg = <0 1 0 2>; inner { reg = <3 4>; }; }; };');
    expect(model.regions.map(({ path }) => path)).toEqual(['/reserved-memory/outer']);
    expect(model.nestedRegions.map(({ path }) => path)).toEqual(['/reserved-memory/outer/inner']);
  });
});

describe('the uses of regions', () => {
  const model = modelOf(`
    reserved-memory { pool: pool { size = <0 1>; }; other: other { size = <0 1>; }; };
    elsewhere: sram {};
    soc { status = "disabled"; video { memory-region = <&pool>, <&other>; memory-region-names = "luma"; }; };
    codec { memory-region = <&elsewhere>, <0x1234>, <&pool>; };
    mailbox { shmem = <&other>, <&elsewhere>; };
  `);

  test('are every entry of every memory-region, and what else names a region', () => {
    expect(
      model.uses.map(({ device, property, index, name, region }) => [
        device.path,
        property.name,
        index,
        name,
        region?.name,
      ]),
    ).toEqual([
      ['/soc/video', 'memory-region', 0, 'luma', 'pool'],
      ['/soc/video', 'memory-region', 1, undefined, 'other'],
      ['/codec', 'memory-region', 0, undefined, undefined],
      ['/codec', 'memory-region', 1, undefined, undefined],
      ['/codec', 'memory-region', 2, undefined, 'pool'],
      ['/mailbox', 'shmem', 0, undefined, 'other'],
    ]);
  });

  test('know the node that a phandle names, region or not', () => {
    expect(model.uses.slice(2, 4).map(({ target }) => target?.path)).toEqual(['/sram', undefined]);
    expect(model.uses[3]?.phandle).toBe(0x1234);
  });

  test('stand at the region, too', () => {
    expect(model.regions[0]?.users.map(({ device }) => device.path)).toEqual(['/soc/video', '/codec']);
  });

  test('of a device on a disabled bus are not available', () => {
    expect(model.uses.map(({ deviceAvailable }) => deviceAvailable)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });

  test('stand where the reference was written', () => {
    const { file, start, end } = model.uses[1]?.place ?? expect.fail('no use');
    expect(file.text.slice(start, end)).toBe('&other');
  });
});

test('a memory-region of a hundred thousand entries costs no stack', () => {
  const cells = Array.from({ length: 150_000 }, () => '1').join(' ');
  expect(modelOf(`device { memory-region = <${cells}>; };`).uses).toHaveLength(150_000);
});
