import type { Problem } from '../source/problem.ts';
import { CompileContext, type CompileSetting, mostProblems } from './compile-context.ts';
import { compileExpectations } from './compile-expectations.ts';
import { compileSteps } from './compile-steps.ts';
import type { Workload } from './workload.ts';
import type { WorkloadDocument } from './workload-document.ts';
import type { YamlSource } from './yaml-source.ts';

export interface CompileResult {
  readonly workload: Workload;
  readonly problems: readonly Problem[];
}

/** A validated YAML workload as a program for one board; unknown devices and unusable sizes are problems. */
export function compileDocument(
  source: YamlSource,
  document: WorkloadDocument,
  setting: CompileSetting,
): CompileResult {
  const context = new CompileContext(source, document, setting);
  // Ids come first, so that a free may be told from a misspelt one wherever it stands.
  context.declareIds(document.steps);
  for (const name of Object.keys(document.devices ?? {})) {
    if (!context.refused) context.device(name, ['devices', name]);
  }
  compileSteps(document.steps, { path: ['steps'], times: 1, depth: 0 }, context);
  if (!context.refused) context.checkPools();

  const { board } = setting;
  const { expectations, problems } = compileExpectations(source, document.expect, board);
  return {
    workload: {
      name: document.name,
      program: context.builder.build(),
      pageSize: board.pageSize,
      devices: context.devicePaths,
      expectations,
    },
    problems: [...context.problems, ...problems].slice(0, mostProblems),
  };
}
