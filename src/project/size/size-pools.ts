import { formatBytes } from '../../memory/quantity.ts';
import type { Problem } from '../../source/problem.ts';
import { findPool, unknownPool } from '../../workload/find-pool.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';
import { boardInside } from './board-inside.ts';
import { withDefaultArea } from './default-area.ts';
import { failureSentence } from './failure-sentence.ts';
import { type AmpleCell, ampleCell, type FoundSize, findSizes } from './find-sizes.ts';
import { chancesOf, enlargeForPinned, failuresBelow, type PinnedRequest } from './pinned-sizes.ts';
import { ramOf } from './ram-of.ts';
import { CellSearch } from './search-sizes.ts';
import { settleSizes } from './settle-sizes.ts';
import type { NoSize, SizedChance, SizeReport, SizeRequest, SmallerPool } from './size-report.ts';
import { sizedPools } from './sized-pools.ts';
import { type Candidate, type TrialCell, trialCell, type UnusableCell } from './trial-board.ts';
import { unsizedRegions } from './unsized-regions.ts';
import { verifyBoard } from './verify-sizes.ts';

/**
 * The smallest sizes of the pools that a workload uses with which it passes, in every cell of its matrix.
 *
 * Each cell is booted once, and run with pools of any size at the bases that they have; then a board with the sizes that were found is truly
 * booted in every cell, and so is one with each of them a unit smaller, which must fail.
 */
export function sizePools(request: SizeRequest): SizeReport {
  const asIs = { board: request.board, boot: request.boot ?? {} };
  const boots = new BoardBoots(asIs.board, asIs.boot);
  const candidate = { ...asIs, board: boardInside(asIs, request.settings, boots) };
  const isAsItIs = candidate.board === asIs.board;
  const booted = bootCells(candidate, request, isAsItIs ? boots : undefined);
  const unusable = booted.find((cell): cell is UnusableCell => !('kernel' in cell));
  const usable = booted.filter((cell): cell is TrialCell => 'kernel' in cell);
  if (unusable !== undefined || usable.length === 0) return unusableReport(request, usable, unusable);

  const { cells: first, candidate: based } = withDefaultCma(usable, candidate, request);
  const said = usable.flatMap((cell) => [...cell.problems, ...unsizedRegions(cell)]);
  const problems = [...said, ...first.flatMap(spilledAnyway)].filter(isFirstOfItsKind);
  const selected = selectPools(first, request);
  if ('severity' in selected)
    return { ...reportOf(request, first, 'unusable'), problems: [...problems, selected] };

  const cells = first.map((cell) => restricted(cell, selected));
  const keys = [...selected].filter((key) => cells.some(({ used }) => used.has(key)));
  const isAsBooted = isAsItIs && based === candidate;
  const report = withToday(reportOf(request, cells, 'sized'), asIs, { cells, isAsBooted }, request);
  const none = (why: NoSize): SizeReport => ({ ...report, outcome: 'none', none: why, problems });
  if (keys.length === 0) {
    const failing = whatFails(cells);
    return failing === undefined ? { ...report, problems } : none(failing);
  }

  const found = findSizes(cells, keys);
  if (!found.ok) return none(found.none);

  let { sizes } = found;
  let chances: readonly SizedChance[] = [];
  let below: ReadonlyMap<string, SmallerPool> = new Map();
  if (request.pinned !== undefined) {
    const pinned: PinnedRequest = {
      spec: request.pinned,
      mostFailures: Number((1 - request.confidence).toFixed(9)),
      mayFallBack: request.mayFallBack,
    };
    const enlarged = enlargeForPinned(cells, sizes, pinned);
    if ('tooBusy' in enlarged) return none(tooBusy(enlarged.tooBusy, request.confidence));
    below = failuresBelow(cells, { without: sizes, enlarged }, pinned);
    sizes = enlarged;
    chances = chancesOf(cells, sizes, pinned);
  }

  const settled = settleSizes({ candidate: { ...asIs, boot: based.boot }, cells, sizes, request });
  if (!settled.ok) return none(settled.none);
  return {
    ...report,
    pools: sizedPools(settled, { cells, chances, request, below, addsDefault: based !== candidate }),
    spilled: settled.spilled,
    trials: sizes.reduce((sum, { trials }: FoundSize) => sum + trials, 0),
    problems,
  };
}

function bootCells(
  candidate: Candidate,
  { workload, settings }: SizeRequest,
  boots: BoardBoots = new BoardBoots(candidate.board, candidate.boot),
): readonly (TrialCell | UnusableCell)[] {
  return settings.map((setting) => trialCell(candidate, workload, setting, boots));
}

/** Where the workload needs a default CMA area and no cell has one, the board with one: its size is what is to be found. */
function withDefaultCma(
  usable: readonly TrialCell[],
  candidate: Candidate,
  request: SizeRequest,
): { readonly cells: readonly AmpleCell[]; readonly candidate: Candidate } {
  const cells = usable.map((cell) => ampleCell(new CellSearch(cell, request.mayFallBack)));
  const lacks = cells.some(({ run, search, pools }) => {
    const failure = run.result.firstFailure;
    const hasNone = failure !== undefined && !failure.expected && failure.failure.code === 'no-pages';
    return hasNone && !pools.has('') && search.cell.kernel.profile.config.dmaCma;
  });
  if (!lacks) return { cells, candidate };

  const boot = withDefaultArea(candidate.board, candidate.boot, startingArea);
  const changed = { board: candidate.board, boot };
  const again = bootCells(changed, request).filter((cell): cell is TrialCell => 'kernel' in cell);
  if (
    again.length < usable.length ||
    again.some(({ kernel }) => !kernel.cma.some(({ isDefault }) => isDefault))
  )
    return { cells, candidate };
  return {
    cells: again.map((cell) => ampleCell(new CellSearch(cell, request.mayFallBack))),
    candidate: changed,
  };
}

/** Any unit of any kernel divides it. */
const startingArea = 64n << 20n;

/** Keys of the pools that are named, or of all that are used; a problem for a name that is none's. */
function selectPools(
  cells: readonly AmpleCell[],
  { pools: names }: SizeRequest,
): ReadonlySet<string> | Problem {
  const keys = new Set(cells.flatMap(({ pools, used }) => [...pools.keys()].filter((key) => used.has(key))));
  const [first] = cells;
  if (names === undefined || names.length === 0 || first === undefined) return keys;

  const { tree } = first.search.cell.kernel.model;
  const chosen = new Set<string>();
  for (const name of names) {
    const key = keyOf(first, name);
    if (key === undefined)
      return { severity: 'error', code: 'unknown-pool', ...unknownPool(name, tree, first.run.pools) };
    if (!keys.has(key)) return unusedPool(name);
    chosen.add(key);
  }
  return chosen;
}

function keyOf({ search, run, pools }: AmpleCell, name: string): string | undefined {
  const index = findPool(name, search.cell.kernel.model.tree, run.pools);
  for (const pool of pools.values()) if (pool.index === index) return pool.key;
  return undefined;
}

function unusedPool(name: string): Problem {
  const message = `The workload takes nothing of the pool \`${name}\`, so that any size does.`;
  return { severity: 'error', code: 'pool-unused', message };
}

/** With all other pools as they are today. */
function restricted(cell: AmpleCell, keys: ReadonlySet<string>): AmpleCell {
  const ample = new Map([...cell.ample].filter(([key]) => keys.has(key) || !cell.used.has(key)));
  return { ...cell, ample };
}

function reportOf(
  { workload }: SizeRequest,
  cells: readonly AmpleCell[],
  outcome: SizeReport['outcome'],
): SizeReport {
  return {
    workload: workload.path,
    name: cells[0]?.search.cell.workload.name,
    outcome,
    kernel: cells[0]?.search.cell.kernel,
    cells: cells.map(({ search }) => ({
      cell: search.cell.setting.label,
      passesToday: false,
      ram: ramOf(search.cell.kernel),
    })),
    pools: [],
    none: undefined,
    spilled: 0,
    trials: 0,
    problems: [],
  };
}

/** Which cells pass as the board is. */
function withToday(
  report: SizeReport,
  candidate: Candidate,
  { cells, isAsBooted }: { readonly cells: readonly AmpleCell[]; readonly isAsBooted: boolean },
  { workload, mayFallBack }: SizeRequest,
): SizeReport {
  if (isAsBooted && cells.every(({ search }) => isPlain(search.cell.setting))) {
    const passes = (at: number): boolean => cells[at]?.passesNow === true;
    return { ...report, cells: report.cells.map((cell, at) => ({ ...cell, passesToday: passes(at) })) };
  }
  const today = verifyBoard({ ...candidate, changes: new Map() }, workload, cells, mayFallBack);
  const passes = (at: number): boolean => today[at] !== undefined && today[at].why === undefined;
  return { ...report, cells: report.cells.map((cell, at) => ({ ...cell, passesToday: passes(at) })) };
}

/** Whether the board is booted as it is: nothing was moved, and no region is lost. */
function isPlain({ ram, kernel }: TrialCell['setting']): boolean {
  return ram === undefined && kernel === undefined;
}

function unusableReport(
  request: SizeRequest,
  usable: readonly TrialCell[],
  unusable: UnusableCell | undefined,
): SizeReport {
  const cell = unusable?.setting.label ?? '';
  const problems = unusable?.problems ?? [];
  const message = problems.map((problem) => problem.message.replace(/\.$/, '')).join('; ');
  const panics = unusable?.panics === true;
  return {
    ...reportOf(request, [], panics ? 'none' : 'unusable'),
    kernel: usable[0]?.kernel,
    none: panics ? { cell, pool: undefined, message } : undefined,
    problems: panics ? [] : problems,
  };
}

/** Why a workload that takes nothing of any pool does not pass; undefined: it passes. */
function whatFails(cells: readonly AmpleCell[]): NoSize | undefined {
  for (const { search, run } of cells) {
    const why = failureSentence(run, search);
    if (why === undefined) continue;
    const message = `it takes nothing of a pool that can be sized, and does not pass: ${why}`;
    return { cell: search.cell.setting.label, pool: undefined, message };
  }
  return undefined;
}

function tooBusy(chance: SizedChance | undefined, confidence: number): NoSize {
  const wanted = Math.round(confidence * 1000) / 10;
  const { cell = '', share = 0, failures = 0, seeds = 0 } = chance ?? {};
  const pinned = share === 0 ? 'the given pages' : `${Math.round(share * 1000) / 10}% of the pages`;
  const message = `with ${pinned} pinned it does not pass for ${wanted}% of the seeds, however large the area: with all RAM ${failures} of ${seeds} fail`;
  return { cell, pool: undefined, message };
}

/** What is not sized for, since a larger CMA area has no more room for it: one that lies beyond what the device reaches. */
function spilledAnyway({ search, run }: AmpleCell): readonly Problem[] {
  const { firstSpilled } = run.demand;
  if (search.spilledAnyway === 0 || firstSpilled === undefined) return [];
  const { device, buffer, size } = firstSpilled;
  const message = `However large its CMA area, \`${buffer}\` of ${device} (${formatBytes(size)}) comes from the page allocator; so do ${search.spilledAnyway} buffers in all, and it is not sized for them.`;
  const help =
    'The area may lie where the device does not reach; `carveout run --explain OPERATION` says why.';
  return [{ severity: 'warning', code: 'area-unused', message, help }];
}

function isFirstOfItsKind(problem: Problem, at: number, all: readonly Problem[]): boolean {
  return all.findIndex(({ code, message }) => code === problem.code && message === problem.message) === at;
}
