import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { checkBuffers } from './check-buffers.ts';
import { compileDocument } from './compile-document.ts';
import { DeviceNames } from './device-names.ts';
import { readPlan } from './plan/read-plan.ts';
import type { WorkloadSetting } from './plan/workload-setting.ts';
import type { Program } from './program.ts';
import { isOperationLog, readOperationLog } from './read-operation-log.ts';
import { schemaProblems } from './schema-problems.ts';
import { templateTable } from './templates/template-table.ts';
import type { Workload, WorkloadBoard } from './workload.ts';
import { workloadSchema } from './workload-schema.ts';
import { readYaml } from './yaml-source.ts';

export interface LoadResult {
  /** Undefined if a problem is an error. */
  readonly workload: Workload | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads a workload, YAML or operation log (its first line tells), and fits it to a board: devices are found, sizes are
 * worked out, and every free is known to have something to free. What is wrong is a problem with its place.
 *
 * Devices are taken through of_reserved_mem_device_init_by_idx in the order in which the workload names them.
 */
export function loadWorkload(file: SourceFile, board: WorkloadBoard, setting?: WorkloadSetting): LoadResult {
  const { workload, problems } = isLog(file) ? fromLog(file, board) : fromYaml(file, board, setting);
  if (workload === undefined || hasError(problems)) return { workload: undefined, problems };

  const mistakes = checkBuffers(workload.program);
  return { workload: hasError(mistakes) ? undefined : workload, problems: [...problems, ...mistakes] };
}

/** Whether this is an operation log: by its name, else by its first line. */
export function isLog({ path, text }: Pick<SourceFile, 'path' | 'text'>): boolean {
  return /\.(jsonl|ndjson|trace)$/.test(path) ? text.trim() !== '' : isOperationLog(text);
}

function fromYaml(file: SourceFile, board: WorkloadBoard, given: WorkloadSetting | undefined): LoadResult {
  const { source, problems } = readYaml(file);
  if (source === undefined) return { workload: undefined, problems };

  const [setting] = given === undefined ? readPlan(file).settings : [given];
  if (setting === undefined) return { workload: undefined, problems };
  const parsed = workloadSchema.safeParse(source.value);
  if (!parsed.success) return { workload: undefined, problems: schemaProblems(source, parsed.error.issues) };
  return compileDocument(source, parsed.data, { board, setting, templates: templateTable });
}

function fromLog(file: SourceFile, board: WorkloadBoard): LoadResult {
  const names = new DeviceNames(board.tree);
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
