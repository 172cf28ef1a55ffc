import type { Node, Property } from '../devicetree/tree.ts';
import { bootKernel } from '../kernel/boot-kernel.ts';
import type { BootedKernel } from '../kernel/booted-kernel.ts';
import { type CommandLine, parseCommandLine } from '../kernel/command-line.ts';
import { initrdOf } from '../kernel/machine.ts';
import { defaultVersion, type KernelProfile } from '../kernel/profile.ts';
import type { Behaviours } from '../kernel/profiles/behaviours.ts';
import { behavioursByVersion } from '../kernel/profiles/behaviours-by-version.ts';
import type { AddressRange, Cells, MemoryModel, Region, WrittenRange } from '../memory/model.ts';
import { byteCounter, mergeRanges } from '../memory/ranges.ts';
import type { Place } from '../source/place.ts';
import { cmaUnitOf } from './cma-unit.ts';
import type { EfiRange } from './efi-map.ts';
import { cellPlaces, entryPlace } from './entry-place.ts';
import type { FirmwareImage } from './firmware-image.ts';
import type { Requirement } from './rule.ts';

/** A board and the kernel that it is judged for. */
export interface LintInput {
  readonly model: MemoryModel;
  /** Undefined where there is none for the architecture: rules that need one stay silent. */
  readonly profile?: KernelProfile | undefined;
  /** The kernel's folder name of the architecture, where it is known. */
  readonly arch?: string | undefined;
  /** What the user says that there is (`--memory`), in place of the memory nodes. */
  readonly memory?: readonly AddressRange[] | undefined;
  /** Default: that of `/chosen` bootargs. */
  readonly cmdline?: string | undefined;
  /** Firmware by the path of the region that it is loaded into, or of the device that runs it. */
  readonly firmware?: ReadonlyMap<string, FirmwareImage> | undefined;
  /** Where the boot loader puts the kernel, from its text to the end of its bss. */
  readonly kernelImage?: AddressRange | undefined;
  /** Default: that of `/chosen`. */
  readonly initrd?: AddressRange | undefined;
  readonly fdt?: AddressRange | undefined;
  /** Bytes of RAM that are fitted (`--ram`). */
  readonly ramSize?: bigint | undefined;
  /** In address order. */
  readonly efiMap?: readonly EfiRange[] | undefined;
  /** An overlay is applied by the running kernel. */
  readonly isRuntimeOverlay?: boolean | undefined;
}

const noFirmware: ReadonlyMap<string, FirmwareImage> = new Map();

/** One entry of an enabled static region's `reg`. */
export interface RegionRange extends AddressRange {
  readonly region: Region;
  readonly entry: number;
  readonly written: WrittenRange;
  /** The whole entry in the source. */
  readonly place: Place;
  /** Each of its cells. */
  readonly cells: readonly Place[];
}

/** What rules ask about a board; each answer is worked out at the first question. */
export class BoardFacts {
  readonly model: MemoryModel;
  readonly profile: KernelProfile | undefined;
  /** The profile's; for an architecture without one those of the default kernel, in what is common to all architectures. */
  readonly behaviours: Behaviours;
  readonly arch: string | undefined;
  /** Whether the user told the memory, so that what lies beyond it is beyond doubt. */
  readonly memoryGiven: boolean;
  readonly #input: LintInput;
  #regions: readonly Region[] | undefined;
  #ranges: readonly RegionRange[] | undefined;
  #ram: readonly AddressRange[] | undefined;
  #ramBytes: ((range: AddressRange) => bigint) | undefined;
  #commandLine: CommandLine | undefined;
  #booted: BootedKernel | undefined;
  #initrd: { readonly range: AddressRange | undefined } | undefined;

  constructor(input: LintInput) {
    this.#input = input;
    this.model = input.model;
    this.profile = input.profile;
    this.behaviours = input.profile?.behaviours ?? defaultBehaviours();
    this.arch = input.arch ?? input.profile?.arch ?? input.model.arch;
    this.memoryGiven = input.memory !== undefined;
  }

  has(requirement: Requirement): boolean {
    switch (requirement) {
      case 'cells':
        return this.model.reservedMemory === undefined || this.model.reservedMemoryUsable;
      case 'memory-map':
        return this.ram.length > 0;
      case 'profile':
        return this.profile !== undefined;
      case 'kernel-image':
        return this.kernelImage !== undefined;
      case 'initrd':
        return this.initrd !== undefined;
      case 'fdt':
        return this.fdt !== undefined;
      case 'ram-size':
        return this.ramSize !== undefined;
      case 'efi-map':
        return this.efiMap !== undefined;
    }
  }

  /** The regions that the kernel looks at, in tree order. */
  get regions(): readonly Region[] {
    this.#regions ??= this.model.regions.filter(({ available }) => available);
    return this.#regions;
  }

  /** What enabled static regions keep, by base; of two that begin together the larger first. Malformed ones are left out. */
  get ranges(): readonly RegionRange[] {
    this.#ranges ??= this.regions.flatMap((region) => rangesOf(region, this.model.rootCells)).sort(byAddress);
    return this.#ranges;
  }

  /** The RAM: sorted and disjoint. Empty where its size is unknown. */
  get ram(): readonly AddressRange[] {
    this.#ram ??= mergeRanges(this.#input.memory ?? this.model.banks);
    return this.#ram;
  }

  /** How much of a range is RAM. */
  ramBytes(range: AddressRange): bigint {
    this.#ramBytes ??= byteCounter(this.ram);
    return this.#ramBytes(range);
  }

  get firmware(): ReadonlyMap<string, FirmwareImage> {
    return this.#input.firmware ?? noFirmware;
  }

  /**
   * The board as the kernel boots it, up to its drivers; undefined without a profile or a bank with a size. It is the dearest
   * of all answers: a rule looks first whether the tree has what it judges.
   */
  get booted(): BootedKernel | undefined {
    const { model, profile } = this;
    if (profile === undefined || this.ram.length === 0) return undefined;
    const { memory, cmdline, kernelImage, initrd, fdt } = this.#input;
    this.#booted ??= bootKernel({
      model,
      profile,
      machine: { memory, cmdline, kernelImage, initrd, fdt },
    });
    return this.#booted;
  }

  get kernelImage(): AddressRange | undefined {
    return this.#input.kernelImage;
  }

  /** Where the initial RAM disk lies: as the user says, else as `/chosen` does. */
  get initrd(): AddressRange | undefined {
    const chosen = (): Node | undefined => this.model.tree.root.child('chosen');
    this.#initrd ??= { range: this.#input.initrd ?? initrdOf(chosen()) };
    return this.#initrd.range;
  }

  get fdt(): AddressRange | undefined {
    return this.#input.fdt;
  }

  get ramSize(): bigint | undefined {
    return this.#input.ramSize;
  }

  get efiMap(): readonly EfiRange[] | undefined {
    return this.#input.efiMap;
  }

  get isRuntimeOverlay(): boolean {
    return this.#input.isRuntimeOverlay === true;
  }

  get commandLine(): CommandLine {
    const chosen = (): Node | undefined => this.model.tree.root.child('chosen');
    this.#commandLine ??= parseCommandLine(
      this.#input.cmdline ?? chosen()?.property('bootargs')?.asString() ?? '',
    );
    return this.#commandLine;
  }

  /** Bytes that a CMA pool's base and size must be multiples of; undefined where nothing tells it. */
  get cmaUnit(): bigint | undefined {
    return cmaUnitOf(this.profile, this.arch);
  }

  /** Bits of the kernel's physical addresses, which decide how many digits it prints. */
  get addressBits(): 32 | 64 {
    return this.profile?.facts.addressBits ?? (this.model.rootCells.address > 1 ? 64 : 32);
  }
}

function defaultBehaviours(): Behaviours {
  const behaviours = behavioursByVersion[defaultVersion];
  if (behaviours === undefined) throw new Error(`there are no behaviours of Linux ${defaultVersion}`);
  return behaviours;
}

function rangesOf(region: Region, cells: Cells): readonly RegionRange[] {
  const reg = region.node.property('reg');
  const isMalformed = region.malformed.some(({ name }) => name === 'reg');
  if (reg === undefined || region.kind !== 'static' || isMalformed) return [];

  const ranges = region.reg.map((written, entry) => new EntryRange(region, entry, written, reg, cells));
  return ranges.filter(({ size }) => size !== 0n);
}

/** Places are looked up only when asked for. */
class EntryRange implements RegionRange {
  readonly base: bigint;
  readonly size: bigint;
  readonly region: Region;
  readonly entry: number;
  readonly written: WrittenRange;
  readonly #reg: Property;
  readonly #cells: Cells;

  constructor(region: Region, entry: number, written: WrittenRange, reg: Property, cells: Cells) {
    this.base = written.base;
    this.size = written.size;
    this.region = region;
    this.entry = entry;
    this.written = written;
    this.#reg = reg;
    this.#cells = cells;
  }

  get place(): Place {
    return entryPlace(this.#reg, this.#cells, this.entry);
  }

  get cells(): readonly Place[] {
    return cellPlaces(this.#reg, this.#cells, this.entry);
  }
}

function byAddress(a: AddressRange, b: AddressRange): number {
  if (a.base !== b.base) return a.base < b.base ? -1 : 1;
  if (a.size !== b.size) return a.size > b.size ? -1 : 1;
  return 0;
}
