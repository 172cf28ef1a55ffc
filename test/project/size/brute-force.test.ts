import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import type { Board } from '../../../src/project/board.ts';
import { bootBoard } from '../../../src/project/boot-board.ts';
import { loadBoardText } from '../../../src/project/load-board.ts';
import { sizePools } from '../../../src/project/size/size-pools.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import type { RunObserver } from '../../../src/workload/run-observer.ts';
import { runWorkload } from '../../../src/workload/run-workload.ts';
import type { Workload, WorkloadBoard } from '../../../src/workload/workload.ts';
import { boardText, type RandomCase, randomCase } from './random-workloads.ts';

/** SIZE_CASES=1000 for all of them; among the first 28 there is each kind, with and without a size. */
const cases = Number(process.env.SIZE_CASES ?? 28);
const setting = { label: '', ram: undefined, kernel: undefined, seed: 1, variables: new Map() };

const boards = new Map<string, Board>();

function boardOf(one: RandomCase, units: number): Board {
  const text = boardText(one, one.unit * BigInt(units));
  let board = boards.get(text);
  if (board === undefined) {
    ({ board } = loadBoardText('random.dts', text));
    if (board === undefined) return expect.fail('the board does not load');
    boards.set(text, board);
  }
  return board;
}

const kernels = new Map<string, Parameters<typeof createDmaSystem>[0]>();

const workloads = new Map<RandomCase, Workload>();

/** Read once: the board's nodes and pools are the same whatever the size. */
function workloadOf(one: RandomCase, board: WorkloadBoard): Workload {
  const known = workloads.get(one);
  if (known !== undefined) return known;
  const { workload, problems } = loadWorkload(one.workload, board);
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  workloads.set(one, workload);
  return workload;
}

/** The workload on a board that is compiled and booted with a pool of that size. */
function runWith(one: RandomCase, units: number, mayFallBack: boolean): boolean {
  const board = boardOf(one, units);
  const key = `${one.kernel} ${one.kind} ${one.place} ${units * Number(one.unit)}`;
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    const booted = bootBoard(board, { kernel: { version: one.kernel } });
    if (!booted.ok) return expect.fail(booted.problem.message);
    ({ kernel } = booted.result);
    kernels.set(key, kernel);
  }
  const dma = createDmaSystem(kernel);
  const workload = workloadOf(one, { tree: board.tree, dma, pageSize: 4096 });
  let isFromPool = true;
  const observer: RunObserver = {
    allocated: (_device, buffer, _request, { from }) => {
      if (from === 'pages' && one.needed.has(buffer().replace(/\[.*/, ''))) isFromPool = false;
    },
    failed: () => {},
    freed: () => {},
    performed: () => {},
  };
  const { passes } = runWorkload(dma, workload, observer);
  return passes && (mayFallBack || isFromPool);
}

function bruteForce(one: RandomCase, mayFallBack: boolean): number | undefined {
  for (let units = 1; units <= one.mostUnits; units++) {
    if (runWith(one, units, mayFallBack)) return units;
  }
  return undefined;
}

function sized(one: RandomCase, mayFallBack: boolean): number | undefined {
  const board = boardOf(one, one.kind === 'coherent' ? 16 : 4);
  const boot = { kernel: { version: one.kernel } };
  const request = { board, boot, workload: one.workload, settings: [setting], confidence: 0.95, mayFallBack };
  const { outcome, pools, none, problems } = sizePools(request);
  if (outcome === 'unusable') return expect.fail(problems.map(({ message }) => message).join('\n'));
  const [pool] = pools;
  if (pool === undefined) return none === undefined ? expect.fail('neither a size nor a reason') : undefined;
  expect(pool.exact || mayFallBack).toBe(true);
  expect(pool.smaller === undefined).toBe(pool.size === one.unit);
  return Number(pool.size / one.unit);
}

describe('the smallest size', () => {
  it(`is that of brute force over all sizes, for ${cases} random workloads`, { timeout: 900_000 }, () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= cases; seed++) {
      const one = randomCase(seed);
      // What a CMA area refuses comes from the page allocator, or counts as refused.
      const mayFallBack = seed % 3 === 0;
      const found = sized(one, mayFallBack);
      const right = bruteForce(one, mayFallBack);
      expect({ seed, units: found }, one.workload.text).toEqual({ seed, units: right });
      const key = `${one.kind} ${one.place} ${right === undefined ? 'none' : 'sized'}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    for (const kind of ['coherent', 'cma'])
      for (const place of ['static', 'dynamic'])
        for (const outcome of ['none', 'sized'])
          expect(seen.get(`${kind} ${place} ${outcome}`) ?? 0).toBeGreaterThan(0);
  });
});
