import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunTrace } from '../../src/report/run-trace.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import type { RunResult } from '../../src/workload/run-result.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import { demoBoard, demoPools } from './demo-board.ts';
import type { FakePool } from './fake-dma-system.ts';

const video = '/soc/video@1000000';
const camera = '/soc/camera@2000000';

interface Ran {
  readonly result: RunResult;
  readonly trace: string;
}

function run(text: string, pools: readonly FakePool[] = demoPools): Ran {
  const board = demoBoard(pools);
  const { workload, problems } = loadWorkload(new SourceFile('w.yaml', text), board);
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  let trace = '';
  const observer = new RunTrace((lines) => {
    trace += lines;
  });
  const result = runWorkload(board.dma, workload, observer);
  observer.end();
  return { result, trace };
}

const steps = (...lines: readonly string[]): string =>
  `version: 1\nsteps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

describe('runWorkload', () => {
  it('counts operations, by pool and by device', () => {
    const { result } = run(
      steps(
        'alloc: { device: video, size: 3MiB, count: 6, id: a }',
        'alloc: { device: camera, size: 1MiB, id: b }',
        'alloc: { device: /sound, size: 5KiB, id: c }',
        'free: all',
      ),
    );
    expect(result).toMatchObject({
      operations: 16,
      succeeded: 6,
      failed: 2,
      frees: 6,
      freesOfFailed: 2,
      liveBuffers: 0,
      passes: false,
    });
    expect(result.pools).toMatchObject([
      {
        succeeded: 4,
        failed: 2,
        peakPages: 4096,
        peakOperation: 4,
        wasteBytesAtPeak: 4 << 20,
        devices: [video],
      },
      { succeeded: 1, failed: 0, peakPages: 256, wasteBytesAtPeak: 0 },
    ]);
    expect(result.devices).toMatchObject([
      { path: video, succeeded: 4, failed: 2, frees: 4, freesOfFailed: 2, peakBytes: 12 << 20, exact: true },
      { path: camera, succeeded: 1, failed: 0, peakBytes: 1 << 20, exact: true },
      { path: '/sound', succeeded: 1, wasteBytesAtPeak: 3072, exact: false },
    ]);
    expect(result.devices[2]?.sources).toEqual(new Map([['pages', 1]]));
  });

  it('tells the first failure with its place, its holders and a remedy', () => {
    const { result } = run(
      steps('phase: call\n    steps: [{ alloc: { device: video, size: 2100KiB, count: 5, id: a } }]'),
    );
    expect(result.firstFailure).toMatchObject({
      operation: 5,
      device: video,
      buffer: 'a[4]',
      phase: 'call',
      expected: false,
      failure: { code: 'no-hole', neededPages: 1024, alignPages: 1024, freePages: 0, largestHolePages: 0 },
      holders: [{ device: video, buffers: 4, pages: 4096, requestedBytes: 4 * 2100 * 1024 }],
      remedy: expect.stringMatching(
        /^Enlarge .*video-pool@50000000 to 0x1400000 \(20 MiB\), or make it `reusable`/,
      ),
    });
    expect(result.phases).toEqual([{ name: 'call', operations: 5, failed: 1 }]);
    expect(result.failures).toMatchObject([{ device: video, size: 2100 * 1024, code: 'no-hole', count: 1 }]);
  });

  it('prefers the first failure that was not expected', () => {
    const { result } = run(
      steps(
        'alloc: { device: video, size: 32MiB }\n    expect: fails',
        'alloc: { device: video, size: 64MiB }',
        'alloc: { device: video, size: 128MiB }',
      ),
    );
    expect(result).toMatchObject({
      failed: 3,
      unexpectedFailures: 2,
      firstFailure: { expected: false, size: 64 << 20 },
    });
  });

  it('counts failures of one kind together, and keeps a hundred kinds', () => {
    const sizes = Array.from(
      { length: 110 },
      (_, index) => `alloc: { device: video, size: ${17 + index}MiB, count: 2 }`,
    );
    const { result } = run(steps(...sizes));
    expect(result.failures).toHaveLength(100);
    expect(result.failures.every(({ count, code }) => count === 2 && code === 'larger-than-pool')).toBe(true);
    expect(result.failuresLeftOut).toBe(20);
  });

  it('measures fragmentation where most free pages lie outside the largest hole', () => {
    const { result } = run(
      steps(
        'alloc: { device: video, size: 1MiB, count: 16, id: a }',
        "free: ['a[0]', 'a[2]', 'a[4..7]']",
        'alloc: { device: video, size: 1MiB }',
      ),
    );
    // When 0, 2 and 4 are free, two of three MiB lie outside the largest hole; never are more.
    expect(result.pools[0]?.fragmentation).toEqual({
      freePages: 3 * 256,
      largestHolePages: 256,
      share: 1 - 1 / 3,
      operation: 19,
    });
  });

  it('counts what was in use before', () => {
    const pools = demoPools.map((pool) => ({ ...pool, taken: [0, 1, 2] }));
    const { result } = run(steps('alloc: { device: video, size: 4KiB }'), pools);
    expect(result.pools[0]).toMatchObject({ usedPagesBefore: 3, peakPages: 4, wasteBytesAtPeak: 0 });
  });

  it('says that a small atomic request may not sleep', () => {
    const { trace } = run(steps('alloc: { device: video, size: 4KiB, gfp: atomic, id: a }'));
    expect(JSON.parse(trace)).toEqual({
      device: video,
      do: 'alloc',
      id: 'a',
      size: 4096,
      gfp: 'atomic',
      ok: true,
      dma: '0x50000000',
      from: 'coherent',
    });
  });
});

describe('the expectations of a workload', () => {
  const verdicts = (text: string): readonly boolean[] =>
    run(text).result.expectations.map(({ holds }) => holds);
  const five = 'alloc: { device: video, size: 3MiB, count: 5, id: a }';

  it.each([
    [steps(`${five}\n    expect: { fails: 1 }`), [true, true]],
    [steps(`${five}\n    expect: { fails: 2 }`), [false, true]],
    [steps(`${five}\n    expect: fails`), [false, true]],
    [steps(`${five}\n    expect: succeeds`), [false, true]],
    [steps(`${five}\n    expect: any`), [true]],
    [steps(five), [false]],
    [`${steps(five)}expect: { failures: 1 }`, [true]],
    [`${steps(five)}expect: { failures: any }`, []],
    [`${steps(five)}expect: { failures: any, live: 4 }`, [true]],
    [`${steps(five)}expect: { failures: any, live: 3 }`, [false]],
    [`${steps(five)}expect: { failures: any, headroom: 0 }`, [true]],
    [`${steps(five)}expect: { failures: any, headroom: 1% }`, [false]],
    [
      `${steps(five)}expect: { failures: any, pools: { video_pool: { peak: 16MiB, waste: 25%, fragmentation: 0% } } }`,
      [true, true, true],
    ],
    [
      `${steps(five)}expect: { failures: any, pools: { video-pool: { peak: 15MiB, waste: 3MiB } } }`,
      [false, false],
    ],
    [
      `${steps(five)}expect: { failures: any, pools: { /reserved-memory/camera-cma@58000000: { headroom: 100% } } }`,
      [true],
    ],
  ])('hold or do not: %#', (text, expected) => {
    expect(verdicts(text)).toEqual(expected);
  });

  it('are compared at each execution of a step', () => {
    const { result } = run(
      steps(`repeat: 3\n    steps: [{ alloc: { device: video, size: 6MiB }, expect: succeeds }]`),
    );
    expect(result.expectations[0]).toMatchObject({
      holds: false,
      executions: 3,
      violations: 1,
      firstViolation: 1,
    });
  });
});

interface Action {
  readonly device: string;
  readonly free: boolean;
  readonly pick: number;
  readonly kib: number;
}

/** Random allocations and frees of two devices, as the lines of a log; ids are taken at most once at a time. */
const operations: fc.Arbitrary<Action[]> = fc.array(
  fc.record({
    device: fc.constantFrom('video', 'camera'),
    free: fc.boolean(),
    pick: fc.nat(1000),
    kib: fc.integer({ min: 1, max: 6000 }),
  }),
  { maxLength: 80 },
);

interface Line {
  readonly device: string;
  readonly do: string;
  readonly id: string;
  readonly size?: number;
  readonly ok?: boolean;
}

function logOf(actions: readonly Action[]): string {
  const live: Record<string, string[]> = { video: [], camera: [] };
  const lines = actions.map(({ device, free, pick, kib }, index): Line => {
    const ids = live[device] ?? [];
    const [id] = free && ids.length > 0 ? ids.splice(pick % ids.length, 1) : [];
    if (id !== undefined) return { device, do: 'free', id };
    ids.push(`b${index}`);
    return { device, do: 'alloc', id: `b${index}`, size: kib * 1024 };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const small: readonly FakePool[] = demoPools.map((pool) => ({ ...pool, pageCount: 16 * 256 }));

describe('runWorkload, on random logs', () => {
  it('keeps the same accounts as a model that adds up the trace', () => {
    fc.assert(
      fc.property(operations, (actions) => {
        const { result, trace } = run(logOf(actions) || steps('free: all'), small);
        const lines = trace
          .split('\n')
          .filter((line) => line !== '')
          .map((line): Line => JSON.parse(line));

        const live = new Map<string, number>();
        let peak = 0;
        for (const line of lines) {
          const key = `${line.device} ${line.id}`;
          if (line.do === 'free') live.delete(key);
          else if (line.ok === true) live.set(key, line.size ?? 0);
          peak = Math.max(peak, sumOf(live, video));
        }
        expect(result.operations).toBe(lines.length);
        expect(result.failed).toBe(lines.filter((line) => line.do === 'alloc' && line.ok === false).length);
        expect(result.freesOfFailed).toBe(
          lines.filter((line) => line.do === 'free' && line.ok === false).length,
        );
        expect(result.liveBuffers).toBe(live.size);
        expect(result.liveBytes).toBe(sumOf(live, ''));
        expect(result.devices.find(({ path }) => path === video)?.peakBytes ?? 0).toBe(peak);
        expect(result.failures.reduce((sum, { count }) => sum + count, 0)).toBe(result.failed);
      }),
    );
  });

  it('writes a trace that, performed again, gives the same trace and the same figures', () => {
    fc.assert(
      fc.property(operations, (actions) => {
        const first = run(logOf(actions) || steps('free: all'), small);
        if (first.trace === '') return;
        const again = run(first.trace, small);
        expect(again.trace).toBe(first.trace);
        expect(again.result.pools).toEqual(first.result.pools);
        expect(again.result.devices).toEqual(first.result.devices);
      }),
    );
  });

  it('names a size of the pool with which the first failure goes away, and in a coherent pool the smallest', () => {
    fc.assert(
      fc.property(operations, (actions) => {
        const log = logOf(actions);
        const failure = log === '' ? undefined : run(log, small).result.firstFailure;
        if (failure?.pool === undefined) return;

        const pages = Number(/ to (0x[0-9a-f]+)/.exec(failure.remedy)?.[1]) / 4096;
        const withPages = (pageCount: number): number | undefined =>
          run(
            log,
            small.map((pool, index) => (index === failure.pool ? { ...pool, pageCount } : pool)),
          ).result.firstFailure?.operation;
        expect(withPages(pages) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(failure.operation);
        if (failure.pool === 0) expect(withPages(pages - 1)).toBe(failure.operation);
      }),
    );
  });
});

describe('a trace of a YAML workload', () => {
  it('gives ids back that name each buffer, and performs the same', () => {
    const text = steps(
      'alloc: { device: video, size: 1MiB, id: one }',
      'alloc: { device: video, size: 1MiB, count: 4, id: ring }',
      'alloc: { device: video, size: 3MiB }',
      'repeat: 5\n    steps: [{ free: { id: ring, oldest: 1 } }, { alloc: { device: video, size: 2MiB, id: ring } }]',
      'free: { device: video }',
    );
    const first = run(text);
    expect(first.trace).toContain('"id":"one"');
    expect(first.trace).toContain('"id":"ring[4]"');
    expect(first.trace).toContain('"id":"#1"');
    expect(run(first.trace).trace).toBe(first.trace);
  });
});

function sumOf(live: ReadonlyMap<string, number>, start: string): number {
  let sum = 0;
  for (const [key, size] of live) if (key.startsWith(start)) sum += size;
  return sum;
}
