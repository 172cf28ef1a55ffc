import { createDmaSystem } from '../src/kernel/dma/dma-system.ts';
import { bootBoard } from '../src/project/boot-board.ts';
import { loadBoard } from '../src/project/load-board.ts';
import { SourceFile } from '../src/source/source-file.ts';
import { loadWorkload } from '../src/workload/load-workload.ts';
import type { Operation } from '../src/workload/operations/operation.ts';
import { runWorkload } from '../src/workload/run-workload.ts';
import { type OperationVisitor, walkProgram } from '../src/workload/walk-program.ts';
import type { Workload, WorkloadBoard } from '../src/workload/workload.ts';
import { median } from './median.ts';

const board = 'fixtures/boards/demo.dts';
const operations = 1_000_000;
/** A run may take so many times as long as the walk alone. */
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

/** Runs of a million operations against the same walk without allocators. Returns the exit status. */
export function measureWorkload(runs: number): number {
  const booted = bootedDemo();
  if (booted === undefined) return 2;
  console.log(`${board}: ${operations} operations; median of ${runs}`);
  console.log('  workload              pool          walk       run    ratio');
  let isGood = true;
  for (const shape of shapes) {
    for (const { device, pool } of devices) {
      const ratio = measure(shape, device, pool, booted, runs);
      isGood &&= ratio <= mostRatio;
    }
  }
  measureGrowth(booted, runs);
  measureMemory(booted);
  console.log(isGood ? `all at most ${mostRatio}` : `some above ${mostRatio}`);
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
  const performed: number[] = [];
  for (let run = 0; run <= runs; run++) {
    walks.push(timed(() => walkProgram(workload.program, nobody)));
    performed.push(timed(perform(workload, booted())));
  }
  // The first of each is where the compiler does its work.
  const [walk, run] = [median(walks.slice(1)), median(performed.slice(1))];
  const columns = [name.padEnd(21), pool.padEnd(9), perOperation(walk), perOperation(run)];
  console.log(`  ${columns.join(' ')} ${(run / walk).toFixed(2).padStart(8)}`);
  return run / walk;
}

/** What four and sixteen times as many operations take. */
function measureGrowth(booted: () => WorkloadBoard, runs: number): void {
  const shape = shapes.at(-1);
  if (shape === undefined) return;
  const times = [1, 4, 16].map((factor) => {
    const workload = loaded(shape.steps('camera', (operations / 4) * factor), booted());
    return median(Array.from({ length: runs }, () => timed(perform(workload, booted()))));
  });
  const [one = 0, four = 0, sixteen = 0] = times;
  console.log(
    `  ${shape.name}: 4 times the operations take ${(four / one).toFixed(1)} times, 16 take ${(sixteen / one).toFixed(1)}`,
  );
}

/** What the heap grows by while many buffers are live. */
function measureMemory(booted: () => WorkloadBoard): void {
  const count = 200_000;
  const workload = loaded(
    `
  - alloc: { device: /sound, size: 64, count: ${count}, id: many }
    expect: any`,
    booted(),
  );
  const ready = booted();
  const before = usedHeap();
  const result = runWorkload(ready.dma, workload);
  const bytes = usedHeap() - before;
  console.log(`  ${result.liveBuffers} live buffers: ${(bytes / count).toFixed(0)} bytes each`);
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

function perOperation(nanoseconds: number): string {
  return `${(nanoseconds / operations).toFixed(0)} ns`.padStart(9);
}
