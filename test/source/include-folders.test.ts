import { describe, expect, test } from 'vitest';
import { findSourceTree } from '../../src/source/include-folders.ts';
import { MemoryFiles } from '../../src/source/memory-files.ts';

describe('the tree that a file stands in', () => {
  test('devicetree-rebasing: include, the architecture, all of them', () => {
    const access = new MemoryFiles({
      '/d/src/arm64/qcom/a.dts': '',
      '/d/include/dt-bindings/gpio/gpio.h': '',
    });
    expect(findSourceTree('/d/src/arm64/qcom/a.dts', access)).toEqual({
      kind: 'devicetree-rebasing',
      root: '/d',
      includeFolders: ['/d/include', '/d/src/arm64', '/d/src'],
    });
  });

  test('a kernel: its folder of links, and what the links stand for', () => {
    const access = new MemoryFiles({
      '/k/arch/arm64/boot/dts/qcom/a.dts': '',
      '/k/include/dt-bindings/gpio/gpio.h': '',
    });
    expect(findSourceTree('/k/arch/arm64/boot/dts/qcom/a.dts', access)).toEqual({
      kind: 'kernel',
      root: '/k',
      includeFolders: ['/k/scripts/dtc/include-prefixes', '/k/include', '/k/arch/*/boot/dts'],
    });
  });

  test('U-Boot: its own sources, and the upstream ones that it carries', () => {
    const access = new MemoryFiles({
      '/u/arch/arm/dts/a.dts': '',
      '/u/include/dt-bindings/a.h': '',
      '/u/dts/upstream/include/dt-bindings/b.h': '',
      '/u/dts/upstream/src/arm64/b.dts': '',
    });
    const own = findSourceTree('/u/arch/arm/dts/a.dts', access);
    expect(own.kind).toBe('u-boot');
    expect(own.includeFolders).toEqual([
      '/u/include',
      '/u/arch/arm/dts',
      '/u/arch/*/dts',
      '/u/dts/upstream/include',
      '/u/dts/upstream/src/arm64',
      '/u/dts/upstream/src',
    ]);
    expect(findSourceTree('/u/dts/upstream/src/arm64/b.dts', access)).toMatchObject({
      kind: 'u-boot',
      root: '/u',
    });
  });

  test('Zephyr: the folders of all architectures, its own first', () => {
    const access = new MemoryFiles({
      '/z/boards/arm/frdm/frdm.dts': '',
      '/z/include/zephyr/dt-bindings/a.h': '',
      '/z/dts/arm/nxp/a.dtsi': '',
      '/z/dts/arc/a.dtsi': '',
      '/z/dts/common/mem.h': '',
      '/z/dts/bindings/a.yaml': '',
    });
    expect(findSourceTree('/z/boards/arm/frdm/frdm.dts', access).includeFolders).toEqual([
      '/z/include',
      '/z/include/zephyr',
      '/z/dts/common',
      '/z/dts/arm',
      '/z/dts/arc',
      '/z/dts',
    ]);
  });

  test('elsewhere: the git repository, else the own folder', () => {
    const access = new MemoryFiles({ '/g/.git/HEAD': '', '/g/dts/a.dts': '', '/h/a.dts': '' });
    expect(findSourceTree('/g/dts/a.dts', access)).toEqual({ kind: 'other', root: '/g', includeFolders: [] });
    expect(findSourceTree('/h/a.dts', access)).toMatchObject({ kind: 'other', root: '/h' });
  });
});
