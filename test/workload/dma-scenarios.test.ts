import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ProfileRequest } from '../../src/kernel/profile.ts';
import type { KconfigSymbols } from '../../src/kernel/profiles/kernel-config.ts';
import { bootedBoard, type Performed, perform, type TraceLine } from './booted-board.ts';

const folder = new URL('../../fixtures/dma/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

function scenario(name: string, kernel: ProfileRequest = {}): Performed {
  return perform(bootedBoard(`dma/${name}.dts`, kernel), `${name}.yaml`, read(`${name}.yaml`));
}

/** Addresses of the allocations and mappings with these ids, `undefined` where there was nothing. */
function addresses({ trace }: Performed, ...ids: readonly string[]): readonly (string | undefined)[] {
  return ids.map((id) => line(trace, id).dma);
}

/** The line that gives an id. */
function line(trace: readonly TraceLine[], id: string): TraceLine {
  return trace.find((candidate) => candidate.id === id) ?? expect.fail(`${id} is not in the trace`);
}

const passes = ({ result }: Performed): boolean => result.passes;

describe('fixtures/dma, each worked out by hand from the specification', () => {
  it('1. a coherent pool gives aligned powers of two, lowest first, at addresses of the bus', () => {
    // The pool has 3 MiB, 768 pages, at 0x50000000; the bus sees memory 0x40000000 lower: page n is 0x10000000 + n * 0x1000
    // (spec 03 §8). A request takes 2^order pages at a multiple of as many (spec 04 §5, §6):
    //   a 0x1000    1 page    page 0
    //   b 0x3000    4 pages   0-3 has a, so page 4
    //   c 0x1001    2 pages   0-1 has a, so page 2
    //   d 0x100000  256       0-255 is begun, so page 256
    //   e 0x80000   128       0-127 is begun, so page 128
    //   f 0x100000  256       page 512
    //   g 0x200000  512       0-511 and 512-1023 (of which the pool has half) are begun: NULL, and nobody else is asked
    // The driver frees a with 0x2000 bytes: pages 0 and 1, of which 1 was free (spec 04 §7); so h, 2 pages, gets page 0.
    const performed = scenario('coherent-pool');
    expect(passes(performed)).toBe(true);
    expect(addresses(performed, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')).toEqual([
      '0x10000000',
      '0x10004000',
      '0x10002000',
      '0x10100000',
      '0x10080000',
      '0x10200000',
      undefined,
      '0x10000000',
    ]);
    expect(performed.trace.filter(({ ok }) => ok).every(({ from }) => from === 'coherent')).toBe(true);
  });

  it('2. the dispatch of 6.12 on arm64 without a pool', () => {
    // Three atomic pools of 128 KiB, 32 pages each, come out of the default area first, which lies in the DMA zone: pages 0-95
    // (spec 05 §5). Then (spec 05 §3, §4):
    //   area    0x1001 is 2 pages, more than one: the default area, at a multiple of 2: page 96, 0x70060000
    //   page    0x1000 is one page: not CMA, but the page allocator
    //   atomic  may not sleep, and is not coherent: an atomic pool. It is then below its size, and grows by another 32 pages, which lie
    //           at a multiple of 32: 96-127 is begun, so 128-159
    //   linear  may not sleep, but coherent: no remapping is needed, so the page allocator
    //   most    48 MiB are 12288 pages at a multiple of 256 (order 14, limited to 8): page 256, 0x70100000
    //   none    16 MiB: from 12544 on 3840 pages are left, too few; 2^12 pages are beyond the page allocator's 2^10: NULL
    const performed = scenario('dispatch');
    const from = ['area', 'page', 'atomic', 'linear', 'most', 'none'].map(
      (id) => line(performed.trace, id).from,
    );
    expect(from).toEqual(['default-cma', 'pages', 'atomic-pool', 'pages', 'default-cma', undefined]);
    expect(addresses(performed, 'area', 'most')).toEqual(['0x70060000', '0x70100000']);
    expect(line(performed.trace, 'none').log).toEqual([
      'cma: __cma_alloc: linux,cma@70000000: alloc failed, req-size: 4096 pages, ret: -12',
      'cma: number of available pages: 30@98+96@160+3840@12544=> 3966 free of 16384 total pages',
    ]);
    expect(passes(performed)).toBe(true);
  });

  it('2. the dispatch of 4.14 asks CMA for one page too, and nobody after it', () => {
    // arm64 up to 4.20 (spec 05 §6): __dma_alloc() takes what may sleep from the area whatever its size, and what that does not
    // have is not asked of the page allocator.
    const performed = scenario('dispatch', { version: '4.14' });
    expect(line(performed.trace, 'page').from).toBe('default-cma');
    expect(line(performed.trace, 'none').ok).toBe(false);
  });

  it('3. CMA aligns to an order of 8 at most, and the page allocator comes after it', () => {
    // 8 MiB are 2048 pages at 0x58000000, which is a multiple of 256 pages (spec 06 §3: the device's own area, also for one page):
    //   three  3 pages at a multiple of 4       0
    //   one    1 page                           3
    //   two    2 pages at a multiple of 2       4
    //   frame  384 pages, order 9, limited to 8: 256
    //   mib    256 pages: 640 is no multiple of 256, so 768
    //   half   1024 pages: 1024, to the end
    //   elsewhere  1024 pages: 6-255 and 640-767 are left, so the page allocator, whose largest block that is (2^10)
    //   none   1025 pages: order 11
    const performed = scenario('cma');
    const at = (page: number): string => `0x${(0x58000000 + page * 0x1000).toString(16)}`;
    expect(addresses(performed, 'three', 'one', 'two', 'frame', 'mib', 'half', 'none')).toEqual([
      ...[0, 3, 4, 256, 768, 1024].map(at),
      undefined,
    ]);
    expect(line(performed.trace, 'elsewhere')).toMatchObject({ ok: true, from: 'pages', exact: false });
    expect(line(performed.trace, 'none').log?.at(-1)).toBe(
      'cma: number of available pages: 250@6+128@640=> 378 free of 2048 total pages',
    );
    expect(passes(performed)).toBe(true);
  });

  it('4. a restricted pool gives slots of 2 KiB, and what is out of reach bounces', () => {
    // 1 MiB at 0x50000000 are 512 slots (spec 07 §5, §6). The search goes on where the last one ended:
    //   small  3000 bytes   2 slots  slot 0
    //   large  5000 bytes   3 slots, a page or more, so at a page: slot 2, 0x50001000
    //   tiny   100 bytes    1 slot   slot 5, 0x50002800
    //   ring   8 KiB allocated: 4 slots, aligned to 8 KiB (6.12: to its size): from slot 6 on the next is slot 8, 0x50004000
    //   huge   300 KiB: more than the 128 slots of a segment; 2 + 3 + 1 + 4 = 10 slots are in use
    // Map copies to the slots (0x11), the device writes 0x22 into those of `large`, and its unmap copies them back.
    // The disk reaches 32 bits: 0x44010000 directly, 0x100000000 not, so that it bounces.
    const performed = scenario('bounce');
    expect(addresses(performed, 'small', 'large', 'tiny', 'ring', 'huge', 'near')).toEqual([
      '0x50000000',
      '0x50001000',
      '0x50002800',
      '0x50004000',
      undefined,
      '0x44010000',
    ]);
    expect(line(performed.trace, 'huge').log).toEqual([
      'platform 1000000.wifi: swiotlb buffer is full (sz: 307200 bytes), total 512 (slots), used 10 (slots)',
    ]);
    const reads = performed.trace.filter(({ bytes }) => bytes !== undefined).map(({ bytes }) => bytes);
    expect(reads).toEqual(['11111111', '22222222']);
    expect(line(performed.trace, 'near').from).toBe('direct');
    expect(line(performed.trace, 'far')).toMatchObject({ from: 'bounce', exact: false });
    expect(passes(performed)).toBe(true);
  });

  it('5. the page allocator gives powers of two up to 4 MiB', () => {
    // `cma=0`, but the region is the default area by `linux,cma-default`: the command line wins, and the node is dropped (spec 01
    // §7.1). So (spec 05 §4): 5 pages take 2^3; 4 MiB are 2^10, the largest block; 1025 pages are order 11: NULL.
    // __get_dma_pages() of 64 KiB: order 4 of the DMA zone, which begins where RAM does.
    const performed = scenario('pages');
    expect(performed.result.devices[0]?.sources).toEqual(new Map([['pages', 3]]));
    expect(performed.trace.filter(({ ok }) => ok).every(({ exact }) => exact === false)).toBe(true);
    expect(BigInt(line(performed.trace, 'five').dma ?? 1) % 0x8000n).toBe(0n);
    expect(BigInt(line(performed.trace, 'largest').dma ?? 1) % 0x400000n).toBe(0n);
    expect(performed.result.firstFailure?.failure.details?.remedies.join(' ')).toContain(
      '4 MiB in one piece',
    );
    expect(passes(performed)).toBe(true);
  });

  it('6. masks and windows: what a device behind dma-ranges reaches', () => {
    // Bus addresses 0 to 0x0fffffff are memory from 0x40000000 on; bus_dma_limit is 0x0fffffff (spec 05 §9).
    //   setMask 24  the last page of RAM is in no window, so its address is all ones: -EIO. 32 bits are always taken.
    //   inside      0x44001000 - 0x40000000 = 0x4001000
    //   last        0x4ffff000 + 0xfff is the last byte of the window: 0xffff000
    //   beyond      0x50000000 is in no window: it bounces, into slots that are within (0x100000 of them below 0x10000000)
    //   registers   dma_map_resource() translates nothing: 0x2000000
    //   ring        64 KiB: the default area at 0x70000000 is out of reach, is given back, and pages of the window are taken
    const performed = scenario('masks');
    expect(performed.trace[0]).toMatchObject({ do: 'setMask', ok: false, rc: -5 });
    expect(performed.trace[1]).toMatchObject({ do: 'setMask', ok: true, rc: 0 });
    expect(addresses(performed, 'inside', 'last', 'registers')).toEqual([
      '0x4001000',
      '0xffff000',
      '0x2000000',
    ]);
    expect(line(performed.trace, 'beyond').from).toBe('bounce');
    expect(line(performed.trace, 'ring').from).toBe('pages');
    for (const id of ['beyond', 'ring'])
      expect(BigInt(line(performed.trace, id).dma ?? -1) < 0x10000000n).toBe(true);
  });

  it('7. an IOMMU gives addresses from the top of the mask down, and merges lists', () => {
    // Spec 05 §8: a length below 32 pages is rounded up to a power of two, and aligned to it:
    //   first   1 page   0xfffff000
    //   second  1        0xffffe000
    //   three   3 -> 4   below 0xffffe000, at a multiple of 4 pages: 0xffff8000
    //   fourth  1        0xffff7000: holes above are not looked at
    //   again   1        second's, which lies in the cache of freed ranges of one page
    // The list (spec 07 §4): 4 KiB, 2 KiB (padded to a page) and 4 KiB are 3 pages -> 4, below 0xffff7000: 0xffff0000. The second
    // entry is put behind the first (6144 bytes); behind its padding the third begins a segment of its own, at 0xffff2000.
    // ring: 5 pages -> 8, below 0xffff0000 at a multiple of 8: 0xfffe8000.
    const performed = scenario('iommu');
    expect(addresses(performed, 'first', 'second', 'three', 'fourth', 'again', 'ring')).toEqual([
      '0xfffff000',
      '0xffffe000',
      '0xffff8000',
      '0xffff7000',
      '0xffffe000',
      '0xfffe8000',
    ]);
    expect(line(performed.trace, 'list').segments).toEqual([
      { dma: '0xffff0000', size: 6144 },
      { dma: '0xffff2000', size: 4096 },
    ]);
    // User space gets the pages, not the addresses of the bus.
    const mapped = performed.trace.find((candidate) => candidate.do === 'mmap')?.segments ?? [];
    expect(mapped.reduce((sum, { size }) => sum + size, 0)).toBe(5 * 4096);
    expect(mapped.every(({ dma }) => BigInt(dma) >= 0x40000000n && BigInt(dma) < 0x80000000n)).toBe(true);
    expect(passes(performed)).toBe(true);
  });

  it('8. a buffer belongs to the device between map and unmap, and dma-debug watches the calls', () => {
    // By operation, spec 07 §3 and §7:
    //   4   the CPU reads what the device owns: an error of the driver that no kernel sees
    //   5   synced as DMA_TO_DEVICE, mapped as DMA_FROM_DEVICE
    //   7   after the right sync the CPU reads what the device wrote
    //   9   unmapped with 2048 bytes of 4096: the entry goes all the same
    //   10  so that this unmap is of what is not mapped
    //   12  nobody called dma_mapping_error() for this one
    //   14  a list of two entries, unmapped as one
    const performed = scenario('streaming', { config: symbolsOf('debug.config') });
    expect(performed.trace[3]).toMatchObject({ do: 'touch', ok: false });
    expect(performed.trace[6]).toMatchObject({ do: 'touch', ok: true, bytes: '5a5a5a5a' });
    const who = 'DMA-API: platform 1000000.nic: device driver';
    const at = '[device address=0x0000000044000000]';
    const messages = performed.result.log.filter(({ text }) => text.startsWith('DMA-API'));
    expect(messages.map(({ operation, text }) => [operation, text])).toEqual([
      [
        5,
        `${who} syncs DMA memory with different direction ${at} [size=4096 bytes] [mapped with DMA_FROM_DEVICE] [synced with DMA_TO_DEVICE]`,
      ],
      [9, `${who} frees DMA memory with different size ${at} [map size=4096 bytes] [unmap size=2048 bytes]`],
      [10, `${who} tries to free DMA memory it has not allocated ${at} [size=4096 bytes]`],
      [12, `${who} failed to check map error${at} [size=4096 bytes] [mapped as single]`],
      [14, `${who} frees DMA sg list with different entry count [map count=2] [unmap count=1]`],
    ]);
  });

  it('9. the front doors: mmap, scatter lists, managed memory and DMA pools', () => {
    // The pool has 16 pages at 0x50000000 (spec 04 §6, §8; spec 05 §10):
    //   wc       10000 bytes, 4 pages: 0-3; three of them are mapped to user space, the fourth is not its own: -ENXIO
    //   pci      there is no pci_alloc_consistent() since 5.18 (spec 05 §1); managed: one page, 4
    //   pages    dma_alloc_pages() does not ask the pool: the default area behind the atomic pools, 0x70060000
    //   descriptors  1000 bytes at a multiple of 64 are 1024; two of them fit before a multiple of 2048: 0, 0x400, 0x800 of page 5
    //   d3       the block that was freed last: d0's
    // When the driver leaves, its managed page 4 is freed, and the next request gets it.
    const ids = ['wc', 'pci', 'managed', 'pages', 'd0', 'd1', 'd2', 'd3', 'next'];
    const performed = scenario('front-doors');
    expect(addresses(performed, ...ids)).toEqual([
      '0x50000000',
      undefined,
      '0x50004000',
      '0x70060000',
      '0x50005000',
      '0x50005400',
      '0x50005800',
      '0x50005000',
      '0x50004000',
    ]);
    // 5.10 has it: page 4, so that managed is 5 and descriptors' page 6. There a block that ends at a boundary is left out: of page 6
    // blocks 0 and 0x800 are there, then page 7; and the newest page is looked through first: d3 is its second block.
    expect(addresses(scenario('front-doors', { version: '5.10' }), ...ids)).toEqual([
      '0x50000000',
      '0x50004000',
      '0x50005000',
      '0x70060000',
      '0x50006000',
      '0x50006800',
      '0x50007000',
      '0x50007800',
      '0x50005000',
    ]);
    expect(performed.trace[1]).toMatchObject({ rc: 0, segments: [{ dma: '0x50002000', size: 4096 }] });
    expect(performed.trace[2]).toMatchObject({ ok: false, rc: -6 });
    expect(performed.trace[3]).toMatchObject({ segments: [{ dma: '0x50000000', size: 12288 }] });
    expect(passes(performed)).toBe(true);
  });
});

function symbolsOf(name: string): KconfigSymbols {
  const lines = [...read(name).matchAll(/^CONFIG_(\w+)=(.*)$/gm)];
  return new Map(lines.map(([, symbol = '', value = '']) => [symbol, value]));
}
