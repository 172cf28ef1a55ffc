import { describe, expect, it } from 'vitest';
import { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { ArmIommuMapping } from '../../../../src/kernel/dma/iommu/arm-iommu-mapping.ts';
import { scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

const page = 4096;
const memory = 0x40000000n;
const limits = { limit: 0xffffffffn, maxSegmentSize: 0x10000, segmentBoundary: (1n << 64n) - 1n };

function newMapping(dmaRanges = ''): ArmIommuMapping {
  const { model } = boardFromText(`/dts-v1/;
    / {
      #address-cells = <1>;
      #size-cells = <1>;
      memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; };
      bus { #address-cells = <1>; #size-cells = <1>; ranges; ${dmaRanges} client { }; };
    };`);
  const found = profileFor({ version: '6.12', arch: 'arm' });
  const node = model.tree.nodeByPath('/bus/client');
  if (!found.ok || node === undefined) throw new Error('no device');
  return new ArmIommuMapping(new DmaDevice(node, model.tree, found.profile), page);
}

describe("32-bit Arm's own mappings behind an IOMMU", () => {
  it('go upwards from 0, each at a multiple of its size, into the first hole', () => {
    const mapping = newMapping();
    expect([page, 3 * page, page].map((size) => mapping.mapPage(memory, size))).toEqual([
      0n,
      0x4000n,
      0x1000n,
    ]);
    mapping.unmapPage(0n, page);
    expect(mapping.mapPage(memory + 0x123n, page - 0x123)).toBe(0x123n);
    expect(mapping.iovaToPhys(0x123n)).toBe(memory + 0x123n);
  });

  it('are aligned by no more than 256 pages', () => {
    // CONFIG_ARM_DMA_IOMMU_ALIGNMENT is 8: 4 MiB begin at the next MiB, not at the next 4.
    const mapping = newMapping();
    mapping.mapPage(memory, page);
    expect(mapping.mapPage(memory, 0x400000)).toBe(0x100000n);
  });

  it('lie in one bitmap each, of 128 MiB, which are added as they fill up', () => {
    // A page of bitmap has 32768 bits.
    const mapping = newMapping();
    expect([0x5000000, 0x5000000].map((size) => mapping.mapPage(memory, size))).toEqual([0n, 0x8000000n]);
    expect(mapping.mapPage(memory, 0x8000001)).toBeUndefined();
  });

  it('end where the bus does', () => {
    // 64 MiB from 0x80000000: bits for 16384 pages.
    const mapping = newMapping('dma-ranges = <0x80000000 0x40000000 0x4000000>;');
    expect(mapping.mapPage(memory, 0x4000000)).toBe(0x80000000n);
    expect(mapping.mapPage(memory, page)).toBeUndefined();
  });

  it('join entries of a list that meet at a page, each row in a block of its own', () => {
    const mapping = newMapping();
    const entries = scatterList([
      { phys: memory + 0x800n, length: 0x800 },
      { phys: memory + 0x10000n, length: page },
      { phys: memory + 0x20100n, length: 16 },
    ]);
    expect(mapping.mapSg(entries, limits)).toBe(2);
    expect(entries.map(({ dmaAddress, dmaLength }) => [dmaAddress, dmaLength]).slice(0, 2)).toEqual([
      [0x800n, 0x1800],
      [0x2100n, 16],
    ]);
    expect(mapping.iovaToPhys(0x1004n)).toBe(memory + 0x10004n);
    mapping.unmapSg(entries);
    expect(mapping.mapPage(memory, 3 * page)).toBe(0n);
  });

  it('of a list that does not fit are all given back', () => {
    const mapping = newMapping('dma-ranges = <0 0x40000000 0x8000>;');
    const entries = scatterList([
      { phys: memory + 0x10n, length: 0x3000 },
      { phys: memory + 0x20010n, length: 0x200000 },
    ]);
    expect(mapping.mapSg(entries, limits)).toBe(-12);
    expect(mapping.mapPage(memory, 0x8000)).toBe(0n);
  });
});
