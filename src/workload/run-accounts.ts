import type { Allocation, DmaSystem } from '../kernel/dma/types.ts';
import { DeviceAccount } from './device-account.ts';
import { PoolAccount } from './pool-account.ts';

/** The running figures of a workload's devices and of the board's pools. */
export class RunAccounts {
  readonly devices: DeviceAccount[] = [];
  readonly pools: PoolAccount[] = [];
  readonly #system: DmaSystem;
  readonly #paths: readonly string[];
  readonly #pageSize: number;

  /** @param paths of the devices, by number; may grow */
  constructor(system: DmaSystem, paths: readonly string[], pageSize: number) {
    this.#system = system;
    this.#paths = paths;
    this.#pageSize = pageSize;
  }

  allocated(device: DeviceAccount, allocation: Allocation, operation: number): void {
    device.allocated(allocation);
    if (allocation.pool === undefined) return;
    const pool = this.pool(allocation.pool);
    if (pool === undefined) return;
    pool.allocated(allocation, operation);
    // The default area is nobody's own: who uses it shows only now.
    if (device.lastPool === allocation.pool) return;
    device.lastPool = allocation.pool;
    pool.devices.add(device.path);
  }

  freed(device: DeviceAccount | undefined, allocation: Allocation, operation: number): void {
    device?.freed(allocation);
    if (allocation.pool !== undefined) this.pool(allocation.pool)?.freed(allocation, operation);
  }

  /** After an operation that is neither an allocation nor a free. */
  look(operation: number): void {
    for (const pool of this.pools) pool.look(operation);
  }

  /** Pools become more while the run goes on: a device's declared memory is one. */
  pool(index: number): PoolAccount | undefined {
    while (this.pools.length <= index) {
      const pool = this.#system.pools[this.pools.length];
      if (pool === undefined) return undefined;
      this.pools.push(new PoolAccount(this.pools.length, pool));
    }
    return this.pools[index];
  }

  /** Sets up the devices that were named since. */
  addDevices(): void {
    if (this.devices.length === this.#paths.length && this.pools.length > 0) return;
    // Pools are made when the first of their devices probes, and what is in them then was there before the run.
    const added = this.#paths.slice(this.devices.length);
    const states = added.map((path) => this.#system.device(path));
    this.pool(this.#system.pools.length - 1);
    for (const [index, path] of added.entries()) {
      this.devices.push(new DeviceAccount(path, this.#pageSize));
      for (const pool of [states[index]?.coherentPool, states[index]?.cmaArea]) {
        if (pool !== undefined) this.pool(pool)?.devices.add(path);
      }
    }
    // Probing printed that too, but no operation of the workload did.
    this.#system.takeLog();
  }
}
