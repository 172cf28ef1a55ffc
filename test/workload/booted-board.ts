import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { BootedKernel } from '../../src/kernel/booted-kernel.ts';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import type { ProfileRequest } from '../../src/kernel/profile.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { RunTrace } from '../../src/report/run-trace.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import type { ExplainTarget, RunResult } from '../../src/workload/run-result.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import type { WorkloadBoard } from '../../src/workload/workload.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

interface Booted {
  readonly kernel: BootedKernel;
  readonly tree: WorkloadBoard['tree'];
}

const boots = new Map<string, Booted>();

/** A board of fixtures/, booted; its DMA side is a new one each time. */
export function bootedBoard(path: string, kernel: ProfileRequest = {}): WorkloadBoard {
  const key = `${path} ${JSON.stringify(kernel)}`;
  let booted = boots.get(key);
  if (booted === undefined) {
    const { board } = loadBoard(fileURLToPath(new URL(path, fixtures)));
    if (board === undefined) return expect.fail(`${path} does not load`);
    const result = bootBoard(board, { kernel });
    if (!result.ok) return expect.fail(result.problem.message);
    booted = { kernel: result.result.kernel, tree: board.tree };
    boots.set(key, booted);
  }
  const { pageSize } = booted.kernel.profile.config;
  return { tree: booted.tree, dma: createDmaSystem(booted.kernel), pageSize };
}

/** A line of a trace. */
export interface TraceLine {
  readonly device: string;
  readonly do: string;
  readonly id?: string;
  readonly ok: boolean;
  readonly dma?: string;
  readonly phys?: string;
  readonly from?: string;
  readonly exact?: boolean;
  readonly why?: string;
  readonly rc?: number;
  readonly bytes?: string;
  readonly segments?: readonly { readonly dma: string; readonly size: number }[];
  readonly log?: readonly string[];
}

export interface Performed {
  readonly result: RunResult;
  readonly text: string;
  readonly trace: readonly TraceLine[];
}

/** Performs a workload, and reads its trace. */
export function perform(
  board: WorkloadBoard,
  path: string,
  text: string,
  explain?: ExplainTarget,
): Performed {
  const { workload, problems } = loadWorkload(new SourceFile(path, text), board);
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  let written = '';
  const observer = new RunTrace((lines) => {
    written += lines;
  });
  const result = runWorkload(board.dma, workload, observer, explain);
  observer.end();
  const trace = written
    .split('\n')
    .filter((line) => line !== '')
    .map((line): TraceLine => JSON.parse(line));
  return { result, text: written, trace };
}
