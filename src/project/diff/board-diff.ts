import type { BootResult } from '../../kernel/boot.ts';
import type { Finding } from '../../lint/finding.ts';
import type { MemoryLayout } from '../../memory/layout.ts';
import type { AddressRange, Region } from '../../memory/model.ts';
import type { Board } from '../board.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import type { MemoryTotals } from './memory-totals.ts';

/** What is told of a thing before and after; one of the two is undefined where it came or went. */
export interface Sides<T> {
  readonly old: T;
  readonly new: T;
}

/** What about a region is different. */
export type RegionAspect =
  | 'name'
  | 'place'
  | 'size'
  | 'kind'
  | 'status'
  | 'flags'
  | 'compatible'
  | 'alignment'
  | 'alloc-ranges';

/** One thing about a region, in words, before and after. */
export interface AspectChange {
  readonly aspect: RegionAspect;
  readonly from: string;
  readonly to: string;
}

/** A region that is not as it was. `old` is undefined for a new one, `new` for one that is gone. */
export interface RegionChange {
  readonly old: Region | undefined;
  readonly new: Region | undefined;
  /** None for a region that is new or gone. */
  readonly aspects: readonly AspectChange[];
}

/** One entry of a device's list of regions, by what it names in the new tree where that is there. */
export interface DeviceEntry {
  /** `memory-region`, or another property. */
  readonly property: string;
  readonly name: string | undefined;
  /** The region's path in its own tree; undefined: what the entry names is no region. */
  readonly region: string | undefined;
  /** The same for both trees where it is the same region. */
  readonly identity: string;
  /** False for a region that is disabled: the device does not get it. */
  readonly available: boolean;
}

/** A device that is not given what it was given. */
export interface DeviceChange {
  /** Path. */
  readonly device: string;
  /** Undefined where the device has no list there, or is disabled. */
  readonly old: readonly DeviceEntry[] | undefined;
  readonly new: readonly DeviceEntry[] | undefined;
  readonly gained: readonly DeviceEntry[];
  readonly lost: readonly DeviceEntry[];
  /** Nothing gained or lost: the entries stand in another order, or have other names. */
  readonly rearranged: boolean;
}

/** A range of RAM, or a `/memreserve/` entry, that came or went. */
export interface RangeChange extends AddressRange {
  readonly of: 'bank' | 'memreserve';
  readonly change: 'added' | 'removed';
}

/** One thing that the boot comes to, before and after; undefined where there is no such thing. */
export interface BootFactChange {
  readonly kind: 'outcome' | 'memory' | 'region' | 'cma' | 'device';
  /** A region's or device's path, an area's name: in the new tree, where it is there. */
  readonly subject: string;
  readonly aspect: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** It was well and is not, or the new thing is not well. */
  readonly isFailure: boolean;
}

/** Both boots, where both trees can be booted. */
export interface BootDiff extends Sides<BootResult> {
  readonly changes: readonly BootFactChange[];
}

export type WorkloadVerdict = 'passes' | 'fails' | 'unusable';

/** A workload on the old board and on the new one. */
export interface WorkloadDiff extends Sides<Rehearsal> {
  readonly workload: string;
  readonly verdicts: Sides<WorkloadVerdict>;
  readonly pools: readonly PoolDiff[];
  /** The verdict, or a figure of a pool, is another one. */
  readonly changed: boolean;
}

/** One pool's figures, of the setting in which it had least room. Bytes. */
export interface PoolDiffFigures {
  readonly size: number;
  readonly peak: number;
  readonly headroom: number;
}

export interface PoolDiff {
  /** The region's path, or the pool's name; in the new tree where it is there. */
  readonly pool: string;
  /** Undefined: the workload does not use it there. */
  readonly old: PoolDiffFigures | undefined;
  readonly new: PoolDiffFigures | undefined;
}

export interface LintDiff {
  readonly new: readonly Finding[];
  readonly gone: readonly Finding[];
}

/** Two boards, and all that differs in their memory. */
export interface BoardDiff {
  readonly boards: Sides<Board>;
  /** What the user calls them. */
  readonly names: Sides<string>;
  readonly same: boolean;
  readonly layouts: Sides<MemoryLayout>;
  /** Undefined where a tree does not tell its RAM. */
  readonly totals: Sides<MemoryTotals | undefined>;
  readonly ranges: readonly RangeChange[];
  readonly regions: readonly RegionChange[];
  readonly devices: readonly DeviceChange[];
  /** Undefined where one of the two cannot be booted: `notes` say why. */
  readonly boot: BootDiff | undefined;
  readonly workloads: readonly WorkloadDiff[];
  /** Undefined where nobody asked. */
  readonly lint: LintDiff | undefined;
  readonly notes: readonly string[];
}
