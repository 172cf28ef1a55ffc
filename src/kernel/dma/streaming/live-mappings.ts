import type { DmaDevice } from '../dma-device.ts';
import { type DmaDirection, deviceReads, deviceWrites } from './direction.ts';
import { OwnedParts } from './owned-parts.ts';

/** Mappings are found again by the stretches of 256 KiB that they lie in. */
const stretchBits = 18n;

/** Bytes of the largest mapping that is found by its stretches. */
const mostStretched = 2 ** 28;

/** A mapping that a driver has not undone. */
export interface LiveMapping {
  readonly device: DmaDevice;
  readonly dma: bigint;
  readonly phys: bigint;
  readonly size: number;
  readonly direction: DmaDirection;
}

/** The CPU reads or writes memory. */
export interface Touch {
  readonly phys: bigint;
  readonly size: number;
  readonly access: 'read' | 'write';
}

/** What becomes of an access that the owner did not make. */
export type Harm =
  /** Nothing that can be seen: the device only reads, and so does the CPU. */
  | 'none'
  /** CPU and device see the same bytes, at times of their own. */
  | 'race'
  /** The CPU sees what was there before the device wrote. */
  | 'stale-read'
  /** The device does not see what was written. */
  | 'device-misses-write'
  /** What was written is overwritten when the buffer comes back. */
  | 'write-lost';

/** An access to memory that a device owns. The kernel does not see it: dma-debug watches the calls, not the memory. */
export interface Violation {
  readonly mapping: LiveMapping;
  readonly access: 'read' | 'write';
  readonly harm: Harm;
  /** Whether the device works on a copy in bounce slots. */
  readonly isBounced: boolean;
  /** What dma-debug prints of it. */
  readonly kernelSays: 'nothing';
}

interface Held extends LiveMapping {
  /** What the CPU owns for the time being, in bytes from the mapping's start; made when it first owns something. */
  cpuParts: OwnedParts | undefined;
  /** The mapping after it that has the same address. */
  next: Held | undefined;
}

/**
 * Who owns mapped memory (Documentation/core-api/dma-api-howto.rst; spec 07 §3): the device from map to unmap, but for the parts that
 * dma_sync_*_for_cpu() has handed back.
 */
export class LiveMappings {
  readonly #ofDevices = new Map<DmaDevice, DeviceMappings>();
  readonly #byMemory = new Stretches();

  add(mapping: LiveMapping): void {
    if (mapping.size === 0) return;
    const held: Held = { ...mapping, cpuParts: undefined, next: undefined };
    let own = this.#ofDevices.get(mapping.device);
    if (own === undefined) {
      own = { byAddress: new Map(), byStretch: new Stretches() };
      this.#ofDevices.set(mapping.device, own);
    }
    const same = own.byAddress.get(mapping.dma);
    if (same === undefined) own.byAddress.set(mapping.dma, { first: held, last: held });
    else {
      same.last.next = held;
      same.last = held;
    }
    own.byStretch.add(held, held.dma);
    this.#byMemory.add(held, held.phys);
  }

  /** The CPU owns it again. An address that nothing is mapped at is ignored. */
  remove(device: DmaDevice, dma: bigint): void {
    const own = this.#ofDevices.get(device);
    const same = own?.byAddress.get(dma);
    if (own === undefined || same === undefined) return;
    const held = same.first;
    if (held.next === undefined) own.byAddress.delete(dma);
    else same.first = held.next;
    own.byStretch.delete(held, held.dma);
    this.#byMemory.delete(held, held.phys);
  }

  /** A sync hands a part of a mapping over. One in a direction that the mapping has not changes nothing. */
  give(
    device: DmaDevice,
    part: { readonly dma: bigint; readonly size: number; readonly direction: DmaDirection },
    to: 'cpu' | 'device',
  ): void {
    const held = this.#holding(device, part.dma);
    if (held === undefined || (held.direction !== 0 && part.direction !== held.direction)) return;
    const first = Number(part.dma - held.dma);
    const end = Math.min(held.size, first + part.size);
    if (to === 'device') held.cpuParts?.remove(first, end);
    else {
      held.cpuParts ??= new OwnedParts();
      held.cpuParts.add(first, end);
    }
  }

  /** The first live mapping, in the order of mapping, whose owner this access goes past. */
  touch(touch: Touch, isBounced: (mapping: LiveMapping) => boolean): Violation | undefined {
    for (const held of this.#byMemory.around(touch.phys, touch.size)) {
      if (!deviceOwnsSome(held, touch)) continue;
      const bounced = isBounced(held);
      const harm = harmOf(held, touch.access, bounced);
      return { mapping: held, access: touch.access, harm, isBounced: bounced, kernelSays: 'nothing' };
    }
    return undefined;
  }

  #holding(device: DmaDevice, dma: bigint): Held | undefined {
    const own = this.#ofDevices.get(device);
    const exact = own?.byAddress.get(dma)?.first;
    if (exact !== undefined || own === undefined) return exact;
    for (const held of own.byStretch.around(dma, 1))
      if (dma >= held.dma && dma < held.dma + BigInt(held.size)) return held;
    return undefined;
  }
}

interface DeviceMappings {
  /** Those of one address in the order of mapping. */
  readonly byAddress: Map<bigint, { first: Held; last: Held }>;
  readonly byStretch: Stretches;
}

/** Mappings by the stretches of addresses that they lie in. */
class Stretches {
  /** Most stretches have one, which needs no set. */
  readonly #held = new Map<number, Held | Set<Held>>();
  /** Those in more stretches than are worth an entry each: what a driver says may be any size. */
  readonly #long = new Set<Held>();

  add(held: Held, address: bigint): void {
    if (held.size > mostStretched) {
      this.#long.add(held);
      return;
    }
    const last = lastStretch(address, held.size);
    for (let stretch = firstStretch(address); stretch <= last; stretch++) {
      const known = this.#held.get(stretch);
      if (known === undefined) this.#held.set(stretch, held);
      else if (known instanceof Set) known.add(held);
      else this.#held.set(stretch, new Set([known, held]));
    }
  }

  delete(held: Held, address: bigint): void {
    if (held.size > mostStretched) {
      this.#long.delete(held);
      return;
    }
    const last = lastStretch(address, held.size);
    for (let stretch = firstStretch(address); stretch <= last; stretch++) {
      const known = this.#held.get(stretch);
      if (known === held) this.#held.delete(stretch);
      else if (known instanceof Set && known.delete(held) && known.size === 0) this.#held.delete(stretch);
    }
  }

  *around(address: bigint, size: number): Generator<Held> {
    yield* this.#long;
    const first = firstStretch(address);
    const last = lastStretch(address, size);
    if (last - first > this.#held.size) {
      for (const known of this.#held.values()) yield* all(known);
      return;
    }
    for (let stretch = first; stretch <= last; stretch++) yield* all(this.#held.get(stretch));
  }
}

function* all(held: Held | Set<Held> | undefined): Generator<Held> {
  if (held instanceof Set) yield* held;
  else if (held !== undefined) yield held;
}

function deviceOwnsSome(held: Held, { phys, size }: Touch): boolean {
  const first = Math.max(0, Number(phys - held.phys));
  const end = Math.min(held.size, Number(phys - held.phys) + size);
  if (first >= end) return false;
  return held.cpuParts?.covers(first, end) !== true;
}

function harmOf({ device, direction }: LiveMapping, access: 'read' | 'write', isBounced: boolean): Harm {
  if (access === 'read' && !deviceWrites(direction)) return 'none';
  if (!isBounced && device.isCoherent) return 'race';
  if (access === 'read') return 'stale-read';
  return deviceReads(direction) ? 'device-misses-write' : 'write-lost';
}

function firstStretch(address: bigint): number {
  return Number(address >> stretchBits);
}

function lastStretch(address: bigint, size: number): number {
  return Number((address + BigInt(Math.max(1, size)) - 1n) >> stretchBits);
}
