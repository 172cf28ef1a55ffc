import { describe, expect, test } from 'vitest';
import { translateAddress } from '../../src/memory/address-translation.ts';
import { type DmaRanges, dmaRangesOf } from '../../src/memory/dma-ranges.ts';
import { boardFromText } from '../helpers/board.ts';

const root = '#address-cells = <2>; #size-cells = <2>;';

function translate(buses: string, path: string, address: bigint): bigint | undefined {
  const { tree } = boardFromText(`/dts-v1/; / { ${root} ${buses} };`);
  const node = tree.nodeByPath(path);
  if (node === undefined) throw new Error(`no ${path}`);
  return translateAddress(node, address);
}

function dmaOf(buses: string, path: string): DmaRanges {
  const { tree } = boardFromText(`/dts-v1/; / { ${root} ${buses} };`);
  const node = tree.nodeByPath(path);
  if (node === undefined) throw new Error(`no ${path}`);
  return dmaRangesOf(node, tree);
}

describe('an address on a bus', () => {
  test('is the CPU address below the root', () => {
    expect(translate('device {};', '/device', 0x1000n)).toBe(0x1000n);
  });

  test('passes empty ranges as it is', () => {
    expect(translate('soc { ranges; device {}; };', '/soc/device', 0x1000n)).toBe(0x1000n);
  });

  test('is moved by each window on its way, whatever their cells', () => {
    const buses = `soc { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x8 0x40000000 0x10000000>;
      bus { #address-cells = <1>; #size-cells = <1>; ranges = <0x100 0x2000 0x100>; device {}; }; };`;
    expect(translate(buses, '/soc/bus/device', 0x180n)).toBe(0x8_4000_2080n);
  });

  test('is unknown outside every window, and behind a bus without ranges', () => {
    const bus =
      'soc { #address-cells = <1>; #size-cells = <1>; ranges = <0x100 0 0x2000 0x100>; device {}; };';
    expect(translate(bus, '/soc/device', 0x200n)).toBeUndefined();
    expect(translate('i2c { device {}; };', '/i2c/device', 0x50n)).toBeUndefined();
  });
});

describe('dma-ranges', () => {
  const soc = (ranges: string, inner: string) =>
    `soc { #address-cells = <1>; #size-cells = <1>; ${ranges} ${inner} };`;

  test('of no bus mean no map', () => {
    expect(dmaOf('device {};', '/device')).toEqual({ kind: 'none', reason: 'unlimited' });
    expect(dmaOf(soc('dma-ranges;', 'device {};'), '/soc/device')).toEqual({
      kind: 'none',
      reason: 'absent',
    });
  });

  test('of the nearest bus that has some are the map', () => {
    const map = dmaOf(soc('dma-ranges = <0xc0000000 0x0 0x0 0x40000000>;', 'device {};'), '/soc/device');
    expect(map).toMatchObject({
      kind: 'map',
      untranslated: 0,
      ranges: [{ dmaStart: 0xc000_0000n, cpuStart: 0n, size: 0x4000_0000n }],
    });
  });

  test('that continue each other are one window', () => {
    const map = dmaOf(
      soc('dma-ranges = <0 0 0x80000000 0x1000>, <0x1000 0 0x80001000 0x1000>;', 'device {};'),
      '/soc/device',
    );
    expect(map).toMatchObject({ ranges: [{ dmaStart: 0n, cpuStart: 0x8000_0000n, size: 0x2000n }] });
  });

  test('are carried on by the buses above, those that have none included', () => {
    const inner = `bus { #address-cells = <1>; #size-cells = <1>; MIDDLE
      low { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0 0x100 0x100>; device {}; }; };`;
    const outer = 'dma-ranges = <0x100 0x8 0x0 0x1000>;';
    for (const middle of ['dma-ranges;', '']) {
      expect(dmaOf(soc(outer, inner.replace('MIDDLE', middle)), '/soc/bus/low/device')).toMatchObject({
        ranges: [{ dmaStart: 0n, cpuStart: 0x8_0000_0000n, size: 0x100n }],
      });
    }
  });

  test('that a bus above does not carry are left out and counted', () => {
    const inner =
      'low { #address-cells = <1>; #size-cells = <1>; dma-ranges = <0 0 1>, <0x10 0x5000 1>; device {}; };';
    expect(dmaOf(soc('dma-ranges = <0 0 0 0x1000>;', inner), '/soc/low/device')).toMatchObject({
      kind: 'map',
      untranslated: 1,
    });
  });

  test('are not looked for beyond two buses in turn that have none', () => {
    const inner = 'a { b { c { device {}; }; }; };';
    expect(dmaOf(soc('dma-ranges = <0 0 0 0x1000>;', inner), '/soc/a/b/c/device')).toEqual({
      kind: 'none',
      reason: 'absent',
    });
    expect(dmaOf(soc('dma-ranges = <0 0 0 0x1000>;', 'a { device {}; };'), '/soc/a/device')).toMatchObject({
      kind: 'map',
    });
  });

  test('follow the interconnect that is named dma-mem', () => {
    const buses = `
      ${soc('', 'device { interconnects = <&other 7>, <&dma 8>; interconnect-names = "x", "dma-mem"; };')}
      other: noc { #interconnect-cells = <1>; };
      dma: bus { #address-cells = <1>; #size-cells = <1>; #interconnect-cells = <1>; dma-ranges = <0x40 0 0 0x100>; };`;
    expect(dmaOf(buses, '/soc/device')).toMatchObject({
      ranges: [{ dmaStart: 0x40n, cpuStart: 0n, size: 0x100n }],
    });
  });

  test('end where interconnects lead round in a ring', () => {
    const ring = (label: string, to: string) =>
      `${label}: ${label} { #interconnect-cells = <0>; dma-ranges; interconnects = <&${to}>; interconnect-names = "dma-mem"; };`;
    expect(dmaOf(ring('a', 'b') + ring('b', 'a'), '/a')).toEqual({ kind: 'none', reason: 'unlimited' });
  });
});
