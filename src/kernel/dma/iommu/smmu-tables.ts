import type { Node } from '../../../devicetree/tree.ts';
import type { KernelConfig } from '../../profiles/kernel-config.ts';

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

/** The tables of SMMUv3s, which their driver allocates as devices come (drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c). */
export class SmmuTables {
  readonly #config: KernelConfig;
  readonly #allocateFor: ((iommu: Node, bytes: number) => void) | undefined;
  /** By SMMUv3: the second-level tables that it has made. */
  readonly #streamTables = new Map<Node, Set<number>>();
  readonly #memory: OwnMemory[] = [];

  constructor(config: KernelConfig, allocateFor: ((iommu: Node, bytes: number) => void) | undefined) {
    this.#config = config;
    this.#allocateFor = allocateFor;
  }

  /** All that is kept so far, what the driver's own probe allocated included. */
  get memory(): readonly OwnMemory[] {
    return this.#memory;
  }

  /** arm_smmu_alloc_cd_tables(), of a device whose addresses are translated. */
  describeContext(iommu: Node): void {
    this.#keep(iommu, contextTableBytes);
  }

  /** arm_smmu_init_sid_strtab(): a table of the second level for the first of its 256 streams. */
  describeStream(iommu: Node, id: number): void {
    let tables = this.#streamTables.get(iommu);
    if (tables === undefined) {
      tables = new Set();
      this.#streamTables.set(iommu, tables);
      this.#memory.push(...this.#driverMemory(iommu));
    }
    const table = Math.floor(id / streamsPerTable);
    if (tables.has(table)) return;
    tables.add(table);
    this.#keep(iommu, streamTableBytes);
  }

  #keep(iommu: Node, bytes: number): void {
    this.#memory.push({ iommu, bytes });
    this.#allocateFor?.(iommu, bytes);
  }

  /** arm_smmu_init_structures(): two queues as large as CMA aligns, and the first level of the stream table. */
  #driverMemory(iommu: Node): readonly OwnMemory[] {
    const { pageSize, cmaAlignmentOrder } = this.#config;
    const queue = pageSize * 2 ** cmaAlignmentOrder;
    return [queue, queue, firstStreamTableBytes].map((bytes) => ({ iommu, bytes }));
  }
}
