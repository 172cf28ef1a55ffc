import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { cmaUnit } from '../../kernel/cma-areas.ts';
import type { PoolState } from '../../kernel/dma/types.ts';
import type { Region } from '../../memory/model.ts';
import { containsRange, mergeRanges } from '../../memory/ranges.ts';
import { commandLineWith } from './default-area.ts';
import type { AmpleCell, FoundSize } from './find-sizes.ts';
import { isPinned } from './pinned-sizes.ts';
import { regionSource } from './pool-change.ts';
import { ramOf } from './ram-of.ts';
import type { SettledSizes } from './settle-sizes.ts';
import type { SizedCell, SizedChance, SizedPool, SizeRequest, SmallerPool } from './size-report.ts';
import { poolKey } from './trial-board.ts';
import type { VerifiedCell } from './verify-sizes.ts';

export interface SizedContext {
  readonly cells: readonly AmpleCell[];
  readonly chances: readonly SizedChance[];
  readonly request: SizeRequest;
  /** How often it fails with an enlarged area a unit smaller. */
  readonly below: ReadonlyMap<string, SmallerPool>;
  /** Whether the board has no default CMA area of its own. */
  readonly addsDefault: boolean;
}

/** What is to be said of each pool that was sized. */
export function sizedPools(settled: SettledSizes, context: SizedContext): readonly SizedPool[] {
  return settled.sizes.map((size) => sizedPool(size, settled, context));
}

function sizedPool(found: FoundSize, settled: SettledSizes, context: SizedContext): SizedPool {
  const { key, size, unit, decidingCell } = found;
  const { cells, request, chances, below } = context;
  const region = request.board.model.regions.find(({ path }) => path === key);
  const deciding = cells[decidingCell];
  const users = deciding ?? cells.find(({ used }) => used.has(key));
  const state = users === undefined ? undefined : poolOf(users, key);
  const verified = settled.cells[decidingCell] ?? settled.cells[0];
  const isBusy =
    request.pinned !== undefined && cells.some((cell) => isPinned(cell, key, request.pinned ?? noPages));
  const smaller = below.get(key) ?? settled.smaller.get(key);
  const isProven = found.isProven && (smaller !== undefined || size === unit);
  const hangsOnPages = state?.kind !== 'coherent' && settled.spilled > 0;
  const base = settled.changed.changes.get(key)?.base ?? baseIn(verified?.kernel, key);
  return {
    region: region?.path,
    name: region?.name ?? state?.name ?? 'reserved',
    kind: state?.kind ?? 'default-cma',
    today: todayOf(region, users, key, context),
    size,
    unit,
    baseToday: region?.kind === 'static' ? region.reg[0]?.base : undefined,
    // As it is written: old kernels cut it to what they can address.
    base,
    isOutsideRam: cells.some(({ search }) => isOutsideRam({ base, size }, search.cell.kernel)),
    alignment: alignmentOf(region, state?.kind, users?.search.cell.kernel, unit),
    exact: isProven && !isBusy && !hangsOnPages && isExact(verified?.kernel, key),
    isProven,
    decidedBy: decidedBy(verified, key),
    decidingCell: deciding?.search.cell.setting.label ?? '',
    smaller,
    perCell: perCellOf(found, cells),
    chances: isBusy ? chances : [],
    otherUsers: otherUsers(region, cells),
    change: changeText(region, found, settled, request),
  };
}

const noPages = {
  shares: [],
  ranges: [],
  seeds: 1,
  firstSeed: 1,
  cluster: undefined,
  pools: [],
  place: undefined,
} as const;

/** What reached highest in the pool as it is to be. */
function decidedBy(cell: VerifiedCell | undefined, key: string): SizedPool['decidedBy'] {
  const { kernel, run } = cell ?? {};
  if (kernel === undefined || run === undefined) return undefined;
  const index = run.pools.findIndex((pool) => poolKey(pool, kernel) === key);
  return index === -1 ? undefined : run.demand.demandOf(index).decidedBy;
}

function poolOf({ pools, run }: AmpleCell, key: string): PoolState | undefined {
  const index = pools.get(key)?.index;
  return index === undefined ? undefined : run.pools[index];
}

/** A default area that was added to have something to size is none today. */
function todayOf(
  region: Region | undefined,
  cell: AmpleCell | undefined,
  key: string,
  { addsDefault }: SizedContext,
): bigint {
  if (region !== undefined) return (region.kind === 'static' ? region.reg[0]?.size : region.size) ?? 0n;
  return addsDefault ? 0n : (areaIn(cell?.search.cell.kernel, key)?.size ?? 0n);
}

function areaIn(kernel: BootedKernel | undefined, key: string): BootedKernel['cma'][number] | undefined {
  return kernel?.cma.find(({ region, isDefault }) => (key === '' ? isDefault : region?.path === key));
}

function baseIn(kernel: BootedKernel | undefined, key: string): bigint | undefined {
  if (key === '') return areaIn(kernel, key)?.base;
  return kernel?.regions.find(({ node }) => node.path === key)?.base;
}

function isOutsideRam(
  { base, size }: { readonly base: bigint | undefined; readonly size: bigint },
  { machine, model }: BootedKernel,
): boolean {
  const banks = mergeRanges(machine.memory ?? model.banks);
  return base !== undefined && !banks.some((bank) => containsRange(bank, { base, size }));
}

function isExact(kernel: BootedKernel | undefined, key: string): boolean {
  return areaIn(kernel, key)?.exact ?? key !== '';
}

function alignmentOf(
  region: Region | undefined,
  kind: PoolState['kind'] | undefined,
  kernel: BootedKernel | undefined,
  unit: bigint,
): bigint {
  const needed = kind === 'coherent' || kernel === undefined ? unit : cmaUnit(kernel.profile);
  const asked = region?.kind === 'dynamic' ? (region.alignment ?? 0n) : 0n;
  const least = needed > unit ? needed : unit;
  return asked > least ? asked : least;
}

function perCellOf({ perCell }: FoundSize, cells: readonly AmpleCell[]): readonly SizedCell[] {
  return cells.flatMap(({ search }, at) => {
    const size = perCell[at];
    if (size === undefined) return [];
    const ram = ramOf(search.cell.kernel);
    const shareOfRam = ram === 0n ? 0 : Number(size) / Number(ram);
    return [{ cell: search.cell.setting.label, size, shareOfRam }];
  });
}

/** Devices that have the region and do nothing in the workload: it is not sized for them. */
function otherUsers(region: Region | undefined, cells: readonly AmpleCell[]): readonly string[] {
  const devices = new Set(cells.flatMap(({ search }) => [...search.cell.workload.devices]));
  const users = (region?.users ?? []).filter(({ deviceAvailable }) => deviceAvailable);
  return [...new Set(users.map(({ device }) => device.path))].filter((path) => !devices.has(path));
}

function changeText(
  region: Region | undefined,
  { key, size }: FoundSize,
  { changed }: SettledSizes,
  { board, boot }: SizeRequest,
): SizedPool['change'] {
  const change = changed.changes.get(key);
  if (region !== undefined && change !== undefined)
    return { kind: 'dts', text: regionSource(region, change, board.model.rootCells, board.tree) };

  const bootargs = board.model.tree.root.child('chosen')?.property('bootargs')?.asString();
  const before = boot?.machine?.cmdline ?? bootargs ?? '';
  const parameter = /(?:^|\s)(cma=\S+)/.exec(commandLineWith(before, size))?.[1] ?? '';
  return { kind: 'parameter', text: parameter };
}
