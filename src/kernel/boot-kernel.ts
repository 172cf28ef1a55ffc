import type { AddressRange, MemoryModel, Region } from '../memory/model.ts';
import { arm64MemblockInit } from './arm64-memory.ts';
import type { BootContext } from './boot-context.ts';
import type { BootedCmaArea, BootedKernel, BootedRegion } from './booted-kernel.ts';
import { activateCmaAreas } from './cma-activation.ts';
import { CmaAreas } from './cma-areas.ts';
import { parseCommandLine } from './command-line.ts';
import { reserveDefaultCma } from './default-cma.ts';
import { estimateEarlyAllocations } from './early-allocations.ts';
import { builtInHooks } from './hooks/built-in.ts';
import type { Hook } from './hooks/hook.ts';
import { KernelLog } from './log.ts';
import { type MachineRequest, resolveMachine } from './machine.ts';
import { Memblock } from './memblock.ts';
import { scanMemory } from './memory-scan.ts';
import type { KernelProfile } from './profile.ts';
import { latePass } from './reserved/late-pass.ts';
import { RegionTable } from './reserved/region-table.ts';
import { scanReservedMemory } from './reserved/scan.ts';
import { zonesOf } from './zones.ts';

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
}

/** A range that the kernel takes for itself early, or gives back. */
export interface EarlyAllocation extends AddressRange {
  readonly isFreed: boolean;
}

/**
 * Boots a kernel on a board, up to the point where drivers probe: memblock, reserved regions with their hooks, CMA areas, and
 * every message on the way (arm64 setup_arch(); spec 01 §1).
 */
export function bootKernel(input: BootInput): BootedKernel {
  const context = newContext(input);
  const { profile, machine, memblock, cmaAreas, table, log, model, commandLine } = context;

  memblock.reserve(machine.fdt.base, machine.fdt.size);
  scanMemory(context);
  arm64MemblockInit(context);
  scanReservedMemory(context);
  latePass(context);

  const zones = zonesOf(context);
  const later = memblock.clone();
  takeEarlyAllocations(later, context, input.earlyAllocations);
  reserveDefaultCma(context, later, zones.dmaEnd, input.earlyAllocations !== undefined);

  const { active, panic } = activateCmaAreas(context, zones);
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
    table,
    regions: model.regions.map((region) => bootedRegion(region, table)),
    cma,
    zones,
    log: log.lines,
  };
}

function newContext({ model, profile, machine: request = {}, hooks = [] }: BootInput): BootContext {
  const machine = resolveMachine(model, request);
  const { addressBits } = profile.facts;
  return {
    profile,
    model,
    machine,
    commandLine: parseCommandLine(machine.cmdline),
    hooks: [...builtInHooks(profile), ...hooks],
    memblock: new Memblock(BigInt(profile.config.pageSize), (1n << BigInt(addressBits)) - 1n),
    log: new KernelLog(),
    cmaAreas: new CmaAreas(),
    table: new RegionTable(),
  };
}

function takeEarlyAllocations(
  memblock: Memblock,
  context: BootContext,
  known: readonly EarlyAllocation[] | undefined,
): void {
  if (known === undefined) estimateEarlyAllocations(memblock, context);
  for (const { base, size, isFreed } of known ?? []) {
    if (isFreed) memblock.free(base, size);
    else memblock.reserve(base, size);
  }
}

function bootedRegion(region: Region, table: RegionTable): BootedRegion {
  const entry = table.byNode(region.node);
  const reg = region.kind === 'static' ? region.reg[0] : undefined;
  return {
    node: region.node,
    kind: region.kind,
    base: entry?.base ?? reg?.base,
    size: entry?.size ?? reg?.size ?? region.size,
    noMap: region.noMap,
    reusable: region.reusable,
    compatible: region.compatible,
    hook: entry?.hook?.name,
    state: table.state(region.node),
    reason: table.reason(region.node),
  };
}
