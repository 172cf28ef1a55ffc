import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { createDmaSystem } from '../../kernel/dma/dma-system.ts';
import type { DmaSystem } from '../../kernel/dma/types.ts';
import type { Problem } from '../../source/problem.ts';
import { loadWorkload } from '../../workload/load-workload.ts';
import type { PinnedFigures } from '../../workload/pinned/pinned-figures.ts';
import type { PinnedSpec } from '../../workload/pinned/pinned-spec.ts';
import { runPinned } from '../../workload/pinned/run-pinned.ts';
import type { WorkloadSetting } from '../../workload/plan/workload-setting.ts';
import type { RunObserver } from '../../workload/run-observer.ts';
import { runOperationLog } from '../../workload/run-operation-log.ts';
import type { RunResult } from '../../workload/run-result.ts';
import { runWorkload } from '../../workload/run-workload.ts';
import type { WorkloadBoard } from '../../workload/workload.ts';
import { BoardBoots } from './board-boots.ts';
import { lostRegions } from './lost-regions.ts';
import { pinnedPools, rangesOutside } from './pinned-pools.ts';
import { planOf } from './plan-of.ts';
import type { Rehearsal, RehearsalRequest, RehearsedCell } from './rehearsal.ts';

export type { Rehearsal, RehearsalRequest } from './rehearsal.ts';

/**
 * Performs a workload on a board in each of its settings: boots the board with the setting's RAM and kernel, once for all settings that
 * have the same, and runs the workload on it; where pages are pinned, once more for each share and seed. What goes wrong is a problem, of
 * its cell or of all.
 */
export function rehearse(request: RehearsalRequest): Rehearsal {
  const { workload, board } = request;
  const path = workload.kind === 'text' ? workload.file.path : workload.path;
  const { settings, pinned, problems } = planOf(request);
  const boots = request.boots ?? new BoardBoots(board, request.boot);
  const cells = settings.map((setting) => rehearseCell(setting, { ...request, pinned, boots }));
  const name = cells.find(({ result }) => result?.name !== undefined)?.result?.name;
  const passes = cells.length > 0 && cells.every((cell) => cell.passes);
  return { workload: path, name, passes, cells, problems };
}

interface CellRequest extends RehearsalRequest {
  readonly pinned: PinnedSpec | undefined;
  readonly boots: BoardBoots;
}

function rehearseCell(setting: WorkloadSetting, request: CellRequest): RehearsedCell {
  const nothing = { setting, kernel: undefined, result: undefined, pinned: [], passes: false };
  const booted = request.boots.boot(setting);
  if ('severity' in booted) return { ...nothing, problems: [booted] };
  const { kernel } = booted;
  const said = kernel.commandLine.problems;
  if (kernel.outcome === 'panics') return { ...nothing, kernel, problems: [...said, panic(kernel)] };

  const board = workloadBoard(request, kernel);
  const { run, problems } = performer(setting, request, board);
  if (run === undefined) return { ...nothing, kernel, problems: [...said, ...problems] };
  const result = run(board.dma, request.observer?.(setting, board.dma));
  const devices = new Set(result.devices.map(({ path }) => path));
  const lost = lostRegions(setting, request.board, kernel, devices);
  const pinned = rehearsePinned(request, { kernel, run, result });
  if (pinned.problems.some(({ severity }) => severity === 'error'))
    return { ...nothing, kernel, problems: [...said, ...problems, ...pinned.problems] };
  const found = [...said, ...problems, ...(result.stopped === undefined ? [] : [result.stopped]), ...lost];
  const all = [...found, ...pinned.problems];
  // Where ranges alone are pinned nothing is left to chance: that run is the one that the workload is about.
  const certain = request.pinned?.shares.length === 0 ? pinned.figures[0]?.worst.result : undefined;
  const shown = certain ?? result;
  const passes =
    shown.passes &&
    pinned.figures.every(({ failures }) => failures === 0) &&
    all.every(({ severity }) => severity !== 'error');
  return { setting, kernel, result: shown, pinned: pinned.figures, problems: all, passes };
}

type Run = (dma: DmaSystem, observer?: RunObserver) => RunResult;

interface Performer {
  /** Undefined where the workload does not fit the board. */
  readonly run: Run | undefined;
  readonly problems: readonly Problem[];
}

/** What performs the workload on a DMA side of this board, as often as it is called. */
function performer(
  setting: WorkloadSetting,
  { workload, explain }: RehearsalRequest,
  board: WorkloadBoard,
): Performer {
  if (workload.kind === 'log') {
    const { path, stretches } = workload;
    const problems: Problem[] = [];
    const run: Run = (dma, observer) => {
      const options = { path, observer, explain };
      const done = runOperationLog(stretches(), { ...board, dma }, options);
      // Each further run says the same.
      problems.splice(0, problems.length, ...done.problems.filter(({ severity }) => severity !== 'error'));
      return done.result;
    };
    return { run, problems };
  }
  const { workload: loaded, problems } = loadWorkload(workload.file, board, setting);
  if (loaded === undefined) return { run: undefined, problems };
  return { run: (dma, observer) => runWorkload(dma, loaded, observer, explain), problems };
}

function rehearsePinned(
  { pinned, board }: CellRequest,
  { kernel, run, result }: { readonly kernel: BootedKernel; readonly run: Run; readonly result: RunResult },
): { readonly figures: readonly PinnedFigures[]; readonly problems: readonly Problem[] } {
  // Of what cannot be performed to its end there is no probability.
  if (pinned === undefined || result.stopped !== undefined) return { figures: [], problems: [] };
  const system = (): DmaSystem => createDmaSystem(kernel);
  const all = system().pools;
  const { pools, problems } = pinnedPools(pinned, board.tree, all, result);
  if (pools.length === 0) return { figures: [], problems };
  const outside = rangesOutside(pinned, pools, all);
  if (outside.length > 0) return { figures: [], problems: [...problems, ...outside] };
  const { pageSize } = kernel.profile.config;
  return { figures: runPinned(pinned, { system, run, pools, pageSize }), problems };
}

function workloadBoard({ board }: RehearsalRequest, kernel: BootedKernel): WorkloadBoard {
  return { tree: board.tree, dma: createDmaSystem(kernel), pageSize: kernel.profile.config.pageSize };
}

function panic({ outcomeReason }: BootedKernel): Problem {
  return {
    severity: 'error',
    code: 'kernel-panics',
    message: `The kernel does not boot, so that no device allocates: ${outcomeReason ?? 'it panics'}.`,
    help: '`carveout boot` shows how far it comes.',
  };
}
