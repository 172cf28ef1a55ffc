import { describe, expect, it } from 'vitest';
import { failureDetails } from '../../../../src/kernel/dma/failure-details.ts';
import { gfpAtomic } from '../../../../src/kernel/dma/gfp.ts';
import { bootBoard } from './dispatch-board.ts';

const pool = (bytes: string): string =>
  `pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0x90000000 ${bytes}>; };`;
const cma = 'pool: pool@90000000 { compatible = "shared-dma-pool"; reusable; reg = <0x90000000 0x400000>; };';
const device = 'memory-region = <&pool>;';

describe('the details of a failed allocation', () => {
  it('name who asked, what was tried, the largest block, who stands in the way, and what would help', () => {
    // 8 pages: two of one page at 0 and 1, then four pages at 4 are asked for twice.
    const { machine, from, request } = bootBoard({ device, regions: pool('0x8000') });
    expect([from(4096), from(4096), from(0x4000)]).toEqual(['coherent', 'coherent', 'coherent']);
    expect(request(0x3000)).toBe('no-hole');

    // 0x3000 takes 4 pages, aligned to 4: page 0 is taken, and 4 is; nothing is free at that alignment.
    expect(failureDetails(machine)).toEqual({
      device: '/soc/dev@0',
      call: 'dma_alloc_attrs()',
      size: 0x3000,
      gfp: 'GFP_KERNEL',
      attrs: 0,
      tried: [
        {
          way: 'coherent pool of the device',
          pool: 'pool@90000000',
          refusal: 'no-hole',
          source: 'dma_alloc_from_dev_coherent()',
        },
      ],
      pool: 'pool@90000000',
      freePages: 2,
      largestBlock: undefined,
      reachEnd: 0xffffffffn,
      blockers: [],
      remedies: ['Make pool@90000000 larger by 16 KiB.'],
    });
  });

  it('name the buffers right behind the largest block', () => {
    // Area of 1024 pages. Pages 0 to 99 stay, 100 to 399 are freed, 400 to 499 stay, 500 on to the end is taken.
    const { machine, device: asking, request } = bootBoard({ device, regions: cma });
    const buffers = [100, 300, 100, 524].map((pages) => {
      const area = asking.cmaArea;
      const first = area?.allocate(pages, 1) ?? -1;
      const buffer = {
        device: asking,
        size: pages * 4096,
        from: 'cma' as const,
        pages,
        pool: area,
        firstPage: first,
        atomic: undefined,
      };
      machine.owners.add(buffer);
      return buffer;
    });
    const freed = buffers[1];
    if (freed !== undefined) machine.free(freed);

    // 1025 pages are more than any order of the page allocator; of the area as well.
    expect(request(1025 * 4096)).toBe('larger-than-pool');
    // 2^10 pages, aligned to 2^8: the place that begins at page 256 is free up to 399, and the next buffer is that of 100 pages.
    machine.allocate(asking, 'coherent', 1024 * 4096);
    const { largestBlock, blockers } = failureDetails(machine) ?? {};
    expect(largestBlock).toEqual({ firstPage: 256, pages: 144 });
    expect(blockers).toMatchObject([
      { device: '/soc/dev@0', firstPage: 400, pages: 100 },
      { firstPage: 500, pages: 524 },
    ]);
  });

  it('say that a caller who may sleep would have had more', () => {
    // 4.14 has one pool of 256 KiB, which does not grow.
    const { machine, request } = bootBoard({ version: '4.14' });
    for (let count = 0; count < 5; count++) request(64 * 1024, { gfp: gfpAtomic });
    const details = failureDetails(machine);
    expect(details?.gfp).toBe('GFP_ATOMIC');
    expect(details?.tried).toMatchObject([{ way: 'atomic pool', refusal: 'no-hole' }]);
    expect(details?.remedies).toEqual([
      'Let the caller sleep (GFP_KERNEL), or enlarge the atomic pool by `coherent_pool=`.',
    ]);
  });

  it('say that the device does not reach memory', () => {
    const { machine, device: asking, request } = bootBoard({ cmdline: 'cma=0' });
    asking.setMasks(0x7fffffffn);
    expect(request(4096)).toBe('no-pages');
    expect(failureDetails(machine)?.remedies).toEqual([
      'Raise the coherent mask or widen `dma-ranges`: the device reaches addresses up to 0x7fffffff.',
    ]);
  });

  it('say what the page allocator never has', () => {
    const { machine, request } = bootBoard({ cmdline: 'cma=0' });
    expect(request((4 << 20) + 1)).toBe('no-pages');
    expect(failureDetails(machine)?.remedies).toEqual([
      'Give the device a pool: the page allocator has no more than 4 MiB in one piece.',
    ]);
  });

  it('are none before anything failed', () => {
    expect(failureDetails(bootBoard().machine)).toBeUndefined();
  });
});

describe('owners of pages', () => {
  it('are the live buffers: not those that were freed, nor the kernel', () => {
    const { machine, device: asking, request } = bootBoard({ device, regions: pool('0x8000') });
    const pool1 = asking.coherentPool;
    if (pool1 === undefined) throw new Error('no pool');
    const first = request(4096);
    const second = request(0x3000);
    expect(machine.owners.holderOf(pool1, 0)).toBe(first);
    expect(machine.owners.holderOf(pool1, 1)).toBeUndefined();
    expect([4, 7].map((page) => machine.owners.holderOf(pool1, page))).toEqual([second, second]);
    if (typeof second !== 'string') machine.free(second);
    expect(machine.owners.holderOf(pool1, 7)).toBeUndefined();
    expect(machine.owners.holdersIn(pool1, 0, 8, 4)).toEqual([first]);
  });
});
