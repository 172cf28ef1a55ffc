import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { checkBuffers } from './check-buffers.ts';
import { compileDocument } from './compile-document.ts';
import { DeviceNames } from './device-names.ts';
import { isLog } from './is-log.ts';
import { readPlan } from './plan/read-plan.ts';
import { substituted } from './plan/substitute.ts';
import type { WorkloadSetting } from './plan/workload-setting.ts';
import type { Program } from './program.ts';
import { readOperationLog } from './read-operation-log.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Template } from './templates/template.ts';
import { templateTable } from './templates/template-table.ts';
import type { Workload, WorkloadBoard } from './workload.ts';
import { workloadSchema } from './workload-schema.ts';
import { readYaml, withValue } from './yaml-source.ts';

export { isLog } from './is-log.ts';

interface LoadSetting {
  readonly setting: WorkloadSetting | undefined;
  readonly templates: readonly Template[] | undefined;
}

export interface LoadResult {
  /** Undefined if a problem is an error. */
  readonly workload: Workload | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads a workload, YAML or operation log (its first line tells), and fits it to a board: devices are found, sizes are
 * worked out, and every free is known to have something to free. What is wrong is a problem with its place.
 *
 * `setting` is a cell of the workload's plan; without one, it is the first, and what is wrong with the plan is among the problems.
 *
 * Devices are taken through of_reserved_mem_device_init_by_idx in the order in which the workload names them.
 */
export function loadWorkload(
  file: SourceFile,
  board: WorkloadBoard,
  setting?: WorkloadSetting,
  templates?: readonly Template[],
): LoadResult {
  const { workload, problems } = isLog(file)
    ? fromLog(file, board)
    : fromYaml(file, board, { setting, templates });
  if (workload === undefined || hasError(problems)) return { workload: undefined, problems };

  const mistakes = checkBuffers(workload.program);
  return { workload: hasError(mistakes) ? undefined : workload, problems: [...problems, ...mistakes] };
}

function fromYaml(file: SourceFile, board: WorkloadBoard, given: LoadSetting): LoadResult {
  const { source, problems } = readYaml(file);
  if (source === undefined) return { workload: undefined, problems };

  const plan = given.setting === undefined ? readPlan(file) : undefined;
  const setting = given.setting ?? plan?.settings[0];
  if (setting === undefined) return { workload: undefined, problems: plan?.problems ?? [] };
  const valued = withValue(source, substituted(source.value, setting.variables));
  const parsed = workloadSchema.safeParse(valued.value);
  if (!parsed.success) return { workload: undefined, problems: schemaProblems(valued, parsed.error.issues) };

  const { templates = templateTable } = given;
  const result = compileDocument(valued, parsed.data, { board, setting, templates });
  return { ...result, problems: [...(plan?.problems ?? []), ...result.problems] };
}

function fromLog(file: SourceFile, board: WorkloadBoard): LoadResult {
  const names = new DeviceNames(board.tree, board.dma);
  const log = readOperationLog(file, board.pageSize, (name) => names.find(name));
  return { workload: logWorkload(log.program, log.devices, board.pageSize), problems: log.problems };
}

/** A log as a workload: every operation is expected to succeed. */
export function logWorkload(program: Program, devices: readonly string[], pageSize: number): Workload {
  const expectations = [
    { kind: 'failures', atMost: 0, place: undefined } as const,
    { kind: 'dmaDebug', atMost: 0, place: undefined } as const,
  ];
  return { name: undefined, program, pageSize, devices, expectations };
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
