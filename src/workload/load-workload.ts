import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { checkBuffers } from './check-buffers.ts';
import { compileDocument } from './compile-document.ts';
import { DeviceNames } from './device-names.ts';
import { isOperationLog, readOperationLog } from './read-operation-log.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Workload, WorkloadBoard } from './workload.ts';
import { workloadSchema } from './workload-schema.ts';
import { readYaml } from './yaml-source.ts';

const mostProblems = 20;

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
export function loadWorkload(file: SourceFile, board: WorkloadBoard): LoadResult {
  const { workload, problems } = isLog(file) ? fromLog(file, board) : fromYaml(file, board);
  if (workload === undefined || hasError(problems)) return { workload: undefined, problems };

  const mistakes = checkBuffers(workload.program);
  return { workload: hasError(mistakes) ? undefined : workload, problems: [...problems, ...mistakes] };
}

function isLog(file: SourceFile): boolean {
  return /\.(jsonl|ndjson|trace)$/.test(file.path) ? file.text.trim() !== '' : isOperationLog(file.text);
}

function fromYaml(file: SourceFile, board: WorkloadBoard): LoadResult {
  const { source, problems } = readYaml(file);
  if (source === undefined) return { workload: undefined, problems };

  const parsed = workloadSchema.safeParse(source.value);
  if (!parsed.success) return { workload: undefined, problems: schemaProblems(source, parsed.error.issues) };
  return compileDocument(source, parsed.data, board);
}

function fromLog(file: SourceFile, board: WorkloadBoard): LoadResult {
  const log = readOperationLog(file, board.pageSize);
  const names = new DeviceNames(board.tree);
  const problems: Problem[] = [...log.problems];

  const devices = log.devices.map(({ name, place }) => {
    if (problems.length >= mostProblems) return name;
    const lookup = names.find(name);
    if (!lookup.ok) {
      const help = lookup.help === undefined ? {} : { help: lookup.help };
      problems.push({ severity: 'error', code: 'unknown-device', message: lookup.message, place, ...help });
      return name;
    }
    if (lookup.warning !== undefined) {
      problems.push({ severity: 'warning', code: 'device-disabled', message: lookup.warning, place });
    }
    return lookup.path;
  });

  const expectations = [{ kind: 'failures', atMost: 0, place: undefined } as const];
  return {
    workload: { name: undefined, program: log.program, pageSize: board.pageSize, devices, expectations },
    problems,
  };
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
