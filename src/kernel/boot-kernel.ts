import type { MemoryModel, Region } from '../memory/model.ts';
import { bootArm } from './arch/arm-boot.ts';
import { bootArm64 } from './arch/arm64-boot.ts';
import { bootRiscv } from './arch/riscv-boot.ts';
import type { BootContext, EarlyBoot } from './boot-context.ts';
import type { BootTrace } from './boot-trace.ts';
import type { BootedCmaArea, BootedKernel, BootedRegion } from './booted-kernel.ts';
import { activateCmaAreas, type CmaActivation } from './cma-activation.ts';
import { CmaAreas } from './cma-areas.ts';
import { parseCommandLine } from './command-line.ts';
import type { EarlyAllocation } from './early-allocations.ts';
import { builtInHooks } from './hooks/built-in.ts';
import type { Hook } from './hooks/hook.ts';
import { KernelPanic } from './kernel-panic.ts';
import { KernelLog } from './log.ts';
import { type MachineRequest, resolveMachine } from './machine.ts';
import { Memblock } from './memblock.ts';
import { ignoredParameters } from './parameters/ignored-parameters.ts';
import type { Architecture, KernelProfile } from './profile.ts';
import { RegionTable } from './reserved/region-table.ts';
import { noZones } from './zones.ts';

/** All that decides how a board boots. */
export interface BootInput {
  readonly model: MemoryModel;
  readonly profile: KernelProfile;
  readonly machine?: MachineRequest;
  /** Drivers of the user's own, after the built-in ones as the linker puts them. */
  readonly hooks?: readonly Hook[];
  /**
   * What the kernel itself takes between the early scan and the default CMA area, where that is known. Without it these
   * are estimated, and the default area is marked as not exact.
   */
  readonly earlyAllocations?: readonly EarlyAllocation[];
  /** Records what happens to one node. */
  readonly trace?: BootTrace | undefined;
}

export type { EarlyAllocation } from './early-allocations.ts';

/** What differs from architecture to architecture: the order of the early boot. */
const earlyBoots: Readonly<
  Record<Architecture, (context: BootContext, known: readonly EarlyAllocation[] | undefined) => EarlyBoot>
> = { arm64: bootArm64, arm: bootArm, riscv: bootRiscv };

/**
 * Boots a kernel on a board, up to the point where drivers probe: memblock, reserved regions with their hooks, CMA areas, and
 * every message on the way (setup_arch(); spec 01 §1).
 */
export function bootKernel(input: BootInput): BootedKernel {
  const context = newContext(input);
  const { profile, machine, memblock, cmaAreas, table, log, model, commandLine } = context;

  const { zones, dump, later, stopped } = earlyBoot(context, input.earlyAllocations);
  const { active, panic } =
    stopped ?? (memblock.memory.length === 0 ? withoutMemory(context) : activateCmaAreas(context, zones));
  const pageSize = BigInt(profile.config.pageSize);
  const cma: BootedCmaArea[] = cmaAreas.areas.map((area) => ({
    ...area,
    pageCount: Number(area.size / pageSize),
    isDefault: area === cmaAreas.defaultArea,
    isActive: active.has(area),
  }));

  return {
    profile,
    model,
    machine,
    commandLine,
    outcome: panic === undefined ? 'boots' : 'panics',
    outcomeReason: panic,
    memblock,
    dump,
    later,
    table,
    regions: model.regions.map((region) => bootedRegion(region, table)),
    cma,
    zones,
    log: log.lines,
  };
}

/** The architecture's early boot, as far as the kernel gets. */
function earlyBoot(
  context: BootContext,
  known: readonly EarlyAllocation[] | undefined,
): EarlyBoot & { readonly stopped?: CmaActivation } {
  const { profile, memblock, log } = context;
  try {
    return earlyBoots[profile.arch](context, known);
  } catch (thrown) {
    if (!(thrown instanceof KernelPanic)) throw thrown;
    const line = `Kernel panic - not syncing: ${thrown.message}`;
    log.emerg(line);
    return { zones: noZones, dump: memblock, stopped: { active: new Set(), panic: line } };
  }
}

/** A kernel that can address none of the board's memory dies before it has a console. */
function withoutMemory({ profile: { facts }, commandLine }: BootContext): CmaActivation {
  const reach = `${Math.min(facts.addressBits, facts.physicalBits)}-bit physical addresses`;
  const without = commandLine.memoryRanges.length > 0 ? ' by mem=' : '';
  const panic = `Linux finds no memory: no whole page that its ${reach} reach is left to it${without}`;
  return { active: new Set(), panic };
}

function newContext({ model, profile, machine: request = {}, hooks = [], trace }: BootInput): BootContext {
  const given = resolveMachine(model, request, profile.arch);
  const machine = { ...given, cmdline: wholeCommandLine(given.cmdline, profile) };
  const { addressBits } = profile.facts;
  const commandLine = parseCommandLine(machine.cmdline);
  const problems = [...commandLine.problems, ...ignoredParameters(commandLine, profile)];
  return {
    profile,
    model,
    machine,
    commandLine: { ...commandLine, problems },
    hooks: [...builtInHooks(profile), ...hooks],
    memblock: new Memblock(BigInt(profile.config.pageSize), (1n << BigInt(addressBits)) - 1n, {
      ...profile.config.memblockEntries,
      whenFull: profile.behaviours.memblockFull,
    }),
    log: new KernelLog(),
    cmaAreas: new CmaAreas(),
    table: new RegionTable(),
    trace,
  };
}

/** early_init_dt_scan_chosen(): what the boot loader passes and what the kernel was built with. */
function wholeCommandLine(passed: string, { config }: KernelProfile): string {
  const { text, use } = config.cmdline;
  if (text === '') return passed;
  if (use === 'appended') return passed === '' ? text : `${passed} ${text}`;
  return use === 'instead' || passed === '' ? text : passed;
}

function bootedRegion(region: Region, table: RegionTable): BootedRegion {
  // A kernel that sorts all regions before it places them keeps one without a place at 0.
  const kept = table.byNode(region.node);
  const entry = kept?.base === 0n && kept.size === 0n ? undefined : kept;
  const reg = region.kind === 'static' ? region.reg[0] : undefined;
  return {
    node: region.node,
    kind: region.kind,
    base: entry?.base ?? reg?.base,
    size: entry?.size ?? reg?.size ?? region.size,
    noMap: region.noMap,
    reusable: region.reusable,
    compatible: region.compatible,
    hook: kept?.hook?.name,
    state: table.state(region.node),
    reason: table.reason(region.node),
  };
}
