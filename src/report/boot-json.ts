import type { BootResult } from '../kernel/boot.ts';
import type { BootedKernel } from '../kernel/booted-kernel.ts';
import { iomemRanges } from '../kernel/iomem.ts';
import { formatSizeAtBase } from '../kernel/machine.ts';
import { memblockNoMap } from '../kernel/memblock.ts';
import type { AddressRange } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';

/** `boot --format json` (schema version 1). Addresses and sizes are hex strings, counts numbers. Ends with a line feed. */
export function bootJson({ kernel, devices, log }: BootResult): string {
  const { memblock } = kernel;
  const result = {
    schemaVersion: 1,
    outcome: kernel.outcome,
    ...(kernel.outcomeReason === undefined ? {} : { outcomeReason: kernel.outcomeReason }),
    kernel: bootKernelJson(kernel),
    memory: memblock.memory.map(({ base, end, flags }) => ({
      base: hex(base),
      size: hex(end - base),
      noMap: (flags & memblockNoMap) !== 0,
    })),
    reserved: memblock.reserved.map(({ base, end }) => ({ base: hex(base), size: hex(end - base) })),
    iomem: iomemRanges(kernel).map(({ depth, base, end, name }) => ({
      depth,
      base: hex(base),
      size: hex(end - base),
      name,
    })),
    regions: kernel.regions.map((region) => ({
      node: region.node.path,
      kind: region.kind,
      base: orNull(region.base),
      size: orNull(region.size),
      noMap: region.noMap,
      reusable: region.reusable,
      compatible: region.compatible,
      hook: region.hook ?? null,
      state: region.state,
      ...(region.reason === undefined ? {} : { reason: region.reason }),
    })),
    cma: kernel.cma.map(({ name, base, pageCount, isDefault, exact, isActive, ranges }) => ({
      name,
      base: hex(base),
      pageCount,
      orderPerBit: 0,
      default: isDefault,
      exact,
      ...(isActive ? {} : { active: false }),
      ...(ranges === undefined
        ? {}
        : { ranges: ranges.map(({ base: start, size }) => ({ base: hex(start), size: hex(size) })) }),
    })),
    devices: devices.map(({ node, driver, works, assignments }) => ({
      node: node.path,
      ...(works ? {} : { probe: 'fails' }),
      assignments: assignments.map(({ index, name, region, how, result: code }) => ({
        index,
        ...(name === undefined ? {} : { name }),
        region: region ?? null,
        result: code ?? null,
        how,
        basis: driver === undefined ? 'assumed' : 'driver',
        ...(driver === undefined ? {} : { driver }),
      })),
    })),
    log,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** The profile and the machine: the same object in every JSON output that names a kernel. */
export interface BootKernelJson {
  readonly version: string;
  /** What was asked for: `version` is that, or the nearest older one that there is a profile of. Null: nothing was. */
  readonly requested: string | null;
  readonly arch: string;
  readonly pageSize: number;
  readonly basis: string;
  readonly cmdline: string;
  readonly kconfig: string | null;
  readonly kernelImage: string;
  readonly initrd: string | null;
  readonly fdt: string;
  readonly assumed: readonly string[];
}

export function bootKernelJson({
  profile,
  machine,
}: Pick<BootedKernel, 'profile' | 'machine'>): BootKernelJson {
  const range = (value: AddressRange | undefined): string | null =>
    value === undefined ? null : formatSizeAtBase(value);
  return {
    version: profile.version,
    requested: profile.requested ?? null,
    arch: profile.arch,
    pageSize: profile.config.pageSize,
    basis: profile.basis,
    cmdline: machine.cmdline,
    kconfig: profile.kconfig ?? null,
    kernelImage: formatSizeAtBase(machine.kernelImage),
    initrd: range(machine.initrd),
    fdt: formatSizeAtBase(machine.fdt),
    assumed: machine.assumed,
  };
}

function orNull(value: bigint | undefined): string | null {
  return value === undefined ? null : hex(value);
}
