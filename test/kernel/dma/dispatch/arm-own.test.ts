import { describe, expect, it } from 'vitest';
import { gfpAtomic } from '../../../../src/kernel/dma/gfp.ts';
import type { Behaviours } from '../../../../src/kernel/profiles/behaviours.ts';
import { bootBoard, type DispatchBoard } from './dispatch-board.ts';

const mebibyte = 1 << 20;
const atomic = { gfp: gfpAtomic };
const withoutCma = 'cma=0';

/** multi_v7 of 4.14 with an order of ways of an older kernel (spec 05 §7). */
function board(armOrder: Behaviours['armOrder'], more: DispatchBoard = {}): DispatchBoard {
  return { arch: 'arm', version: '4.14', ...more, behaviours: { armOrder } };
}

/** What a device gets that may sleep, and that may not: a page each. */
function both(asked: DispatchBoard): readonly string[] {
  const { from } = bootBoard(asked);
  return [from(4096), from(4096, atomic)];
}

describe("32-bit Arm's own operations, by the order of their ways", () => {
  const coherent = { device: 'dma-coherent;' };

  it('3.6 to 3.12: simple if coherent, pool if the caller may not sleep, else what is built in', () => {
    const order = 'simple-pool-built-cma';
    expect(both(board(order))).toEqual(['default-cma', 'atomic-pool']);
    expect(both(board(order, coherent))).toEqual(['pages', 'pages']);
    // CONFIG_CMA is built in, and there is no area: dma_alloc_from_contiguous() has nothing, and nothing else is tried.
    expect(both(board(order, { cmdline: withoutCma }))).toEqual(['not-supported', 'atomic-pool']);
    const config = new Map([['HIGHMEM', 'y']]);
    expect(both(board(order, { cmdline: withoutCma, config }))).toEqual(['pages', 'atomic-pool']);
  });

  it('3.13 to 4.3: remapped pages where there is no area', () => {
    const order = 'simple-pool-remap-cma';
    expect(both(board(order))).toEqual(['default-cma', 'atomic-pool']);
    expect(both(board(order, coherent))).toEqual(['pages', 'pages']);
    expect(both(board(order, { cmdline: withoutCma }))).toEqual(['pages', 'atomic-pool']);
  });

  it.each(['cma-simple-pool-remap', 'cma-simple-remap-pool'] as const)(
    'from 4.4 on, %s: CMA for coherent devices as well',
    (order) => {
      expect(both(board(order))).toEqual(['default-cma', 'atomic-pool']);
      expect(both(board(order, coherent))).toEqual(['default-cma', 'pages']);
      expect(both(board(order, { cmdline: withoutCma }))).toEqual(['pages', 'atomic-pool']);
    },
  );

  it('asks nobody else where CMA is full', () => {
    const { from, machine } = bootBoard({ arch: 'arm', version: '5.10' });
    machine.defaultArea?.bitmap.take(0, machine.defaultArea.pageCount);
    expect(from(4096)).toBe('no-hole');
  });

  it('keeps 5 pages of 8', () => {
    const { request, machine } = bootBoard({ arch: 'arm', version: '5.10', cmdline: withoutCma });
    const free = machine.pages.freePages;
    expect(request(5 * 4096)).toMatchObject({ from: 'pages', pages: 5 });
    expect(machine.pages.freePages).toBe(free - 5);
  });

  it('takes every size out of CMA, one page too, and does not look whether the device reaches it', () => {
    const { at } = bootBoard({
      arch: 'arm',
      version: '6.1',
      bus: 'dma-ranges = <0x0 0x80000000 0x10000000>;',
      device: 'memory-region = <&pool>;',
      regions:
        'pool: pool@a0000000 { compatible = "shared-dma-pool"; reusable; reg = <0xa0000000 0x1000000>; };',
    });
    // Outside of every window: success, and a handle of all ones.
    expect(at(4096)).toEqual([0xa0000000n, (1n << 64n) - 1n]);
  });

  it('leaves coherent devices to dma-direct from 6.1 on: no single pages out of the default area', () => {
    expect(both({ arch: 'arm', version: '6.1', ...coherent })).toEqual(['pages', 'pages']);
    expect(both({ arch: 'arm', version: '6.1' })).toEqual(['default-cma', 'atomic-pool']);
  });

  it('asks the pool of the device before all of that', () => {
    const regions =
      'pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0x90000000 0x400000>; };';
    const device = 'memory-region = <&pool>;';
    for (const version of ['4.14', '5.10', '6.1', '6.12', '7.2'])
      expect(both({ arch: 'arm', version, regions, device })).toEqual(['coherent', 'coherent']);
  });
});

describe('the coherent mask on 32-bit Arm', () => {
  it('is held against memory at each allocation up to 4.20', () => {
    // 30 bits reach pfn 0x3ffff; memory ends at 0xfff00000, pfn 0xfff00.
    const { device, from, machine } = bootBoard({ arch: 'arm', version: '4.14' });
    device.setMasks(0x3fffffffn);
    expect([from(4096), from(4096)]).toEqual(['not-supported', 'not-supported']);
    expect(machine.log.lines.filter(({ text }) => text.includes('Coherent DMA mask'))).toEqual([
      {
        level: 'warning',
        text: 'platform soc:dev@0: Coherent DMA mask 0x3fffffff (pfn 0x0-0x40000) covers a smaller range of system memory than the DMA zone pfn 0x0-0xfff01',
      },
    ]);
  });

  it('is not looked at later, where 24 bits get memory that they do not reach', () => {
    const { device, from } = bootBoard({ arch: 'arm', version: '6.1' });
    device.setMasks(0xffffffn);
    expect(from(4096)).toBe('default-cma');
  });

  it('of 0 is refused, with words up to 4.20', () => {
    const old = bootBoard({ arch: 'arm', version: '4.14' });
    old.device.setCoherentMask(0n);
    expect(old.from(4096)).toBe('not-supported');
    expect(old.machine.log.lines.at(-1)?.text).toBe('platform soc:dev@0: coherent DMA mask is unset');
    const newer = bootBoard({ arch: 'arm', version: '5.10' });
    newer.device.setCoherentMask(0n);
    expect(newer.from(4096)).toBe('not-supported');
  });

  it('limits the size with CONFIG_DMA_API_DEBUG', () => {
    // A mask of 24 bits: limit 0x1000000, which a size may not reach.
    const config = new Map([
      ['DMA_CMA', 'y'],
      ['HIGHMEM', 'y'],
      ['DMA_API_DEBUG', 'y'],
    ]);
    const { device, from, machine } = bootBoard({ arch: 'arm', version: '5.10', config });
    device.setMasks(0xffffffn);
    expect(from(16 * mebibyte - 4096)).toBe('default-cma');
    expect(from(16 * mebibyte)).toBe('not-supported');
    expect(machine.log.lines.at(-1)?.text).toBe(
      'platform soc:dev@0: coherent allocation too big (requested 0x1000000 mask 0xffffff)',
    );
  });
});

describe('32-bit Arm without memory management', () => {
  it('gives devices that are not coherent the global pool alone, and others pages', () => {
    const config = new Map([
      ['CPU_V7M', 'y'],
      ['DMA_DECLARE_COHERENT', 'y'],
    ]);
    const regions =
      'pool@90000000 { compatible = "shared-dma-pool"; no-map; linux,dma-default; reg = <0x90000000 0x2000>; };';
    const asked = { arch: 'arm', version: '5.10', config, regions } as const;
    const { from } = bootBoard(asked);
    expect([from(8192), from(1)]).toEqual(['global-coherent', 'no-hole']);
    expect(bootBoard({ ...asked, device: 'dma-coherent;' }).from(8192)).toBe('pages');
  });
});

describe("arm64's own operations up to 4.20", () => {
  it('give a device nothing that of_dma_configure() never saw', () => {
    const { device, from } = bootBoard({ version: '4.14' });
    expect(from(4096)).toBe('default-cma');
    device.isConfigured = false;
    expect(from(4096)).toBe('not-supported');
    const newer = bootBoard({ version: '5.10' });
    newer.device.isConfigured = false;
    expect(newer.from(8192)).toBe('default-cma');
  });

  it('are Xen’s in its first domain, who takes pages', () => {
    expect(bootBoard({ version: '4.14', options: { isXen: true } }).from(8192)).toBe('pages');
  });

  it('take pages for a coherent device that may not sleep, or where there is no area', () => {
    expect(bootBoard({ version: '4.14', device: 'dma-coherent;' }).from(4096, atomic)).toBe('pages');
    expect(bootBoard({ version: '4.14', cmdline: withoutCma }).from(4096)).toBe('pages');
  });
});
