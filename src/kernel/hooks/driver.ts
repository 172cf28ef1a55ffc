import type { LogLevel } from '../log.ts';
import type { Architecture } from '../profile.ts';
import { DriverNode, type NodeFacts } from './driver-node.ts';

/**
 * A reserved-memory driver as its author rehearses it: what RESERVEDMEM_OF_DECLARE() and struct reserved_mem_ops are in C.
 *
 * Each function returns 0 or nothing for success, or a negative errno. They are synchronous, as in the kernel.
 */
export interface ReservedMemoryDriver {
  /** At boot, for each region with the driver's compatible. Refusing a region gives its memory back. Absent: all are taken. */
  setup?(region: DriverRegion, kernel: DriverKernel): number | undefined;
  /** of_reserved_mem_device_init(): a device asks for the region. Absent: the device gets -EINVAL. */
  deviceInit?(region: DriverRegion, device: DriverDevice, kernel: DriverKernel): number | undefined;
  /** of_reserved_mem_device_release(). */
  deviceRelease?(region: DriverRegion, device: DriverDevice, kernel: DriverKernel): void;
}

/** The functions of a driver, by name. */
export const driverFunctions = ['setup', 'deviceInit', 'deviceRelease'] as const;
export type DriverFunction = (typeof driverFunctions)[number];

/** A region as plain data. */
export interface RegionFacts extends NodeFacts {
  readonly base: bigint;
  readonly size: bigint;
}

/** A region (struct reserved_mem), with its node. */
export class DriverRegion extends DriverNode {
  readonly base: bigint;
  readonly size: bigint;

  constructor(facts: RegionFacts) {
    super(facts);
    this.base = facts.base;
    this.size = facts.size;
  }

  get noMap(): boolean {
    return this.has('no-map');
  }

  get reusable(): boolean {
    return this.has('reusable');
  }

  override get facts(): RegionFacts {
    return { ...super.facts, base: this.base, size: this.size };
  }
}

/** dma_declare_coherent_memory()'s arguments. */
export interface CoherentDeclaration {
  readonly physical: bigint;
  readonly deviceAddress: bigint;
  readonly size: bigint;
  readonly exclusive: boolean;
}

/** What a driver does to a device. */
export interface DeviceActions {
  declareCoherentMemory(declaration: CoherentDeclaration): number;
  releaseCoherentMemory(): void;
}

/** Flags of dma_declare_coherent_memory(). */
export interface DeclareOptions {
  /**
   * DMA_MEMORY_EXCLUSIVE: where the pool is full, no other allocator is asked. Kernels from 5.1 on have no flags, and every
   * pool is exclusive. Default: false.
   */
  readonly exclusive?: boolean;
}

/** A device (struct device), with its node. */
export class DriverDevice extends DriverNode {
  readonly #actions: DeviceActions;

  constructor(facts: NodeFacts, actions: DeviceActions) {
    super(facts);
    this.#actions = actions;
  }

  /**
   * dma_declare_coherent_memory(): gives the device a pool of its own at these addresses. 0, or a negative errno: -EINVAL
   * where that memory cannot be mapped, -EBUSY where the device has a pool.
   */
  declareCoherentMemory(
    physical: bigint | number,
    deviceAddress: bigint | number,
    size: bigint | number,
    { exclusive = false }: DeclareOptions = {},
  ): number {
    return this.#actions.declareCoherentMemory({
      physical: BigInt.asUintN(64, BigInt(physical)),
      deviceAddress: BigInt.asUintN(64, BigInt(deviceAddress)),
      size: BigInt.asUintN(64, BigInt(size)),
      exclusive,
    });
  }

  /** dma_release_coherent_memory() (before 5.10 dma_release_declared_memory()): the device has no pool any more. */
  releaseCoherentMemory(): void {
    this.#actions.releaseCoherentMemory();
  }
}

/** The kernel as plain data. */
export interface KernelFacts {
  /** `6.12`. */
  readonly version: string;
  readonly arch: Architecture;
  readonly pageSize: number;
}

/** The kernel that a driver runs in. */
export interface DriverKernel extends KernelFacts {
  /** pr_info() and its kin: a line in the kernel's log. */
  log(level: LogLevel, text: string): void;
}
