import type { DeviceTree, Node } from '../../../devicetree/tree.ts';
import type { KernelLog } from '../../log.ts';
import type { KernelProfile } from '../../profile.ts';
import type { DmaDevice, DmaIommu } from '../dma-device.ts';
import { PciFunction, requesterId } from '../pci-function.ts';
import { ArmIommuMapping } from './arm-iommu-mapping.ts';
import { DeviceIommu } from './device-iommu.ts';
import { mapDirect, reserveRegions } from './domain-setup.ts';
import { IommuDomain, type IommuDomainType } from './iommu-domain.ts';
import type { IommuGroup } from './iommu-group.ts';
import { type IommuKind, iommuKindOf, lpaePageSizes } from './iommu-kinds.ts';
import type { IommuParameters } from './iommu-parameters.ts';
import { OperationClock } from './operation-clock.ts';
import { iommuAddressesOf, type ReservedRegion, softwareMsiRegion } from './reserved-regions.ts';
import { type OwnMemory, SmmuTables } from './smmu-tables.ts';
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
  readonly #tables: SmmuTables;
  /** Groups of PCI functions that cannot be told apart, by the bridge or slot that they share. */
  readonly #pciGroups = new Map<string, OpenGroup>();
  readonly #attached = new Map<DmaDevice, DeviceIommu | undefined>();
  readonly #mappings = new Map<DmaDevice, ArmIommuMapping>();

  constructor(options: IommuSystemOptions) {
    this.#options = options;
    this.clock = options.clock ?? new OperationClock();
    this.#tables = new SmmuTables(options.profile.config, options.allocateFor);
  }

  /** What drivers of IOMMUs keep for themselves so far. The queues of its driver's own probe are taken long before any device's. */
  get ownMemory(): readonly OwnMemory[] {
    return this.#tables.memory;
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
      this.#tables.describeContext(streams.iommu);
    // A domain is set up once: what later devices of the group want to be left free is not.
    const isSetUp =
      known !== undefined ||
      group.domain.type === 'identity' ||
      reserveRegions(device, group.domain, group.reserved, log);
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
      for (const id of ids) this.#tables.describeStream(iommu, id);
      return true;
    }

    const owners = this.#owners.get(iommu);
    for (const id of ids) {
      this.#tables.describeStream(iommu, id);
      const owner = owners?.get(id);
      if (owner === undefined) continue;
      const named = duplicateStream === 'refused-with-device' ? ` from dev ${owner.device}` : '';
      log.warning(`${device.title}: stream ${id} already in tree${named}`);
      return false;
    }
    return true;
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

  #below4GiB({ bus }: DmaDevice): 'never' | 'always' | 'until-failure' {
    const { profile, parameters } = this.#options;
    const { iovaBelow4GiB } = profile.behaviours;
    if (bus !== 'pci') return 'never';
    if (iovaBelow4GiB === 'pci') return 'always';
    if (parameters.forceDac === true) return 'never';
    return iovaBelow4GiB === 'pci-unless-forcedac' ? 'always' : 'until-failure';
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
