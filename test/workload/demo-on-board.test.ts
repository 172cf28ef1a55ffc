import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { RunTrace } from '../../src/report/run-trace.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import type { PoolFigures, RunResult } from '../../src/workload/run-result.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import type { WorkloadBoard } from '../../src/workload/workload.ts';
import { demoBoard } from './demo-board.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

interface Ran {
  readonly result: RunResult;
  readonly trace: string;
}

function bootedDemo(): WorkloadBoard {
  const path = fileURLToPath(new URL('boards/demo.dts', fixtures));
  const { board } = loadBoard(path);
  if (board === undefined) return expect.fail('the demo board does not load');
  const booted = bootBoard(board);
  if (!booted.ok) return expect.fail(booted.problem.message);
  const { kernel } = booted.result;
  return { tree: board.tree, dma: createDmaSystem(kernel), pageSize: kernel.profile.config.pageSize };
}

function run(board: WorkloadBoard, path: string, text: string): Ran {
  const { workload, problems } = loadWorkload(new SourceFile(path, text), board);
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  let trace = '';
  const observer = new RunTrace((lines) => {
    trace += lines;
  });
  const result = runWorkload(board.dma, workload, observer);
  observer.end();
  return { result, trace };
}

const read = (name: string): string => readFileSync(new URL(`workloads/${name}`, fixtures), 'utf8');

function poolsInUse({ pools }: RunResult): readonly PoolFigures[] {
  return pools
    .filter(({ devices }) => devices.length > 0)
    .map((pool) => ({ ...pool, pool: 0 }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

describe('the demo workloads on the emulated demo board', () => {
  it.each(['demo.yaml', 'preview.yaml'])('%s comes out as on a model that goes page by page', (name) => {
    const real = run(bootedDemo(), name, read(name)).result;
    const model = run(demoBoard(), name, read(name)).result;
    expect(poolsInUse(real)).toEqual(poolsInUse(model));
    expect(real.devices).toEqual(model.devices);
    expect(real.passes).toBe(model.passes);
    expect(real.firstFailure).toMatchObject({
      operation: model.firstFailure?.operation,
      remedy: model.firstFailure?.remedy,
    });
  });

  it('gives the same trace when the trace is performed', () => {
    const first = run(bootedDemo(), 'demo.yaml', read('demo.yaml')).trace;
    expect(run(bootedDemo(), 'trace.jsonl', first).trace).toBe(first);
  });
});
