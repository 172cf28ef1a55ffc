import { BufferGroup } from './buffer-group.ts';
import { LiveList } from './live-list.ts';

/**
 * The buffers of a walk, in name only: each has a slot, a small number that is used again after it is freed, a group and a number in
 * it, a device, and a serial, the number of its allocation.
 */
export class LiveBuffers {
  /** Of a walk's allocations, the number of the latest. */
  serial = 0;
  readonly #groups: (BufferGroup | undefined)[] = [];
  readonly #spareGroups: BufferGroup[] = [];
  readonly #byDevice = new LiveList();
  readonly #all = new LiveList();
  readonly #groupOfSlot: number[] = [];
  readonly #numberOfSlot: number[] = [];
  /** 0 where nothing is live in the slot. */
  readonly #serialOfSlot: number[] = [];
  readonly #spareSlots: number[] = [];
  #slotCount = 0;

  get live(): number {
    return this.#slotCount - this.#spareSlots.length;
  }

  /** The live buffers of a group; undefined: none. */
  group(group: number): BufferGroup | undefined {
    return this.#groups[group];
  }

  /** How many a device holds. */
  liveOfDevice(device: number): number {
    return this.#byDevice.length(device);
  }

  oldestOfDevice(device: number): number | undefined {
    return this.#byDevice.first(device);
  }

  oldest(): number | undefined {
    return this.#all.first(0);
  }

  /** Whether the slot still holds the buffer of this serial. */
  holds(slot: number, serial: number): boolean {
    return this.#serialOfSlot[slot] === serial;
  }

  numberOf(slot: number): number {
    return this.#numberOfSlot[slot] ?? 0;
  }

  /** A new buffer; returns its slot. */
  add(groupIndex: number, device: number): number {
    let group = this.#groups[groupIndex];
    if (group === undefined) {
      group = this.#spareGroups.pop() ?? new BufferGroup();
      this.#groups[groupIndex] = group;
    }
    const slot = this.#spareSlots.pop() ?? this.#slotCount++;
    this.#groupOfSlot[slot] = groupIndex;
    this.#numberOfSlot[slot] = group.add(slot);
    this.#serialOfSlot[slot] = ++this.serial;
    this.#byDevice.add(device, slot);
    this.#all.add(0, slot);
    return slot;
  }

  remove(slot: number): void {
    const groupIndex = this.#groupOfSlot[slot] ?? 0;
    const group = this.#groups[groupIndex];
    group?.remove(this.#numberOfSlot[slot] ?? 0);
    if (group?.live === 0) {
      this.#groups[groupIndex] = undefined;
      this.#spareGroups.push(group);
    }
    this.#serialOfSlot[slot] = 0;
    this.#byDevice.remove(slot);
    this.#all.remove(slot);
    this.#spareSlots.push(slot);
  }
}
