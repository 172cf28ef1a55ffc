import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { createDmaSystem } from '../../kernel/dma/dma-system.ts';
import type { Problem } from '../../source/problem.ts';
import { loadWorkload } from '../../workload/load-workload.ts';
import { runOperationLog } from '../../workload/run-operation-log.ts';
import type { RunResult } from '../../workload/run-result.ts';
import { runWorkload } from '../../workload/run-workload.ts';
import type { WorkloadBoard } from '../../workload/workload.ts';
import type { Board } from '../board.ts';
import { BoardBoots } from './board-boots.ts';
import type { Rehearsal, RehearsalRequest, RehearsedCell, WorkloadSetting } from './rehearsal.ts';

const onlySetting: WorkloadSetting = {
  label: '',
  ram: undefined,
  kernel: undefined,
  seed: 1,
  variables: new Map(),
};

/**
 * Performs a workload on a board in each of its settings: boots the board with the setting's RAM and kernel, once for all settings that
 * have the same, and runs the workload on it. What goes wrong is a problem, of its cell or of all.
 */
export function rehearse(request: RehearsalRequest): Rehearsal {
  const { workload, board } = request;
  const path = workload.kind === 'text' ? workload.file.path : workload.path;
  const settings = request.settings ?? [onlySetting];
  const boots = request.boots ?? new BoardBoots(board, request.boot);
  const cells = settings.map((setting) => rehearseCell(setting, request, boots));
  const name = cells.find(({ result }) => result?.name !== undefined)?.result?.name;
  const passes = cells.length > 0 && cells.every((cell) => cell.passes);
  return { workload: path, name, passes, cells, problems: [] };
}

function rehearseCell(setting: WorkloadSetting, request: RehearsalRequest, boots: BoardBoots): RehearsedCell {
  const booted = boots.boot(setting);
  if ('severity' in booted) return unusable(setting, undefined, [booted]);
  const { kernel } = booted;
  if (kernel.outcome === 'panics') return unusable(setting, kernel, [panic(kernel)]);

  const { result, problems } = perform(setting, request, workloadBoard(request.board, kernel));
  if (result === undefined) return unusable(setting, kernel, problems);
  return { setting, kernel, result, pinned: [], problems, passes: result.passes };
}

function perform(
  setting: WorkloadSetting,
  { workload, observer, explain }: RehearsalRequest,
  board: WorkloadBoard,
): { readonly result: RunResult | undefined; readonly problems: readonly Problem[] } {
  const told = observer?.(setting, board.dma);
  if (workload.kind === 'log') {
    const { path, stretches } = workload;
    return runOperationLog(stretches(), board, { path, observer: told, explain });
  }
  const { workload: loaded, problems } = loadWorkload(workload.file, board);
  if (loaded === undefined) return { result: undefined, problems };
  return { result: runWorkload(board.dma, loaded, told, explain), problems };
}

function workloadBoard({ tree }: Board, kernel: BootedKernel): WorkloadBoard {
  return { tree, dma: createDmaSystem(kernel), pageSize: kernel.profile.config.pageSize };
}

function unusable(
  setting: WorkloadSetting,
  kernel: BootedKernel | undefined,
  problems: readonly Problem[],
): RehearsedCell {
  return { setting, kernel, result: undefined, pinned: [], problems, passes: false };
}

function panic({ outcomeReason }: BootedKernel): Problem {
  return {
    severity: 'error',
    code: 'kernel-panics',
    message: `The kernel does not boot, so that no device allocates: ${outcomeReason ?? 'it panics'}.`,
    help: '`carveout boot` shows how far it comes.',
  };
}
