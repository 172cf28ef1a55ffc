import { expect } from 'vitest';
import type { Problem } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import type { WorkloadSetting } from '../../../src/workload/plan/workload-setting.ts';
import { bufferName, type Program } from '../../../src/workload/program.ts';
import { walkProgram } from '../../../src/workload/walk-program.ts';
import { demoBoard } from '../demo-board.ts';

/** A workload's steps, as objects, on the demo board. */
export function programOf(steps: readonly object[], seed?: number): Program {
  const text = JSON.stringify({ version: 1, steps });
  const loaded = loadWorkload(new SourceFile('w.json', text), demoBoard(), setting(seed));
  const { workload } = loaded;
  if (workload === undefined) return expect.fail(loaded.problems.map(({ message }) => message).join('\n'));
  return workload.program;
}

/** What is wrong with a workload's steps. */
export function problemsOf(steps: readonly object[]): readonly string[] {
  return problems(steps).map(({ message }) => message);
}

/** What stands beside the first of it. */
export function relatedOf(steps: readonly object[]): readonly string[] {
  return (problems(steps)[0]?.related ?? []).map(({ message }) => message);
}

function problems(steps: readonly object[]): readonly Problem[] {
  const text = JSON.stringify({ version: 1, steps });
  return loadWorkload(new SourceFile('w.json', text), demoBoard()).problems;
}

function setting(seed: number | undefined): WorkloadSetting | undefined {
  if (seed === undefined) return undefined;
  return { label: '', ram: undefined, kernel: undefined, seed, variables: new Map() };
}

/** Every operation of a program, one after the other: `+` allocates, `-` frees. */
export function walked(program: Program): readonly string[] {
  const operations: string[] = [];
  const names = new Map<number, string>();
  walkProgram(program, {
    alloc(instruction, slot, number, device, size) {
      const name = bufferName(program, program.groups[instruction] ?? 0, number, false);
      names.set(slot, name);
      operations.push(`+${name} ${device}:${size}`);
    },
    free(_instruction, slot) {
      operations.push(`-${names.get(slot)}`);
    },
    operate: () => true,
    mistake: (_instruction, mistake) => expect.fail(mistake),
  });
  return operations;
}

/** The same without device and size. */
export function walkedNames(steps: readonly object[]): readonly string[] {
  return walked(programOf(steps)).map((operation) => operation.replace(/ .*/, ''));
}
