import { describe, expect, it } from 'vitest';
import { joinName, NameTable } from '../../../src/workload/history/name-table.ts';
import { buffersAt, type RecordedRun } from '../../../src/workload/history/recorded-run.ts';
import { type HistoryLimits, RunHistory } from '../../../src/workload/history/run-history.ts';
import { runOperationLog } from '../../../src/workload/run-operation-log.ts';
import type { RunResult } from '../../../src/workload/run-result.ts';
import { bootedBoard } from '../booted-board.ts';

interface Recorded {
  readonly run: RecordedRun;
  readonly result: RunResult;
}

const video = '/soc/video@1000000';
const camera = '/soc/camera@2000000';

function record(lines: readonly object[], limits?: HistoryLimits): Recorded {
  const board = bootedBoard('boards/demo.dts');
  const history = new RunHistory(board.dma, limits);
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  const log = runOperationLog([{ text, firstLine: 1 }], board, { path: 'ops.jsonl', observer: history });
  expect(log.problems).toEqual([]);
  return { run: history.recorded(), result: log.result };
}

function alloc(device: string, id: string, size: number): object {
  return { device, do: 'alloc', id, size };
}

function free(device: string, id: string): object {
  return { device, do: 'free', id };
}

function poolOf(run: RecordedRun, name: string): RecordedRun['pools'][number] {
  const pool = run.pools.find((candidate) => candidate.name.startsWith(name));
  return pool ?? expect.fail(`no pool ${name}`);
}

function namesAt(run: RecordedRun, name: string, operation: number): readonly string[] {
  return buffersAt(run, poolOf(run, name), operation).map(({ id }) => id);
}

describe('the record of a run', () => {
  const { run } = record([
    alloc(video, 'a', 4096),
    alloc(video, 'b', 8192),
    free(video, 'a'),
    alloc(video, 'c', 64 << 20),
    alloc(camera, 'd', 4096),
  ]);

  it('shows who lies where after each operation', () => {
    const steps = [0, 1, 2, 3, 5].map((operation) => namesAt(run, 'video-pool', operation));
    expect(steps).toEqual([[], ['a'], ['a', 'b'], ['b'], ['b']]);
    expect(buffersAt(run, poolOf(run, 'video-pool'), 5)).toMatchObject([
      { id: 'b', device: video, size: 8192, firstPage: 2, pages: 2, address: 0x50002000n, dma: 0x50002000n },
    ]);
  });

  it('keeps each failure with its cause, at the pool that refused', () => {
    const { pool } = poolOf(run, 'video-pool');
    expect(run.failures).toMatchObject([{ operation: 4, pool, device: video, id: 'c', size: 64 << 20 }]);
    expect(run.failures[0]?.cause).toContain('64 MiB');
    expect(poolOf(run, 'video-pool')).toMatchObject({ failures: 1, firstFailure: 4 });
    expect(poolOf(run, 'camera-cma')).toMatchObject({ failures: 0, firstFailure: undefined });
  });

  it('has a point an operation where there are few', () => {
    const points = poolOf(run, 'video-pool').points;
    expect(points.map(({ mostUsed }) => mostUsed)).toEqual([1, 3, 2, 2, 2]);
    expect(points.map(({ failures }) => failures)).toEqual([0, 0, 0, 1, 0]);
    expect(points[2]?.smallestHole).toBe(4092);
  });
});

describe('a record over its limit', () => {
  const lines: object[] = [alloc(video, 'kept', 4096)];
  for (let round = 0; round < 400; round++) {
    lines.push(alloc(video, `short${round}`, 4096), alloc(video, `long${round}`, 4096));
    lines.push(free(video, `short${round}`));
    if (round === 77) {
      for (let extra = 0; extra < 5; extra++) lines.push(alloc(camera, `peak${extra}`, 8192));
      for (let extra = 0; extra < 5; extra++) lines.push(free(camera, `peak${extra}`));
    }
    if (round >= 20) lines.push(free(video, `long${round - 20}`));
  }
  const full = record(lines);
  const thin = record(lines, { buffers: 100, failures: 10 });

  it('keeps fewer moments, and says how many buffers it left out', () => {
    expect(full.run).toMatchObject({ stride: 1, buffersLeftOut: 0 });
    expect(thin.run.stride).toBeGreaterThan(1);
    expect(thin.run.buffers.length).toBeLessThan(200);
    expect(thin.run.buffers.length + thin.run.buffersLeftOut).toBe(full.run.buffers.length);
  });

  it('is exact at each moment that it keeps', () => {
    const { stride, operations } = thin.run;
    for (let operation = 0; operation <= operations; operation += stride)
      expect(namesAt(thin.run, 'video-pool', operation)).toEqual(namesAt(full.run, 'video-pool', operation));
    expect(namesAt(thin.run, 'video-pool', operations)).toEqual(namesAt(full.run, 'video-pool', operations));
  });

  it('is exact at the peak of each pool', () => {
    const { peakOperation } = poolOf(full.run, 'camera-cma');
    expect(poolOf(thin.run, 'camera-cma')).toMatchObject({ peakOperation, peakPages: 10 });
    expect(namesAt(thin.run, 'camera-cma', peakOperation)).toEqual(
      namesAt(full.run, 'camera-cma', peakOperation),
    );
    expect(full.result.pools.find(({ name }) => name.startsWith('camera'))).toMatchObject({ peakOperation });
  });
});

describe('a long run', () => {
  it('loses neither its peak nor its smallest hole where a point stands for many operations', () => {
    const lines: object[] = [];
    for (let round = 0; round < 3000; round++) {
      lines.push(alloc(video, 'a', round === 1777 ? 1 << 22 : 4096), free(video, 'a'));
    }
    const { points } = poolOf(record(lines).run, 'video-pool');
    expect(points.length).toBeLessThanOrEqual(1024);
    expect(Math.max(...points.map(({ mostUsed }) => mostUsed))).toBe(1024);
    expect(Math.min(...points.map(({ smallestHole }) => smallestHole))).toBe(3072);
    const worst = points.find(({ mostUsed }) => mostUsed === 1024);
    expect(worst?.first).toBeLessThanOrEqual(2 * 1777 + 1);
    expect(worst?.last).toBeGreaterThanOrEqual(2 * 1777 + 1);
  });
});

describe('pages that are no allocation', () => {
  it('are drawn as what took them', () => {
    const { run } = record([
      { device: video, do: 'poolCreate', id: 'p', size: 64, align: 64 },
      { device: video, do: 'poolAlloc', pool: 'p', id: 'blk' },
      { device: video, do: 'poolFree', pool: 'p', id: 'blk' },
      { device: video, do: 'poolDestroy', id: 'p' },
    ]);
    expect(namesAt(run, 'video-pool', 1)).toEqual([]);
    expect(namesAt(run, 'video-pool', 2)).toEqual(['(poolAlloc)']);
    expect(namesAt(run, 'video-pool', 4)).toEqual([]);
  });
});

describe('a name', () => {
  it.each(['frame[3]', 'b17', 'b007', 'frame', '9', 'a[x]', 'b[3', '3]', 'x[0012]', '', 'a12345678901234'])(
    '%j is cut and joined without loss',
    (name) => {
      const names = new NameTable();
      const { stem, next } = names.add(name);
      expect(joinName(names.stems, stem, next)).toBe(name);
    },
  );

  it('shares its stem with others', () => {
    const names = new NameTable();
    for (let number = 0; number < 100; number++) names.add(`frame[${number}]`);
    expect(names.stems).toEqual(['frame[']);
  });
});
