import type { DeviceTree, Node } from '../../../devicetree/tree.ts';
import { formatPhysical, type KernelLog } from '../../log.ts';
import type { KernelProfile } from '../../profile.ts';
import type { DmaDevice, DmaIommu } from '../dma-device.ts';
import { PciFunction, requesterId } from '../pci-function.ts';
import { ArmIommuMapping } from './arm-iommu-mapping.ts';
import { DeviceIommu } from './device-iommu.ts';
import { IommuDomain, type IommuDomainType } from './iommu-domain.ts';
import type { IommuGroup } from './iommu-group.ts';
import { type IommuKind, iommuKindOf, lpaePageSizes } from './iommu-kinds.ts';
import type { IommuParameters } from './iommu-parameters.ts';
import { OperationClock } from './operation-clock.ts';
import { dmaWindows, memoryWindows } from './pci-windows.ts';
import { iommuAddressesOf, type ReservedRegion, softwareMsiRegion } from './reserved-regions.ts';
import { type DeviceStreams, streamsOf } from './stream-ids.ts';

export interface IommuSystemOptions {
  readonly tree: DeviceTree;
  readonly profile: KernelProfile;
  readonly parameters: IommuParameters;
  readonly log: KernelLog;
  /** What counts the operations that stand for time. */
  readonly clock?: OperationClock;
  /** Bits of physical address that the IOMMUs reach, a fact of the hardware. Default: 48. */
  readonly outputBits?: number;
  /** Processors with range caches of their own. Default: 1. */
  readonly cpus?: number;
  /** Allocates DMA memory of an IOMMU's own, which it keeps: its stream tables. Default: nothing is taken. */
  readonly allocateFor?: (iommu: Node, bytes: number) => void;
}

/** DMA memory that an IOMMU's driver has allocated for the IOMMU itself, and keeps. */
export interface OwnMemory {
  readonly iommu: Node;
  readonly bytes: number;
}

/** Bytes of SMMUv3's table of context descriptors where a device has one address space (arm_smmu_alloc_cd_tables()). */
const contextTableBytes = 64;

/** Bytes of SMMUv3's first-level stream table, for 16 bits of stream ids. */
const firstStreamTableBytes = 0x800;

/** Streams that one table of the second level describes, and its bytes (STRTAB_SPLIT, struct arm_smmu_strtab_l2). */
const streamsPerTable = 256;
const streamTableBytes = 0x4000;

/** What is known of one IOMMU's streams: the device that came first with each, and its group. */
type StreamOwners = Map<number, { readonly device: string; readonly group: OpenGroup }>;

/** A group while devices are added to it. */
interface OpenGroup extends IommuGroup {
  readonly devices: string[];
  reserved: readonly ReservedRegion[];
}

/**
 * The IOMMUs of a board: which device is behind one, in which group and domain (drivers/iommu/of_iommu.c, iommu.c, dma-iommu.c;
 * spec 05 §8). Devices are attached when they are probed; groups are numbered in that order.
 */
export class IommuSystem {
  readonly clock: OperationClock;
  readonly #options: IommuSystemOptions;
  readonly #groups: OpenGroup[] = [];
  readonly #owners = new Map<Node, StreamOwners>();
  /** By SMMUv3: the second-level tables that it has made. */
  readonly #streamTables = new Map<Node, Set<number>>();
  readonly #ownMemory: OwnMemory[] = [];
  /** Groups of PCI functions that cannot be told apart, by the bridge or slot that they share. */
  readonly #pciGroups = new Map<string, OpenGroup>();
  readonly #attached = new Map<DmaDevice, DeviceIommu | undefined>();
  readonly #mappings = new Map<DmaDevice, ArmIommuMapping>();

  constructor(options: IommuSystemOptions) {
    this.#options = options;
    this.clock = options.clock ?? new OperationClock();
  }

  /** What drivers of IOMMUs keep for themselves so far. The queues of its driver's own probe are taken long before any device's. */
  get ownMemory(): readonly OwnMemory[] {
    return this.#ownMemory;
  }

  get groups(): readonly IommuGroup[] {
    return this.#groups;
  }

  /** The device's IOMMU, where its DMA goes through one; undefined: it reaches memory directly. */
  translationOf(device: DmaDevice): DmaIommu | undefined {
    const attached = this.attach(device);
    if (attached !== undefined) return attached.domain.type === 'identity' ? undefined : attached;
    return this.#mappings.get(device);
  }

  /** iommu_probe_device() at the first call for a device; undefined: no IOMMU, or one that refused it. */
  attach(device: DmaDevice): DeviceIommu | undefined {
    if (this.#attached.has(device)) return this.#attached.get(device);
    const attached = this.#probe(device);
    this.#attached.set(device, attached);
    return attached;
  }

  #probe(device: DmaDevice): DeviceIommu | undefined {
    const { tree, profile, log } = this.#options;
    const streams = streamsOf(device.node, tree);
    if (streams === undefined) return undefined;
    const kind = iommuKindOf(streams.iommu.property('compatible')?.asStrings() ?? []);
    if (!kind?.architectures.includes(profile.arch)) return undefined;
    if (profile.arch === 'arm') {
      this.#mappings.set(device, new ArmIommuMapping(device, profile.config.pageSize));
      return undefined;
    }
    if (!this.#claimStreams(device, streams, kind)) return undefined;

    const reserved = this.#reservedOf(device, kind);
    const known = this.#sharedGroup(device, streams, kind);
    const group = known ?? this.#newGroup(kind);
    group.devices.push(device.name);
    group.reserved = withRegions(group.reserved, reserved);
    this.#recordStreams(device, streams, group);
    log.info(`${device.title}: Adding to iommu group ${group.number}`);

    mapDirect(group.domain, reserved);
    if (kind.driver === 'arm-smmu-v3' && group.domain.type !== 'identity')
      this.#keep(streams.iommu, contextTableBytes);
    // A domain is set up once: what later devices of the group want to be left free is not.
    const isSetUp = known !== undefined || group.domain.type === 'identity' || this.#reserve(device, group);
    if (!isSetUp) {
      log.warning(`Failed to set up IOMMU for device ${device.name}; retaining platform DMA ops`);
      return undefined;
    }
    return new DeviceIommu({
      device,
      group,
      domain: group.domain,
      reserved,
      below4GiB: this.#below4GiB(device),
      log,
    });
  }

  /** arm_smmu_insert_master(): SMMUv3 refuses a stream that another device has. */
  #claimStreams(device: DmaDevice, { iommu, ids }: DeviceStreams, kind: IommuKind): boolean {
    const { profile, log } = this.#options;
    const { duplicateStream } = profile.behaviours;
    if (kind.driver !== 'arm-smmu-v3') return true;
    if (duplicateStream === 'shares-group') {
      for (const id of ids) this.#describeStream(iommu, id);
      return true;
    }

    const owners = this.#owners.get(iommu);
    for (const id of ids) {
      this.#describeStream(iommu, id);
      const owner = owners?.get(id);
      if (owner === undefined) continue;
      const named = duplicateStream === 'refused-with-device' ? ` from dev ${owner.device}` : '';
      log.warning(`${device.title}: stream ${id} already in tree${named}`);
      return false;
    }
    return true;
  }

  /** arm_smmu_init_sid_strtab(): a table of the second level for the first of its 256 streams. */
  #describeStream(iommu: Node, id: number): void {
    let tables = this.#streamTables.get(iommu);
    if (tables === undefined) {
      tables = new Set();
      this.#streamTables.set(iommu, tables);
      this.#ownMemory.push(...this.#driverMemory(iommu));
    }
    const table = Math.floor(id / streamsPerTable);
    if (tables.has(table)) return;
    tables.add(table);
    this.#keep(iommu, streamTableBytes);
  }

  #keep(iommu: Node, bytes: number): void {
    this.#ownMemory.push({ iommu, bytes });
    this.#options.allocateFor?.(iommu, bytes);
  }

  /** arm_smmu_init_structures(): two queues as large as CMA aligns, and the first level of the stream table. */
  #driverMemory(iommu: Node): readonly OwnMemory[] {
    const { pageSize, cmaAlignmentOrder } = this.#options.profile.config;
    const queue = pageSize * 2 ** cmaAlignmentOrder;
    return [queue, queue, firstStreamTableBytes].map((bytes) => ({ iommu, bytes }));
  }

  #recordStreams(device: DmaDevice, { iommu, ids }: DeviceStreams, group: OpenGroup): void {
    let owners = this.#owners.get(iommu);
    if (owners === undefined) {
      owners = new Map();
      this.#owners.set(iommu, owners);
    }
    for (const id of ids) if (!owners.has(id)) owners.set(id, { device: device.name, group });
    const key = pciGroupKey(device.node);
    if (key !== undefined && !this.#pciGroups.has(key)) this.#pciGroups.set(key, group);
  }

  /** The group that a device joins: pci_device_group(), or the driver's own rule. */
  #sharedGroup(device: DmaDevice, { iommu, ids }: DeviceStreams, kind: IommuKind): OpenGroup | undefined {
    const key = pciGroupKey(device.node);
    if (key !== undefined) return this.#pciGroups.get(key);
    const owners = this.#owners.get(iommu);
    if (kind.groups === 'all') return owners?.values().next().value?.group;
    if (kind.groups === 'device') return undefined;
    return ids.map((id) => owners?.get(id)?.group).find((group) => group !== undefined);
  }

  #newGroup(kind: IommuKind): OpenGroup {
    const { profile, outputBits = 48, cpus } = this.#options;
    const { pageSize, virtualBits } = profile.config;
    const apertureBits =
      kind.apertureBits === 'virtual' ? Math.min(48, virtualBits || 48) : kind.apertureBits;
    const type = this.#domainType(kind);
    const pageSizes = kind.pageSizes === 'lpae' ? lpaePageSizes(pageSize) : kind.pageSizes;
    const isTranslated = type !== 'identity';
    const domain = new IommuDomain({
      type,
      pageSizes: isTranslated ? pageSizes : 0n,
      apertureEnd: isTranslated ? (1n << BigInt(apertureBits)) - 1n : 0n,
      outputBits,
      behaviours: profile.behaviours,
      clock: this.clock,
      ...(cpus === undefined ? {} : { cpus }),
    });
    const group = { number: this.#groups.length, domain, devices: [], reserved: [] };
    this.#groups.push(group);
    return group;
  }

  #domainType({ defersFlush }: IommuKind): IommuDomainType {
    const { passthrough, strict } = this.#options.parameters;
    if (passthrough === true) return 'identity';
    return strict === false && defersFlush ? 'dma-fq' : 'dma';
  }

  #reservedOf(device: DmaDevice, { softwareMsi }: IommuKind): readonly ReservedRegion[] {
    const { tree, profile, log } = this.#options;
    const named = profile.behaviours.iommuAddresses ? iommuAddressesOf(device, tree, log) : [];
    return softwareMsi ? [softwareMsiRegion, ...named] : named;
  }

  /** iova_reserve_iommu_regions(); false: windows of the host bridge overlap, and the domain is not set up. */
  #reserve({ node, title }: DmaDevice, { domain, reserved }: OpenGroup): boolean {
    if (node instanceof PciFunction) {
      for (const { start, end } of memoryWindows(node.parent)) domain.reserve(start, end);
      if (!reserveOutsideWindows(node.parent, domain, title, this.#options.log)) return false;
    }
    for (const { type, start, end } of reserved) if (type !== 'software-msi') domain.reserve(start, end - 1n);
    return true;
  }

  #below4GiB({ bus }: DmaDevice): 'never' | 'always' | 'until-failure' {
    const { profile, parameters } = this.#options;
    const { iovaBelow4GiB } = profile.behaviours;
    if (bus !== 'pci') return 'never';
    if (iovaBelow4GiB === 'pci') return 'always';
    if (parameters.forceDac === true) return 'never';
    return iovaBelow4GiB === 'pci-unless-forcedac' ? 'always' : 'until-failure';
  }
}

/**
 * Addresses that the bus's `dma-ranges` do not carry. The end of such a range is taken as inclusive, so that the first page of
 * each window goes with it (iova_reserve_pci_windows()).
 */
function reserveOutsideWindows(host: Node, domain: IommuDomain, title: string, log: KernelLog): boolean {
  const windows = dmaWindows(host);
  const last = (1n << 64n) - 1n;
  let start = 0n;
  for (const window of windows) {
    if (window.start > start) domain.reserve(start, window.start);
    else if (window.start < start) {
      log.error(
        `${title}: Failed to reserve IOVA [${formatPhysical(start, 64)}-${formatPhysical(window.start, 64)}]`,
      );
      return false;
    }
    start = window.end + 1n;
  }
  if (windows.length > 0 && windows.at(-1)?.start !== last && start <= last) domain.reserve(start, last);
  return true;
}

/** iommu_create_device_direct_mappings(). */
function mapDirect(domain: IommuDomain, regions: readonly ReservedRegion[]): void {
  if (domain.type === 'identity') return;
  const page = BigInt(domain.granule);
  for (const { type, start, end } of regions) {
    if (type !== 'direct' && type !== 'direct-relaxable') continue;
    const first = ((start + page - 1n) / page) * page;
    const bytes = ((end + page - 1n) / page) * page - first;
    domain.map(first, [{ phys: first, bytes: Number(bytes) }]);
  }
}

/** iommu_insert_resv_region(): by start and type, each once. */
function withRegions(
  known: readonly ReservedRegion[],
  added: readonly ReservedRegion[],
): readonly ReservedRegion[] {
  const fresh = added.filter(
    ({ type, start, end }) =>
      !known.some((region) => region.type === type && region.start === start && region.end === end),
  );
  return [...known, ...fresh].sort((a, b) => Number(a.start > b.start) - Number(a.start < b.start));
}

/** What functions of one group have in common: the bridge that stands for them, or their slot. */
function pciGroupKey(node: Node): string | undefined {
  if (!(node instanceof PciFunction)) return undefined;
  const { address, requesterId: alias } = node;
  const own = requesterId(address);
  return alias === own
    ? `${address.domain}:${address.bus}:${address.device}`
    : `${address.domain}:alias:${alias}`;
}
