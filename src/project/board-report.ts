import type { BootedKernel } from '../kernel/booted-kernel.ts';
import { type ExpectedUses, expectedUses } from '../kernel/drivers/expected-uses.ts';
import type { Hook } from '../kernel/hooks/hook.ts';
import { isCompatible } from '../kernel/reserved/compatible.ts';
import { layOut, type MemoryLayout } from '../memory/layout.ts';
import type { AddressRange, MemoryModel, RegionUse } from '../memory/model.ts';
import { type Note, notesOn } from '../memory/notes.ts';
import type { Board } from './board.ts';
import { type BootRequest, bootBoard } from './boot-board.ts';
import { type MemoryBudget, memoryBudget } from './budget/memory-budget.ts';

/** A device that names regions, with its entries in the order of its properties. */
export interface ReportedDevice {
  readonly path: string;
  readonly available: boolean;
  readonly uses: readonly RegionUse[];
  /** What the device's driver does with the entries of its `memory-region`, which come first in `uses`. */
  readonly expected: ExpectedUses;
}

/** All that `report` shows of one board. */
export interface BoardReport {
  readonly board: Board;
  /** The root's `model`. */
  readonly name: string | undefined;
  readonly compatible: readonly string[];
  readonly layout: MemoryLayout;
  readonly devices: readonly ReportedDevice[];
  readonly notes: readonly Note[];
  /** Where the RAM goes; undefined where nobody asked, and where the board does not boot. */
  readonly budget: ReportedBudget | undefined;
}

/** A budget, and the kernel that it is of. */
export interface ReportedBudget extends MemoryBudget {
  readonly kernel: BootedKernel;
}

/** What the user says about a board's memory. */
export interface ReportRequest {
  /** The RAM (`--memory`), in place of the memory nodes. */
  readonly memory?: readonly AddressRange[] | undefined;
  /** Reserved-memory drivers of the user's own. */
  readonly hooks?: readonly Hook[] | undefined;
  /** Boots the board, for a budget. Default: it is not booted. */
  readonly boot?: BootRequest | undefined;
}

/** Works out what `report` shows of a board. */
export function reportBoard(board: Board, { memory, hooks = [], boot }: ReportRequest = {}): BoardReport {
  const { root } = board.tree;
  const layout = layOut(board.model, memory);
  const booted = boot === undefined ? undefined : budgetOf(board, boot);

  return {
    board,
    name: root.property('model')?.asString(),
    compatible: root.property('compatible')?.asStrings() ?? [],
    layout,
    devices: devicesOf(board.model.uses),
    notes: [
      ...notesOn(board.model, layout),
      ...hooks.map((hook) => noteOnHook(hook, board.model)),
      ...(booted?.notes ?? []),
    ],
    budget: booted?.budget,
  };
}

/** A budget, or a note that says why there is none where nothing else does. */
function budgetOf(board: Board, request: BootRequest): Pick<BoardReport, 'budget' | 'notes'> {
  const booted = bootBoard(board, request);
  if (booted.ok && booted.result.kernel.outcome === 'boots') {
    const { kernel } = booted.result;
    return { budget: { ...memoryBudget(kernel), kernel }, notes: [] };
  }
  if (booted.ok)
    return notBooted(`The kernel panics: ${booted.result.kernel.outcomeReason ?? 'nobody knows why'}.`);
  // That memory is unknown the notes say anyway, and that an architecture has no profile matters to who asks for one.
  const { kernel = {} } = request;
  const isAsked = kernel.version !== undefined || kernel.arch !== undefined;
  if (booted.problem.code === 'memory-size-unknown' || !isAsked) return { budget: undefined, notes: [] };
  return notBooted(booted.problem.message);
}

function notBooted(reason: string): Pick<BoardReport, 'budget' | 'notes'> {
  const message = `Where RAM goes is not told, since the board cannot be booted. ${reason}`;
  return { budget: undefined, notes: [{ code: 'not-booted', message }] };
}

/** Which regions a hook of the user's own is asked about: none, where a compatible is misspelt. */
function noteOnHook({ compatible }: Hook, { regions }: MemoryModel): Note {
  const taken = regions.filter(({ available, node }) => available && isCompatible(node, compatible));
  const paths = taken.map(({ path }) => path).join(', ');
  return { code: 'hook', message: `The hook for '${compatible}' is asked about ${paths || 'no region'}.` };
}

function devicesOf(uses: readonly RegionUse[]): readonly ReportedDevice[] {
  const devices = new Map<string, RegionUse[]>();
  for (const use of uses) {
    const known = devices.get(use.device.path);
    if (known === undefined) devices.set(use.device.path, [use]);
    else known.push(use);
  }

  return [...devices.values()].flatMap((ofDevice): readonly ReportedDevice[] => {
    const [first] = ofDevice;
    if (first === undefined) return [];
    const { device, deviceAvailable } = first;
    const entries = ofDevice.filter(({ property }) => property.name === 'memory-region');
    const expected = expectedUses(
      device,
      entries.map(({ target }) => target),
    );
    return [{ path: device.path, available: deviceAvailable, uses: ofDevice, expected }];
  });
}
