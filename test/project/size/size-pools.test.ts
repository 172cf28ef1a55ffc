import { describe, expect, it } from 'vitest';
import { bootBoard } from '../../../src/project/boot-board.ts';
import { resizeBoard } from '../../../src/project/size/resize-board.ts';
import { boardOf, boardWith, fixture, fixtureBoard, onlyPool, passesWith, sizeOf } from './size-cases.ts';

const demo = fixtureBoard('fixtures/boards/demo.dts');
const call = fixture('fixtures/workloads/demo.yaml');
const pool =
  'pool: pool@48000000 { compatible = "shared-dma-pool"; reg = <0x0 0x48000000 0x0 0x100000>; no-map; };';
const cma =
  'cma: cma@48000000 { compatible = "shared-dma-pool"; reg = <0x0 0x48000000 0x0 0x2000000>; reusable; };';
const user = 'dev: device@1000 { reg = <0x0 0x1000 0x0 0x100>; memory-region = <&pool>; };';
const cmaUser = user.replace('&pool', '&cma');

function workload(...steps: readonly string[]): string {
  return `version: 1\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
}

describe('the size of a coherent pool', () => {
  it('is where the highest buffer ends, and a page less does not pass', () => {
    const report = sizeOf(
      boardOf(boardWith(pool, user)),
      workload(
        'alloc: { device: dev, size: 4KiB, id: a }',
        'alloc: { device: dev, size: 12KiB, id: b }',
        'free: a',
        'alloc: { device: dev, size: 6 pages, id: c }',
      ),
    );
    const sized = onlyPool(report);
    // 1 page at 0, 4 pages at 4, then 8 pages at 8.
    expect(sized).toMatchObject({ size: 0x10000n, today: 0x100000n, exact: true, base: 0x48000000n });
    expect(sized.decidedBy).toMatchObject({ buffer: 'c', pages: 8, firstPage: 8, operation: 4 });
    expect(sized.smaller).toMatchObject({ size: 0xf000n });
    expect(sized.smaller?.why).toContain('`c` of /device@1000');
  });

  it('is one that is small enough for what is expected to fail', () => {
    const report = sizeOf(
      boardOf(boardWith(pool, user)),
      `${workload(
        'alloc: { device: dev, size: 64KiB }',
        'alloc: { device: dev, size: 512KiB }',
      )}    expect: fails\n`,
    );
    expect(onlyPool(report)).toMatchObject({ size: 0x10000n, exact: true });
  });

  it('is found although most of its buffers may fail', () => {
    const text = `${workload('alloc: { device: dev, size: 4KiB, count: 60, id: a }')}    expect: any\n  - alloc: { device: dev, size: 16KiB }\n`;
    const sized = onlyPool(sizeOf(boardOf(boardWith(pool, user)), text));
    // In every smaller pool the 60 leave no four pages, up to where all of them fit.
    expect(sized).toMatchObject({ size: 64n * 4096n, exact: true });
  });

  it('leaves the headroom that is expected', () => {
    const report = sizeOf(
      boardOf(boardWith(pool, user)),
      `${workload('alloc: { device: dev, size: 64KiB }')}expect: { headroom: 20% }\n`,
    );
    expect(onlyPool(report)).toMatchObject({ size: 20n * 4096n });
    expect(onlyPool(report).smaller?.why).toContain('headroom 20%');
  });

  it('is more than the hole has room for, so that it moves to where there is', () => {
    const next = 'next@48100000 { reg = <0x0 0x48100000 0x0 0x100000>; };';
    const board = boardWith(`${pool} ${next}`, user);
    const text = workload('alloc: { device: dev, size: 2MiB }');
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report)).toMatchObject({ size: 0x200000n, baseToday: 0x48000000n, base: 0x47f00000n });
    expect(onlyPool(report).change.text).toContain('pool: pool@47f00000 {');
    expect(passesWith(board, report, text)).toBe(true);
  });

  it('is none where the RAM has no such piece', () => {
    const report = sizeOf(boardOf(boardWith(pool, user)), workload('alloc: { device: dev, size: 200MiB }'));
    expect(report).toMatchObject({ outcome: 'none', pools: [] });
    expect(report.none?.message).toMatch(/takes 256 MiB|no piece of RAM/);
  });

  it('of a dynamic region is placed by Linux', () => {
    const dynamic = pool.replace('@48000000', '').replace(/reg = <[^>]*>/, 'size = <0x0 0x100000>');
    const board = boardWith(dynamic, user);
    const text = workload('alloc: { device: dev, size: 40KiB }');
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report)).toMatchObject({ size: 0x10000n, base: 0x4fff0000n });
    expect(onlyPool(report).change.text).toBe('&pool {\n\tsize = <0x0 0x10000>;\n};');
    expect(passesWith(board, report, text)).toBe(true);
  });
});

describe('the size of a CMA area', () => {
  it('is counted in the units of the kernel', () => {
    const board = boardOf(boardWith(cma, cmaUser));
    const text = workload('alloc: { device: dev, size: 5MiB }');
    expect(onlyPool(sizeOf(board, text))).toMatchObject({
      size: 0x600000n,
      unit: 0x200000n,
      alignment: 0x200000n,
    });
    expect(onlyPool(sizeOf(board, text, { kernel: { version: '5.10' } }))).toMatchObject({
      size: 0x800000n,
      unit: 0x400000n,
    });
  });

  it('is found for an area that Linux refuses for its alignment', () => {
    const board = boardWith(cma.replace('0x48000000 0x0 0x2000000', '0x48100000 0x0 0x300000'), cmaUser);
    const text = workload('alloc: { device: dev, size: 3MiB, count: 2 }');
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report)).toMatchObject({
      today: 0x300000n,
      size: 0x600000n,
      base: 0x48000000n,
      exact: true,
    });
    expect(passesWith(board, report, text)).toBe(true);
  });

  it('is not given for one that Linux cannot have, and that is said', () => {
    const board = boardOf(boardWith(cma, cmaUser));
    const text = workload('alloc: { device: dev, size: 1MiB }');
    const report = sizeOf(board, text, { kernel: { pageSize: 65536 } });
    expect(report.pools).toEqual([]);
    expect(report.problems).toMatchObject([{ severity: 'warning', code: 'region-lost' }]);
  });

  it.each([
    ['disabled', pool.replace('no-map', 'status = "disabled"; no-map'), 'it is disabled'],
    ['without a size', 'pool: pool { compatible = "shared-dma-pool"; no-map; };', 'neither `reg` nor `size`'],
    ['another compatible', pool.replace('shared-dma-pool', 'test,carveout'), 'is not `shared-dma-pool`'],
    ['not on a page', pool.replaceAll('48000000', '48000800'), 'does not begin on a page'],
    [
      'restricted',
      pool.replace('shared-dma-pool', 'restricted-dma-pool').replace('no-map;', ''),
      'a restricted',
    ],
  ])('is said not to be a pool where it is %s', (_, region, why) => {
    const board = boardOf(boardWith(region, user));
    const { problems } = sizeOf(board, workload('alloc: { device: dev, size: 64KiB }'));
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(why)]);
  });

  it('has room for what the page allocator would give instead, unless that is allowed', () => {
    const board = boardOf(boardWith(cma, cmaUser));
    const text = workload('alloc: { device: dev, size: 1MiB, count: 8, id: a }');
    const holds = onlyPool(sizeOf(board, text));
    expect(holds).toMatchObject({ size: 0x800000n, exact: true });
    expect(holds.smaller?.why).toContain('it comes from the page allocator');
    const falls = sizeOf(board, text, { mayFallBack: true });
    expect(falls.spilled).toBe(6);
    expect(onlyPool(falls)).toMatchObject({ size: 0x200000n, exact: false });
  });

  it('is that of the kernel command line where no region is one', () => {
    const board = boardOf(
      boardWith(
        '',
        'dev: device@1000 { reg = <0x0 0x1000 0x0 0x100>; };',
        'chosen { bootargs = "quiet cma=16M"; };',
      ),
    );
    const report = sizeOf(board, workload('alloc: { device: dev, size: 10MiB, count: 3 }'));
    const sized = onlyPool(report);
    expect(sized).toMatchObject({ region: undefined, today: 0x1000000n, exact: false });
    expect(sized.change).toEqual({ kind: 'parameter', text: `cma=${sized.size >> 20n}M` });
  });

  it('is found where the kernel has no default area at all', () => {
    const board = boardOf(
      boardWith('', 'dev: device@1000 { reg = <0x0 0x1000 0x0 0x100>; };', 'chosen { bootargs = "cma=0"; };'),
    );
    const sized = onlyPool(sizeOf(board, workload('alloc: { device: dev, size: 10MiB }')));
    expect(sized.today).toBe(0n);
    expect(sized.size).toBeGreaterThanOrEqual(10n << 20n);
  });

  it('is none where Linux finds no place for it, and that is what is said', () => {
    const region = 'cma: cma { compatible = "shared-dma-pool"; reusable; size = <0x0 0x400000>;';
    const board = boardWith(`${region} alloc-ranges = <0x0 0x48000000 0x0 0x1000000>; };`, cmaUser);
    const { none } = sizeOf(boardOf(board), workload('alloc: { device: dev, size: 3MiB, count: 9 }'));
    expect(none).toMatchObject({ pool: '/reserved-memory/cma' });
    expect(none?.message).toMatch(/^it needs 28 MiB, and Linux makes no region of that: failed to allocate/);
  });

  it('is not for a device that does not reach it, and that is said', () => {
    const high = cma.replace('cma@48000000', 'cma@140000000').replace('0x0 0x48000000', '0x1 0x40000000');
    const board = boardWith(high, cmaUser).replace('0x0 0x10000000>', '0x2 0x0>');
    const { problems } = sizeOf(boardOf(board), workload('alloc: { device: dev, size: 3MiB, count: 3 }'));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'area-unused' }]);
    expect(problems[0]?.message).toContain('so do 3 buffers in all');
  });

  it('is none where all pages are pinned, and all RAM is not enough', () => {
    const text = `${workload('alloc: { device: dev, size: 3MiB }')}pinned: { share: 100%, seeds: 2 }\n`;
    const board = boardOf(boardWith(cma, cmaUser).replace('0x0 0x10000000>', '0x0 0xb000000>'));
    const { none } = sizeOf(board, text);
    expect(none?.message).toContain('with 100% of the pages pinned');
    expect(none?.message).toContain('with all RAM 2 of 2 fail');
  });

  it('with pages pinned is one with which so many of the seeds pass', () => {
    const text = `${workload('alloc: { device: dev, size: 3MiB, count: 4 }')}pinned: { share: 2%, seeds: 20 }\n`;
    const board = boardOf(boardWith(cma, cmaUser));
    const sized = onlyPool(sizeOf(board, text, { confidence: 0.9 }));
    expect(sized.size).toBeGreaterThan(onlyPool(sizeOf(board, text.replace(/pinned.*/, ''))).size);
    expect(sized).toMatchObject({ exact: false, chances: [{ seeds: 20, share: 0.02 }] });
    expect(sized.chances[0]?.probability).toBeLessThanOrEqual(0.1);
    expect(sized.smaller?.why).toMatch(/fails for \d+ of 20 seeds/);
  });
});

describe('several pools', () => {
  it('are sized each by itself, and pass together', () => {
    const report = sizeOf(demo, call);
    expect(report.pools.map(({ name, size, exact }) => ({ name, size, exact }))).toEqual([
      { name: 'camera-cma@58000000', size: 0x3600000n, exact: true },
      { name: 'video-pool@50000000', size: 0x1400000n, exact: true },
    ]);
    expect(report.cells).toEqual([{ cell: '', passesToday: false, ram: 0x40000000n }]);
  });

  it('are left as they are where one is named, and then it may not pass', () => {
    expect(sizeOf(demo, call, { pools: ['video_pool'] }).pools.map(({ name }) => name)).toEqual([
      'video-pool@50000000',
    ]);
    const other = sizeOf(demo, call, { pools: ['camera_cma'] });
    expect(other.outcome).toBe('none');
    expect(other.none?.message).toContain('/reserved-memory/video-pool@50000000');
  });

  it('that nobody knows are refused', () => {
    const report = sizeOf(demo, call, { pools: ['vido_pool'] });
    expect(report).toMatchObject({ outcome: 'unusable', problems: [{ code: 'unknown-pool' }] });
  });
});

describe('a matrix', () => {
  const text = `version: 1
variables: { buffers: 2 }
matrix: { buffers: [2, 4, 3] }
steps:
  - alloc: { device: dev, size: 32KiB, count: '\${buffers}' }
`;

  it('has one size that passes in all cells, and the size of each', () => {
    const sized = onlyPool(sizeOf(boardOf(boardWith(pool, user)), text));
    expect(sized).toMatchObject({ size: 0x20000n, decidingCell: 'buffers=4' });
    expect(sized.perCell.map(({ cell, size }) => `${cell} ${size}`)).toEqual([
      'buffers=2 65536',
      'buffers=4 131072',
      'buffers=3 98304',
    ]);
  });

  it('moves pools into the RAM of its smallest variant', () => {
    const matrix = ['ram=256MiB,1GiB'];
    const report = sizeOf(demo, call, { matrix });
    expect(report.outcome).toBe('sized');
    for (const { base = 0n, size } of report.pools) expect(base + size).toBeLessThanOrEqual(0x50000000n);
    expect(report.cells.map(({ passesToday }) => passesToday)).toEqual([false, false]);
  });

  it('has none where what one cell needs is too much for another', () => {
    const conflicting = `${text}  - alloc: { device: dev, size: 64KiB }\n    expect: fails\n`;
    const report = sizeOf(boardOf(boardWith(pool, user)), conflicting);
    expect(report.none?.message).toMatch(/^buffers=4 needs 0x20000 .* too much here: .* 0 of 1 fail$/);
  });
});

describe('what is printed to paste', () => {
  const source = fixture('fixtures/boards/demo.dts').replace(
    '"demo-soc.dtsi"',
    `"${new URL('../../../fixtures/boards/demo-soc.dtsi', import.meta.url).pathname}"`,
  );

  it('compiles behind the board, and then the workload passes', () => {
    expect(passesWith(source, sizeOf(demo, call), call)).toBe(true);
    expect(passesWith(source, { ...sizeOf(demo, call), pools: [] }, call)).toBe(false);
  });

  it('compiles for each RAM variant', () => {
    const matrix = ['ram=256MiB,1GiB'];
    expect(passesWith(source, sizeOf(demo, call, { matrix }), call, matrix)).toBe(true);
  });

  it('is the node by its path where it has no label', () => {
    const regions = `${pool.replace('pool: ', '')}`;
    const device = user.replace('<&pool>', '<&{/reserved-memory/pool@48000000}>');
    const board = boardWith(regions, device);
    const text = workload('alloc: { device: dev, size: 2MiB }');
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report).change.text).toBe(
      '/ {\n\treserved-memory {\n\t\tpool@48000000 {\n\t\t\treg = <0x0 0x48000000 0x0 0x200000>;\n\t\t};\n\t};\n};',
    );
    expect(passesWith(board, report, text)).toBe(true);
  });
});

describe('what is printed to paste of a region that moves', () => {
  const after = 'next@48100000 { reg = <0x0 0x48100000 0x0 0x1000>; };';
  const text = workload('alloc: { device: /device@1000, size: 2MiB }');

  it.each([
    ['a path', pool, user.replace('<&pool>', '<&{/reserved-memory/pool@48000000}>')],
    [
      'a path and no label',
      pool.replace('pool: ', ''),
      user.replace('&pool', '&{/reserved-memory/pool@48000000}'),
    ],
    ['an alias', pool, `${user} aliases { mine = "/reserved-memory/pool@48000000"; };`],
    ['a subnode', pool.replace('no-map;', 'no-map; sub { };'), user],
  ])('leaves the name that %s hangs on', (_, region, device) => {
    const board = boardWith(region + after, device);
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report).change.text).not.toContain('delete-node');
    expect(onlyPool(report).base).not.toBe(onlyPool(report).baseToday);
    expect(passesWith(board, report, text)).toBe(true);
  });

  it('is a node with the new address where nothing hangs on its name', () => {
    const board = boardWith(pool + after, `${user} aliases { mine = &pool; };`);
    const report = sizeOf(boardOf(board), text);
    expect(onlyPool(report).change.text).toMatch(/^\/delete-node\/ &pool;/);
    expect(passesWith(board, report, text)).toBe(true);
  });
});

describe('an operation log', () => {
  it('is sized for as a workload is', () => {
    const log = ['a', 'b']
      .map((id) => JSON.stringify({ device: '/device@1000', do: 'alloc', id, size: 9000 }))
      .join('\n');
    expect(onlyPool(sizeOf(boardOf(boardWith(pool, user)), `${log}\n`)).size).toBe(0x8000n);
  });
});

describe('a resized board', () => {
  it('boots as one that is written so', () => {
    const text = boardWith(pool, user);
    const changed = resizeBoard(
      boardOf(text),
      new Map([['/reserved-memory/pool@48000000', { base: 0x49000000n, size: 0x5000n }]]),
    );
    const written = boardOf(text.replace('0x48000000 0x0 0x100000', '0x49000000 0x0 0x5000'));
    const logOf = (board: typeof changed): readonly string[] => {
      const booted = bootBoard(board);
      return booted.ok ? booted.result.log.map((line) => line.text) : expect.fail(booted.problem.message);
    };
    expect(logOf(changed)).toEqual(logOf(written));
    expect(logOf(changed).join('\n')).toContain('0x0000000049000000');
  });
});
