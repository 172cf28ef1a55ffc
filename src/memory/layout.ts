import type { Memreserve, Node } from '../devicetree/tree.ts';
import type { AddressRange, MemoryModel, Region } from './model.ts';
import { byteCounter, containsRange, endOf, mergeRanges, overlapBytes } from './ranges.ts';

/** Something that keeps a range of addresses: an enabled static region, or a /memreserve/ entry. */
export type Reservation = AddressRange &
  (
    | {
        readonly kind: 'region';
        readonly region: Region;
        /** Index of its entry of `reg`. */
        readonly entry: number;
      }
    | { readonly kind: 'memreserve'; readonly memreserve: Memreserve }
  );

/** Where a reservation lies with respect to the banks. `unknown` where no bank has a size. */
export type Coverage = 'inside' | 'partly' | 'outside' | 'unknown';

/** A reservation in its place. */
export interface PlacedReservation {
  readonly reservation: Reservation;
  readonly coverage: Coverage;
  /** The reservation before it (in address order) that reaches furthest, if that shares bytes with this one. */
  readonly meets:
    | { readonly other: Reservation; readonly bytes: bigint; readonly contained: boolean }
    | undefined;
}

/** A range of RAM. */
export interface LaidBank extends AddressRange {
  /** The memory node that tells it; undefined: the user does. */
  readonly node: Node | undefined;
  /** Of the node's entry, or of the option among its like. */
  readonly index: number;
}

/** One stretch of the address space in which nothing changes. Stretches follow each other without holes. */
export interface Stretch extends AddressRange {
  /** The bank that it lies in. */
  readonly bank: LaidBank | undefined;
  /** Who keeps it: none, one, or several that overlap (at most {@link maxOwners} are named). */
  readonly owners: readonly Reservation[];
}

/** A tree's memory in address order. */
export interface MemoryLayout {
  /** Whether any bank has a size. Where not, the boot loader fills the memory nodes in. */
  readonly memoryKnown: boolean;
  /** Whether the user told the RAM, in place of the memory nodes. */
  readonly memoryGiven: boolean;
  /** The RAM in the order in which it was told; each range has a size. */
  readonly banks: readonly LaidBank[];
  /** Bytes of RAM, those that two banks share counted once. */
  readonly ramBytes: bigint;
  /** Bytes that reservations keep, those that two share counted once. */
  readonly reservedBytes: bigint;
  /** Of these the bytes that lie in RAM. */
  readonly reservedRamBytes: bigint;
  /** In address order; of two that begin together the larger one first. */
  readonly reservations: readonly PlacedReservation[];
  /** From the lowest bank or reservation to the highest end. */
  readonly stretches: readonly Stretch[];
}

export const maxOwners = 8;

/**
 * Puts the banks, the /memreserve/ entries and the enabled static regions of a tree in address order.
 *
 * @param memory the RAM, in place of what the memory nodes say
 */
export function layOut(model: MemoryModel, memory?: readonly AddressRange[]): MemoryLayout {
  const reservations = reservationsOf(model).sort(byAddress);
  const banks = memory === undefined ? model.banks : given(memory);
  const ram = mergeRanges(banks);
  const reserved = mergeRanges(reservations);

  return {
    memoryKnown: ram.length > 0,
    memoryGiven: memory !== undefined,
    banks,
    ramBytes: totalSize(ram),
    reservedBytes: totalSize(reserved),
    reservedRamBytes: reserved.map(byteCounter(ram)).reduce((sum, bytes) => sum + bytes, 0n),
    reservations: place(reservations, ram),
    stretches: stretchesOf(banks, reservations),
  };
}

function given(memory: readonly AddressRange[]): readonly LaidBank[] {
  return memory
    .map(({ base, size }, index) => ({ base, size, node: undefined, index }))
    .filter(({ size }) => size !== 0n);
}

function reservationsOf(model: MemoryModel): Reservation[] {
  const found: Reservation[] = model.memreserves.map((memreserve) => ({
    kind: 'memreserve',
    memreserve,
    base: memreserve.address,
    size: memreserve.size,
  }));

  for (const region of model.regions) {
    if (region.kind !== 'static' || !region.available) continue;
    region.reg.forEach(({ base, size }, entry) => {
      found.push({ kind: 'region', region, entry, base, size });
    });
  }
  return found.filter(({ size }) => size !== 0n);
}

function byAddress(a: AddressRange, b: AddressRange): number {
  if (a.base !== b.base) return a.base < b.base ? -1 : 1;
  if (a.size !== b.size) return a.size > b.size ? -1 : 1;
  return 0;
}

function place(sorted: readonly Reservation[], ram: readonly AddressRange[]): readonly PlacedReservation[] {
  const bytesInRam = byteCounter(ram);
  let furthest: Reservation | undefined;

  return sorted.map((reservation) => {
    const other = furthest;
    if (other === undefined || endOf(reservation) > endOf(other)) furthest = reservation;

    const bytes = other === undefined ? 0n : overlapBytes(other, reservation);
    return {
      reservation,
      coverage: ram.length === 0 ? 'unknown' : coverageOf(reservation, bytesInRam(reservation)),
      meets:
        other === undefined || bytes === 0n
          ? undefined
          : { other, bytes, contained: containsRange(other, reservation) },
    };
  });
}

function coverageOf(range: AddressRange, bytesInRam: bigint): Coverage {
  if (bytesInRam === 0n) return 'outside';
  return bytesInRam === range.size ? 'inside' : 'partly';
}

function totalSize(disjoint: readonly AddressRange[]): bigint {
  return disjoint.reduce((sum, { size }) => sum + size, 0n);
}

/** A place where a bank or a reservation begins or ends. */
interface Edge {
  readonly at: bigint;
  readonly begins: boolean;
  readonly bank?: LaidBank;
  readonly owner?: Reservation;
}

function stretchesOf(banks: readonly LaidBank[], reservations: readonly Reservation[]): readonly Stretch[] {
  const edges: Edge[] = [
    ...banks.flatMap((bank) => edgesOf(bank, { bank })),
    ...reservations.flatMap((owner) => edgesOf(owner, { owner })),
  ].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));

  const openBanks = new Set<LaidBank>();
  const openOwners = new Set<Reservation>();
  const stretches: Stretch[] = [];
  let from = edges[0]?.at ?? 0n;

  for (const edge of edges) {
    if (edge.at > from) {
      const [bank] = openBanks;
      stretches.push({ base: from, size: edge.at - from, bank, owners: firstOf(openOwners, maxOwners) });
      from = edge.at;
    }
    if (edge.bank !== undefined) toggle(openBanks, edge.bank, edge.begins);
    if (edge.owner !== undefined) toggle(openOwners, edge.owner, edge.begins);
  }
  return stretches;
}

function edgesOf(
  range: AddressRange,
  of: { readonly bank: LaidBank } | { readonly owner: Reservation },
): readonly Edge[] {
  return [
    { at: range.base, begins: true, ...of },
    { at: endOf(range), begins: false, ...of },
  ];
}

function toggle<T>(open: Set<T>, item: T, begins: boolean): void {
  if (begins) open.add(item);
  else open.delete(item);
}

function firstOf<T>(items: Iterable<T>, count: number): readonly T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) break;
    first.push(item);
  }
  return first;
}
