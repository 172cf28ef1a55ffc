import { createDmaSystem } from '../src/kernel/dma/dma-system.ts';
import type { CallOutcome } from '../src/kernel/dma/driver/driver-call.ts';
import type {
  AllocRequest,
  AllocResult,
  DmaDeviceState,
  DmaSystem,
  FreeResult,
  PoolState,
} from '../src/kernel/dma/types.ts';
import type { LogLine } from '../src/kernel/log.ts';
import { bootBoard } from '../src/project/boot-board.ts';
import { loadBoard } from '../src/project/load-board.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { loadWorkload } from '../src/workload/load-workload.ts';
import type { Operation } from '../src/workload/operations/operation.ts';
import { runWorkload } from '../src/workload/run-workload.ts';
import { type OperationVisitor, ProgramWalk, walkProgram } from '../src/workload/walk-program.ts';
import type { Workload, WorkloadBoard } from '../src/workload/workload.ts';
import { WorkloadRun } from '../src/workload/workload-run.ts';
import type { Figures, Taken } from './figures.ts';
import { median } from './median.ts';
import { timed } from './timed.ts';
import { medianOf } from './timing.ts';

const board = 'fixtures/boards/demo.dts';
/** A run may take so many times as long as the same run whose allocators look for nothing. */
const mostRatio = 5;

/** A workload of so many operations by one device. */
interface Shape {
  readonly name: string;
  steps(device: string, operations: number): string;
}

const shapes: readonly Shape[] = [
  {
    name: 'loop, a ring of 4',
    steps: (device, count) => `
  - alloc: { device: ${device}, size: 300KiB, count: 4, id: ring }
  - repeat: ${count / 2}
    steps:
      - free: { id: ring, oldest: 1 }
      - alloc: { device: ${device}, size: 300KiB, id: ring }`,
  },
  {
    name: 'lifetimes in a loop',
    steps: (device, count) => `
  - repeat: ${count / 2}
    steps: [{ alloc: { device: ${device}, size: 300KiB, lifetime: 4 rounds } }]`,
  },
  {
    name: 'three in parallel',
    steps: (device, count) => `
  - parallel:
      - actor: one
        steps:
          - repeat: ${count / 4}
            steps: [{ alloc: { device: ${device}, size: 300KiB, id: one } }, { free: one }]
      - actor: two
        per: 2
        steps:
          - repeat: ${count / 8}
            steps: [{ alloc: { device: ${device}, size: 64KiB, id: two, count: 2 } }, { free: two }]`,
  },
  {
    name: 'random',
    steps: (device, count) => `
  - random:
      device: ${device}
      operations: ${count}
      size: { logUniform: [4KiB, 256KiB] }
      lifetime: { geometric: { mean: 100 } }
      live: 100`,
  },
];
const devices = [
  { device: 'video', pool: 'coherent' },
  { device: 'camera', pool: 'CMA' },
] as const;

/** A walk that allocates nothing. */
const nobody: OperationVisitor = {
  alloc: () => {},
  free: () => {},
  operate: (_instruction: number, _operation: Operation) => true,
  mistake: () => false,
};

export interface WorkloadRequest {
  /** Of each workload. */
  readonly operations: number;
  /** How often each is measured. */
  readonly runs: number;
}

/**
 * Workloads against the same run with allocators that look for nothing, and against the bare walk through the program's loops, turns
 * and ids, which keeps no figures either. Returns the exit status: 2 without the board, 1 where a run takes too long.
 */
export function measureWorkload(request: WorkloadRequest, figures: Figures): 0 | 1 | 2 {
  const booted = bootedDemo();
  if (booted === undefined) {
    figures.miss(`workloads: ${board} does not boot; the bench runs in the project's own folder.`);
    return 2;
  }
  let isGood = true;
  for (const shape of shapes)
    for (const { device, pool } of devices) {
      const { run, loop, walk } = measure(shape.steps(device, request.operations), booted, request);
      isGood &&= run.cpuSeconds / loop.cpuSeconds <= mostRatio;
      const name = `${shape.name}, ${pool}`;
      figures.add({ name, ours: run, reference: loop, referenceName: 'no allocators' });
      figures.add({ name, ours: run, reference: walk, referenceName: 'the bare walk' });
    }
  const outcome = isGood ? `all take at most ${mostRatio}` : `some take more than ${mostRatio}`;
  figures.remark(`workloads: ${outcome} times as long as without allocators.`);
  measureGrowth(request, booted, figures);
  measureMemory(booted, figures);
  return isGood ? 0 : 1;
}

/** The three take turns, so that all see the same machine. */
function measure(
  steps: string,
  booted: () => WorkloadBoard,
  { operations, runs }: WorkloadRequest,
): { readonly walk: Taken; readonly loop: Taken; readonly run: Taken } {
  const workload = loaded(steps, booted());
  // The first of each is where the compiler does its work.
  const rounds = Array.from({ length: runs + 1 }, () => {
    const idle = { ...booted(), dma: new GivesWithoutLooking(booted().dma) };
    const walk = timed(operations, () => walkProgram(workload.program, nobody));
    const loop = timed(operations, perform(workload, idle));
    return { walk, loop, run: timed(operations, perform(workload, booted())) };
  }).slice(1);
  return {
    walk: medianOf(rounds.map(({ walk }) => walk)),
    loop: medianOf(rounds.map(({ loop }) => loop)),
    run: medianOf(rounds.map(({ run }) => run)),
  };
}

/** A board whose allocators give the same page to everybody. */
class GivesWithoutLooking implements DmaSystem {
  readonly #real: DmaSystem;

  constructor(real: DmaSystem) {
    this.#real = real;
  }

  get pools(): readonly PoolState[] {
    return this.#real.pools;
  }

  device(path: string): DmaDeviceState | undefined {
    return this.#real.device(path);
  }

  alloc(device: string, { size }: AllocRequest): AllocResult {
    const where = { from: 'cma', dma: 0n, phys: 0n, pages: 1, pool: 0, firstPage: 0, exact: true } as const;
    return { ok: true, allocation: { device, size, ...where } };
  }

  free(): FreeResult {
    return { ok: true };
  }

  perform(): CallOutcome {
    return { ok: true };
  }

  takeLog(): readonly LogLine[] {
    return this.#real.takeLog();
  }
}

/**
 * What four and sixteen times as many operations take. One long run is held against as many operations in short ones, of the same
 * moment: the least of short runs would be found in moments that no long run fits in.
 */
function measureGrowth(
  { operations, runs }: WorkloadRequest,
  booted: () => WorkloadBoard,
  figures: Figures,
): void {
  for (const shape of shapes) {
    const sizes = [1, 4, 16].map((factor) => {
      const count = Math.ceil(operations / 64) * 8 * factor;
      const workload = loaded(shape.steps('camera', count), booted());
      const seconds = (): number => timed(count, perform(workload, booted())).cpuSeconds;
      return () => Array.from({ length: 16 / factor }, seconds).reduce((sum, one) => sum + one, 0);
    });
    // The first round is where the compiler does its work.
    const rounds = Array.from({ length: runs + 1 }, () => sizes.map((spend) => spend())).slice(1);
    const times = (factor: number, size: number): string =>
      (factor * median(rounds.map((round) => (round[size] ?? 0) / (round[0] ?? 0)))).toFixed(1);
    const factors = `4 times the operations take ${times(4, 1)} times as long, 16 take ${times(16, 2)}`;
    figures.remark(`${shape.name}: ${factors}`);
  }
}

/** What the heap grows by for each live buffer: of a workload of many against one of few. */
function measureMemory(booted: () => WorkloadBoard, figures: Figures): void {
  const [few, many] = [1000, 16_000].map((count) => {
    const steps = `\n  - alloc: { device: camera, size: 4KiB, count: ${count} }`;
    const workload = loaded(steps, booted());
    const { dma } = booted();
    const before = usedHeap();
    const run = new WorkloadRun(dma, workload, undefined, undefined);
    const walk = new ProgramWalk(workload.program, run);
    walk.run();
    return { bytes: usedHeap() - before, kept: [run, walk] };
  });
  if (few === undefined || many === undefined) return;
  figures.remark(`a live buffer takes ${((many.bytes - few.bytes) / 15_000).toFixed(0)} bytes`);
}

function usedHeap(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function bootedDemo(): (() => WorkloadBoard) | undefined {
  const { board: demo } = loadBoard(board);
  const boot = demo === undefined ? undefined : bootBoard(demo, { kernel: {} });
  if (demo === undefined || boot?.ok !== true) return undefined;

  const { kernel } = boot.result;
  const { pageSize } = kernel.profile.config;
  return () => ({ tree: demo.tree, dma: createDmaSystem(kernel), pageSize });
}

function loaded(steps: string, on: WorkloadBoard): Workload {
  const { workload, problems } = loadWorkload(
    new SourceFile('bench.yaml', `version: 1\nsteps:${steps}\n`),
    on,
  );
  if (workload === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return workload;
}

function perform(workload: Workload, { dma }: WorkloadBoard): () => void {
  return () => {
    const { operations: performed } = runWorkload(dma, workload);
    if (performed < 1) throw new Error('nothing was performed');
  };
}
