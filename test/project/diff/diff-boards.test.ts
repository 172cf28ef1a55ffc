import { describe, expect, it } from 'vitest';
import type { BoardDiff } from '../../../src/project/diff/board-diff.ts';
import { type DiffRequest, diffBoards } from '../../../src/project/diff/diff-boards.ts';
import { lintDiff } from '../../../src/project/diff/lint-diff.ts';
import { loadBoardText } from '../../../src/project/load-board.ts';
import { regionWords } from '../../../src/report/diff-words.ts';
import { SourceFile } from '../../../src/source/source-file.ts';

interface Parts {
  readonly regions?: string;
  readonly device?: string;
  readonly memory?: string;
  readonly more?: string;
}

const pool = 'a: pool@48000000 { compatible = "shared-dma-pool"; no-map; reg = <0 0x48000000 0 0x100000>; };';
const other = 'b: log@49000000 { no-map; reg = <0 0x49000000 0 0x100000>; };';

function source({ regions = pool, device = 'memory-region = <&a>;', memory, more = '' }: Parts): string {
  const ram = memory ?? 'device_type = "memory"; reg = <0 0x40000000 0 0x20000000>;';
  return `/dts-v1/;
    / { #address-cells = <2>; #size-cells = <2>;
      cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; }; };
      memory@40000000 { ${ram} };
      reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} };
      video { compatible = "x,video"; ${device} };
      ${more}
    };`;
}

function board(parts: Parts, name: string): DiffRequest['old'] {
  const text = parts.more?.startsWith('/memreserve/')
    ? source({ ...parts, more: '' }).replace('/dts-v1/;', `/dts-v1/; ${parts.more}`)
    : source(parts);
  const loaded = loadBoardText(name, text);
  if (loaded.board === undefined) return expect.fail(loaded.problems[0]?.message ?? 'no board');
  return { board: loaded.board, files: loaded.files };
}

function diff(old: Parts, now: Parts, request: Partial<DiffRequest> = {}): BoardDiff {
  return diffBoards({ old: board(old, 'old.dts'), new: board(now, 'new.dts'), ...request });
}

function told(old: Parts, now: Parts): readonly string[] {
  return diff(old, now).regions.map(
    (change) => `${(change.new ?? change.old)?.name}: ${regionWords(change).join(', ')}`,
  );
}

describe('the regions of two boards', () => {
  it('are the same where the trees are', () => {
    expect(diff({}, {})).toMatchObject({ same: true, regions: [], devices: [], ranges: [] });
  });

  it('are added and removed', () => {
    expect(told({ regions: pool }, { regions: pool + other })).toEqual(['log@49000000: added']);
    expect(told({ regions: pool + other }, { regions: pool })).toEqual(['log@49000000: removed']);
  });

  it('move, although the node then has another unit address, and with it another path', () => {
    const moved = pool.replaceAll('48000000', '4a000000');
    expect(told({}, { regions: moved })).toEqual(['pool@4a000000: moved']);
    expect(diff({}, { regions: moved }).devices).toEqual([]);
  });

  it('grow', () => {
    const [change] = diff({}, { regions: pool.replace('0x100000', '0x300000') }).regions;
    expect(change?.aspects).toEqual([{ aspect: 'size', from: '1 MiB', to: '3 MiB' }]);
  });

  it('grow by less than the printed size shows', () => {
    const large = pool.replace('0x100000', '0x10000000');
    expect(told({ regions: large }, { regions: large.replace('0x10000000', '0x10001000') })).toEqual([
      'pool@48000000: resized',
    ]);
  });

  it('are renamed where place and compatible stay: one change, and no device loses anything', () => {
    const result = diff({}, { regions: pool.replace('pool@', 'frames@') });
    expect(result.regions.map(regionWords)).toEqual([['renamed']]);
    expect(result.devices).toEqual([]);
  });

  it('are not taken for one another where two would do', () => {
    const two = (address: string): string =>
      `x@4${address}000000 { no-map; reg = <0 0x4${address}000000 0 0x1000>; };`;
    const names = told({ regions: pool + two('a') + two('b') }, { regions: pool + two('c') + two('d') });
    expect(names.map((name) => name.replace(/^.*: /, '')).sort()).toEqual([
      'added',
      'added',
      'removed',
      'removed',
    ]);
  });

  it('have other flags, another compatible, another status', () => {
    const changed = pool.replace('no-map;', 'reusable; status = "disabled";').replace('shared', 'my');
    const [change] = diff({}, { regions: changed }).regions;
    expect(change?.aspects).toEqual([
      { aspect: 'status', from: 'enabled', to: 'disabled' },
      { aspect: 'flags', from: 'no-map', to: 'reusable' },
      { aspect: 'compatible', from: 'shared-dma-pool', to: 'my-dma-pool' },
    ]);
  });
});

describe('the devices of two boards', () => {
  const both = pool + other;

  it('lose and gain regions', () => {
    const [change] = diff({ regions: both }, { regions: both, device: 'memory-region = <&b>;' }).devices;
    expect(change).toMatchObject({
      device: '/video',
      lost: [{ region: '/reserved-memory/pool@48000000' }],
      gained: [{ region: '/reserved-memory/log@49000000' }],
      rearranged: false,
    });
  });

  it('have them in another order', () => {
    const [change] = diff(
      { regions: both, device: 'memory-region = <&a>, <&b>;' },
      { regions: both, device: 'memory-region = <&b>, <&a>;' },
    ).devices;
    expect(change).toMatchObject({ device: '/video', gained: [], lost: [], rearranged: true });
  });

  it('lose a region that is disabled', () => {
    const [change] = diff({}, { regions: pool.replace('no-map;', 'no-map; status = "disabled";') }).devices;
    expect(change?.lost).toHaveLength(1);
  });

  it('lose all where they are disabled themselves', () => {
    const [change] = diff({}, { device: 'memory-region = <&a>; status = "disabled";' }).devices;
    expect(change).toMatchObject({ new: undefined, lost: [{ property: 'memory-region' }] });
  });
});

describe('RAM of two boards', () => {
  it('is summed up by what becomes of it, and all of it is somewhere', () => {
    const { totals } = diff({}, { regions: pool + other });
    const { old, new: now } = totals;
    expect(now?.noMap).toBe(0x200000n);
    for (const side of [old, now])
      expect(side).toMatchObject({
        ram: 0x20000000n,
        free: 0x20000000n - (side?.noMap ?? 0n) - (side?.cma ?? 0n) - (side?.mapped ?? 0n),
      });
  });

  it('is the same where one bank is written as two', () => {
    const memory = 'device_type = "memory"; reg = <0 0x40000000 0 0x10000000>, <0 0x50000000 0 0x10000000>;';
    expect(diff({}, { memory })).toMatchObject({ same: true, ranges: [] });
  });

  it('comes and goes, and so does /memreserve/', () => {
    const memory = 'device_type = "memory"; reg = <0 0x40000000 0 0x30000000>;';
    expect(diff({}, { memory }).ranges).toEqual([
      { of: 'bank', change: 'removed', base: 0x40000000n, size: 0x20000000n },
      { of: 'bank', change: 'added', base: 0x40000000n, size: 0x30000000n },
    ]);
    expect(diff({}, { more: '/memreserve/ 0x4b000000 0x1000;' }).ranges).toEqual([
      { of: 'memreserve', change: 'added', base: 0x4b000000n, size: 0x1000n },
    ]);
  });

  it('is not known to every tree: the rest is compared, and a note says why nothing boots', () => {
    const memory = 'device_type = "memory"; reg = <0 0x40000000 0 0>;';
    const result = diff({ memory }, { memory, regions: pool + other });
    expect(result).toMatchObject({ boot: undefined, totals: { old: undefined, new: undefined } });
    expect(result.regions).toHaveLength(1);
    expect(result.notes).toEqual([expect.stringContaining('--memory')]);
  });
});

describe('the boots of two boards', () => {
  const dynamic = (size: string): string =>
    `d { compatible = "shared-dma-pool"; no-map; size = <0 ${size}>; };`;

  it('put a dynamic region elsewhere', () => {
    const { boot } = diff({ regions: pool + dynamic('0x200000') }, { regions: pool + dynamic('0x400000') });
    expect(boot?.changes).toContainEqual(
      expect.objectContaining({ subject: '/reserved-memory/d', aspect: 'place', isFailure: false }),
    );
  });

  it('fail where a region finds no room', () => {
    const { boot } = diff({ regions: pool + dynamic('0x200000') }, { regions: pool + dynamic('0x40000000') });
    expect(boot?.changes.filter(({ isFailure }) => isFailure)).toContainEqual(
      expect.objectContaining({ subject: '/reserved-memory/d' }),
    );
  });

  it('say nothing of a static region that moved, which the tree has told', () => {
    const { boot } = diff({}, { regions: pool.replaceAll('48000000', '4a000000') });
    expect(boot?.changes.filter(({ kind }) => kind === 'region')).toEqual([]);
  });
});

describe('workloads and findings of two boards', () => {
  const file = new SourceFile(
    'w.yaml',
    'version: 1\nsteps:\n  - alloc: { device: /video, size: 1MiB, id: film }\n',
  );

  it('pass on the one and fail on the other', () => {
    const small = pool.replace('0x100000', '0x80000');
    const [workload] = diff(
      {},
      { regions: small },
      { workloads: [{ workload: { kind: 'text', file } }] },
    ).workloads;
    expect(workload).toMatchObject({
      verdicts: { old: 'passes', new: 'fails' },
      changed: true,
      pools: [{ pool: '/reserved-memory/pool@48000000', old: { size: 1 << 20, headroom: 0 } }],
    });
  });

  it('follow a pool that moves', () => {
    const moved = pool.replaceAll('48000000', '4a000000');
    const [workload] = diff(
      {},
      { regions: moved },
      { workloads: [{ workload: { kind: 'text', file } }] },
    ).workloads;
    expect(workload).toMatchObject({ changed: false, pools: [{ pool: '/reserved-memory/pool@4a000000' }] });
  });

  it('are new or gone', () => {
    const overlapping = `${pool} c: late@48080000 { no-map; reg = <0 0x48080000 0 0x100000>; };`;
    const { lint } = diff({}, { regions: overlapping }, { lint: true });
    expect(lint?.new.map(({ rule }) => rule)).toContain('region-overlap');
    expect(diff({ regions: overlapping }, {}, { lint: true }).lint?.gone.map(({ rule }) => rule)).toContain(
      'region-overlap',
    );
  });

  it('says so where the two are of other architectures', () => {
    const old = board({}, 'old.dts');
    const text = source({}).replace('arm,cortex-a53', 'riscv');
    const { board: now, files } = loadBoardText('new.dts', text);
    if (now === undefined) return expect.fail('no board');
    expect(diffBoards({ old, new: { board: now, files } }).notes).toEqual([
      'The old tree boots as arm64, the new one as riscv.',
    ]);
  });

  it('takes a finding for the same that another of its regions is blamed for', () => {
    const overlapping = `${pool} c: log@48080000 { no-map; reg = <0 0x48080000 0 0x100000>; };`;
    const { lint } = diff({}, { regions: overlapping }, { lint: true });
    const finding = lint?.new.find(({ rule }) => rule === 'region-overlap');
    if (finding === undefined) return expect.fail('no finding');
    const blamed = { ...finding, node: '/reserved-memory/another' };
    expect(lintDiff([finding], [blamed], (path) => path)).toEqual({ new: [], gone: [] });
  });
});
