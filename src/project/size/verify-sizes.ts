import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';
import { lostRegions } from '../rehearse/lost-regions.ts';
import { staysInside } from './board-inside.ts';
import { withDefaultArea } from './default-area.ts';
import { failureSentence } from './failure-sentence.ts';
import type { AmpleCell } from './find-sizes.ts';
import { freePlace } from './free-place.ts';
import { type RegionChange, resizeBoard } from './resize-board.ts';
import { type Candidate, runTrial, type TrialRun, trialCell } from './trial-board.ts';

/** A size to be tried, by key; the unit is that of base and size. */
export interface WantedSize {
  readonly key: string;
  readonly size: bigint;
  readonly unit: bigint;
}

/** A board with other sizes. */
export interface ChangedBoard extends Candidate {
  readonly changes: ReadonlyMap<string, RegionChange>;
}

/** That no free place was found for. */
export interface NoPlace {
  readonly noPlaceFor: WantedSize;
}

/** The board with pools of these sizes, where there is room for them in all of these boots. */
export function changeBoard(
  { board, boot }: Candidate,
  kernels: readonly BootedKernel[],
  wanted: readonly WantedSize[],
): ChangedBoard | NoPlace {
  const changes = new Map<string, RegionChange>();
  const regionOf = (key: string): BootedKernel['model']['regions'][number] | undefined =>
    board.model.regions.find(({ path }) => path === key);

  // What shrinks makes room for what grows.
  const growth = ({ key, size }: WantedSize): bigint => size - (regionOf(key)?.reg[0]?.size ?? size);
  const ordered = [...wanted].sort((a, b) => Number(growth(a) - growth(b)));
  let request = boot;
  let changed = board;
  for (const one of ordered) {
    const { key, size, unit } = one;
    const region = regionOf(key);
    if (region === undefined) {
      request = withDefaultArea(board, request, size);
      continue;
    }
    let base = region.reg[0]?.base;
    const shrinks =
      base !== undefined &&
      base % unit === 0n &&
      growth(one) <= 0n &&
      staysInside(region, { base, size }, board, kernels);
    if (region.kind === 'static' && !shrinks) {
      const withinZone = region.reusable;
      base = freePlace({ region, size, align: unit, withinZone }, changed.model, kernels);
      if (base === undefined) return { noPlaceFor: one };
    }
    changes.set(key, region.kind === 'static' ? { base, size } : { size });
    changed = resizeBoard(board, changes);
  }
  return { board: changed, boot: request, changes };
}

/** A cell on a changed board. */
export interface VerifiedCell {
  readonly kernel: BootedKernel | undefined;
  readonly run: TrialRun | undefined;
  /** Undefined: it passes. */
  readonly why: string | undefined;
}

/** Boots a changed board for each cell and runs the workload: true boots, with what the kernel makes of them. */
export function verifyBoard(
  changed: ChangedBoard,
  file: SourceFile,
  cells: readonly AmpleCell[],
  mayFallBack: boolean,
): readonly VerifiedCell[] {
  const boots = new BoardBoots(changed.board, changed.boot);
  return cells.map(({ search }): VerifiedCell => {
    const cell = trialCell(changed, file, search.cell.setting, boots);
    if (!('kernel' in cell)) {
      const why = cell.problems.map(({ message }) => message.replace(/\.$/, '')).join('; ');
      return { kernel: undefined, run: undefined, why };
    }
    const run = runTrial(cell, mayFallBack);
    const devices = new Set(cell.workload.devices);
    const [lost] = lostRegions(cell.setting, changed.board, cell.kernel, devices).filter(isError);
    const why =
      lost?.message.replace(/\.$/, '') ?? unplaced(cell.kernel, changed) ?? failureSentence(run, search);
    return { kernel: cell.kernel, run, why };
  });
}

/** A changed region that Linux makes nothing of: its devices would allocate elsewhere, and may pass with that. */
function unplaced({ regions }: BootedKernel, { changes }: ChangedBoard): string | undefined {
  const failed = regions.find(({ node, state }) => state === 'failed' && changes.has(node.path));
  return failed === undefined ? undefined : `Linux makes no region of it: ${failed.reason ?? 'it fails'}`;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
