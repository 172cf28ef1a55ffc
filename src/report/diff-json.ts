import type { BootedKernel } from '../kernel/booted-kernel.ts';
import type { AddressRange, Region } from '../memory/model.ts';
import { hex } from '../memory/quantity.ts';
import type {
  BoardDiff,
  DeviceEntry,
  PoolDiffFigures,
  RegionChange,
  WorkloadDiff,
} from '../project/diff/board-diff.ts';
import type { MemoryTotals } from '../project/diff/memory-totals.ts';
import { bootKernelJson } from './boot-json.ts';
import { regionPath, regionWords } from './diff-words.ts';
import { findingJson } from './finding-json.ts';

/** `diff --format json`, as docs/diff.schema.json describes it. Ends with a line feed. */
export function diffJson(diff: BoardDiff): string {
  const { boards, names, same, totals, ranges, regions, devices, boot, workloads, lint, notes } = diff;
  const value = {
    schemaVersion: 1,
    outcome: same ? 'same' : 'differs',
    kernel: boot === undefined ? null : bootKernelJson(boot.new.kernel),
    old: { file: names.old, arch: boards.old.arch ?? null },
    new: { file: names.new, arch: boards.new.arch ?? null },
    totals: { old: totalsJson(totals.old), new: totalsJson(totals.new) },
    ranges: ranges.map(({ of, change, base, size }) => ({ of, change, base: hex(base), size: hex(size) })),
    regions: regions.map(changeJson),
    devices: devices.map(({ device, old, new: now, gained, lost, rearranged }) => ({
      node: device,
      old: old?.map(entryJson) ?? null,
      new: now?.map(entryJson) ?? null,
      gained: gained.map(entryJson),
      lost: lost.map(entryJson),
      rearranged,
    })),
    boot:
      boot === undefined
        ? null
        : {
            old: outcomeJson(boot.old.kernel),
            new: outcomeJson(boot.new.kernel),
            changes: boot.changes.map(({ kind, subject, aspect, from, to, isFailure }) => ({
              kind,
              subject,
              aspect,
              from: from ?? null,
              to: to ?? null,
              isFailure,
            })),
          },
    workloads: workloads.map(workloadJson),
    lint:
      lint === undefined
        ? null
        : {
            new: lint.new.map((finding) => findingJson(finding, false)),
            gone: lint.gone.map((finding) => findingJson(finding, false)),
          },
    notes,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function totalsJson(totals: MemoryTotals | undefined): object | null {
  if (totals === undefined) return null;
  const { ram, noMap, mapped, cma, free } = totals;
  return { ram: hex(ram), noMap: hex(noMap), mapped: hex(mapped), cma: hex(cma), free: hex(free) };
}

function changeJson(change: RegionChange): object {
  const { old, new: now, aspects } = change;
  return {
    node: regionPath(change),
    changes: regionWords(change),
    aspects: aspects.map(({ aspect, from, to }) => ({ aspect, from, to })),
    old: old === undefined ? null : regionJson(old),
    new: now === undefined ? null : regionJson(now),
  };
}

function regionJson(region: Region): object {
  const { path, kind, available, compatible, noMap, reusable, cmaDefault, dmaDefault, reg, size } = region;
  return {
    node: path,
    kind,
    available,
    compatible,
    noMap,
    reusable,
    cmaDefault,
    dmaDefault,
    reg: reg.map(rangeJson),
    size: size === undefined ? null : hex(size),
    alignment: region.alignment === undefined ? null : hex(region.alignment),
    allocRanges: region.allocRanges.map(rangeJson),
  };
}

function rangeJson({ base, size }: AddressRange): object {
  return { base: hex(base), size: hex(size) };
}

function entryJson({ property, name, region, identity, available }: DeviceEntry): object {
  return { property, name: name ?? null, region: region ?? null, identity, available };
}

function outcomeJson({ outcome, outcomeReason }: BootedKernel): object {
  return { outcome, reason: outcomeReason ?? null };
}

function workloadJson({ workload, old, new: now, verdicts, pools, changed }: WorkloadDiff): object {
  return {
    file: workload,
    changed,
    old: {
      outcome: verdicts.old,
      settings: old.cells.length,
      failing: old.cells.filter(({ passes }) => !passes).length,
    },
    new: {
      outcome: verdicts.new,
      settings: now.cells.length,
      failing: now.cells.filter(({ passes }) => !passes).length,
    },
    pools: pools.map(({ pool, old: before, new: after }) => ({
      pool,
      old: figuresJson(before),
      new: figuresJson(after),
    })),
  };
}

function figuresJson(figures: PoolDiffFigures | undefined): object | null {
  if (figures === undefined) return null;
  const { size, peak, headroom } = figures;
  return { size: hex(size), peak: hex(peak), headroom: hex(Math.max(0, headroom)) };
}
