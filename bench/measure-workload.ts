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
import { median } from './median.ts';

const board = 'fixtures/boards/demo.dts';
const operations = 1_000_000;
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

/**
 * Runs of a million operations against the same run with allocators that look for nothing, and against the bare walk through the
 * program's loops, turns and ids, which keeps no figures either. Returns the exit status.
 */
export function measureWorkload(runs: number): number {
  const booted = bootedDemo();
  if (booted === undefined) return 2;
  console.log(`${board}: ${operations} operations, each in nanoseconds on the processor; median of ${runs}`);
  console.log('  workload              pool        walk   loop    run   run / loop   run / walk');
  let isGood = true;
  for (const shape of shapes) {
    for (const { device, pool } of devices) {
      const ratio = measure(shape, device, pool, booted, runs);
      isGood &&= ratio <= mostRatio;
    }
  }
  measureGrowth(booted, runs);
  measureMemory(booted);
  console.log(`  run / loop: ${isGood ? `all at most ${mostRatio}` : `some above ${mostRatio}`}`);
  return isGood ? 0 : 1;
}

function measure(
  { name, steps }: Shape,
  device: string,
  pool: string,
  booted: () => WorkloadBoard,
  runs: number,
): number {
  const workload = loaded(steps(device, operations), booted());
  const walks: number[] = [];
  const loops: number[] = [];
  const performed: number[] = [];
  // The first of each is where the compiler does its work.
  for (let run = 0; run <= runs; run++) {
    walks.push(timed(() => walkProgram(workload.program, nobody)));
    loops.push(timed(perform(workload, { ...booted(), dma: new GivesWithoutLooking(booted().dma) })));
    performed.push(timed(perform(workload, booted())));
  }
  const [walk, loop, run] = [walks, loops, performed].map((times) => median(times.slice(1)) / operations);
  if (walk === undefined || loop === undefined || run === undefined) return Number.NaN;
  const times = [walk, loop, run].map((time) => time.toFixed(0).padStart(6)).join(' ');
  const ratios = [run / loop, run / walk].map((ratio) => ratio.toFixed(2).padStart(12)).join(' ');
  console.log(`  ${name.padEnd(21)} ${pool.padEnd(8)} ${times} ${ratios}`);
  return run / loop;
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

/** What four and sixteen times as many operations take: the least of several, as whoever else uses the machine only adds. */
function measureGrowth(booted: () => WorkloadBoard, runs: number): void {
  for (const shape of shapes) {
    const times = [1, 4, 16].map((factor) => {
      const workload = loaded(shape.steps('camera', (operations / 8) * factor), booted());
      return Math.min(...Array.from({ length: runs + 1 }, () => timed(perform(workload, booted()))));
    });
    const [one = 0, four = 0, sixteen = 0] = times;
    const factors = `4 times the operations take ${(four / one).toFixed(1)} times, 16 take ${(sixteen / one).toFixed(1)}`;
    console.log(`  ${shape.name}: ${factors}`);
  }
}

/** What the heap grows by for each live buffer: of a workload of many against one of few. */
function measureMemory(booted: () => WorkloadBoard): void {
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
  console.log(`  a live buffer takes ${((many.bytes - few.bytes) / 15_000).toFixed(0)} bytes`);
}

function usedHeap(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function bootedDemo(): (() => WorkloadBoard) | undefined {
  const { board: demo } = loadBoard(board);
  const boot = demo === undefined ? undefined : bootBoard(demo, { kernel: {} });
  if (demo === undefined || boot?.ok !== true) {
    console.error(`bench: ${board} does not boot; the bench runs in the project's own folder.`);
    return undefined;
  }
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

/** Nanoseconds on the processor. */
function timed(action: () => void): number {
  const begin = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) * 1000;
}
