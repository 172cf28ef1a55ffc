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

  return {
    board,
    name: root.property('model')?.asString(),
    compatible: root.property('compatible')?.asStrings() ?? [],
    layout,
    devices: devicesOf(board.model.uses),
    notes: [...notesOn(board.model, layout), ...hooks.map((hook) => noteOnHook(hook, board.model))],
    budget: boot === undefined ? undefined : budgetOf(board, boot),
  };
}

/** Of a kernel that panics nothing can be said. */
function budgetOf(board: Board, request: BootRequest): ReportedBudget | undefined {
  const booted = bootBoard(board, request);
  if (!booted.ok || booted.result.kernel.outcome === 'panics') return undefined;
  const { kernel } = booted.result;
  return { ...memoryBudget(kernel), kernel };
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
