import { Memblock } from '../../../src/kernel/memblock.ts';
import type { BootFacts } from './boot-facts.ts';
import type { Emulated, EmulatedOp } from './emulate.ts';
import { defaultAreaOf, toRange } from './emulation-input.ts';
import type { RecordedCheckpoint, RecordedCma, RecordedOp, Recording } from './recording.ts';
import { Tally } from './tally.ts';

/** Keys of a recording that nothing is compared with, as FORMAT.md lists them. */
const leftOutKeys = [
  'boot.oops',
  'iomem',
  'memblock',
  'meminfo_kb',
  'zoneinfo',
  'buddyinfo',
  'dma_pools',
  'swiotlb',
];

const reservers = [
  /^(arm64_memblock_init|arm_memblock_init|arm_mm_memblock_reserve|reserve_initrd_mem)$/,
  /^early_init_fdt_scan_reserved_mem$/,
  /^early_init_dt_.*reserve/,
  /^(fdt_scan_reserved_mem|fdt_reserved_mem_save_node)$/,
  /^fdt_init_reserved_mem/,
];

/** riscv's own: it also allocates page tables, which are no reservations of this list. */
const reserverOnly = /^paging_init$/;

const comparedLines = [
  /^OF: reserved mem:/,
  /^OF: fdt: Reserved memory:/,
  /^Reserved memory:/,
  /^cma:/,
  /^software IO TLB: Reserved memory:/,
  /assigned reserved memory node/,
];

/** Compares all that FORMAT.md lists, and counts what it leaves out. */
export function compare(recording: Recording, emulated: Emulated): Tally {
  const tally = new Tally();
  for (const key of leftOutKeys) tally.leaveOut(key, 'not compared by the format');

  compareEarly(recording, emulated, tally);

  const parts: readonly (readonly [keyof Recording, (r: Recording, e: Emulated, t: Tally) => void])[] = [
    ['reserved_mem', compareRegions],
    ['cma_boot', compareCma],
    ['devices', compareDevices],
    ['ops', compareOps],
    ['checkpoints', compareCheckpoints],
    ['final', compareFinal],
  ];
  for (const [key, part] of parts) {
    const reason = absence(recording, key);
    if (reason === undefined) part(recording, emulated, tally);
    else tally.leaveOut(key, reason);
  }
  return tally;
}

/** How the boot ended, memory, and what the kernel printed. */
export function compareEarly(recording: Recording, emulated: BootFacts, tally: Tally): void {
  const dead = diedInWorkload(recording);
  if (dead) tally.leaveOut('boot.panic', 'the workload killed the kernel');
  else tally.compare('boot.panic', '', recording.boot.panic !== null, emulated.outcome === 'panics');
  compareMemblock(recording, emulated, tally);
  compareLog(recording, emulated, tally);
}

/** An oops in a driver's call, as when 32-bit Arm frees memory whose handle leads nowhere. The boot itself was well. */
function diedInWorkload({ boot, devices = [], ops = [] }: Recording): boolean {
  return boot.panic !== null && devices.length > 0 && ops.length === 0;
}

/** Why a recording has no such part; undefined: it has. */
function absence(recording: Recording, key: keyof Recording): string | undefined {
  const value = recording[key];
  if (value === undefined) return 'not recorded';
  const isEmpty =
    value === null || (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0);
  if (!isEmpty || recording.boot.panic === null) return undefined;
  return diedInWorkload(recording) ? 'the workload killed the kernel' : 'the kernel panicked before it';
}

function compareMemblock(
  { memblock_config: config, memblock_events: events, machine }: Recording,
  emulated: BootFacts,
  tally: Tally,
): void {
  if (config === null) tally.leaveOut('memblock_config.memory', 'not recorded');
  else {
    const memory = config.memory.map(([base, end, flags]) => [base, end, Number(flags) & 4]);
    tally.compare('memblock_config.memory', '', memory, emulated.memory);
  }

  if (events === null || events.length === 0) {
    tally.leaveOut('reserved', 'no events recorded');
    return;
  }
  const replay = new Memblock(1n);
  const dtb = toRange(machine.dtb);
  replay.reserve(dtb.base, dtb.size);
  for (const { op, range, got, size, by = '' } of events) {
    const place = toRange(range ?? got ?? []);
    const isOnlyReserver = reserverOnly.test(by);
    if (!isOnlyReserver && !reservers.some((pattern) => pattern.test(by))) continue;
    if (isOnlyReserver && op !== 'reserve') continue;
    if (got !== undefined && size !== undefined && place.size !== BigInt(size)) {
      tally.leaveOut('reserved', 'a failed request that the recorder gave the next reservation');
      continue;
    }
    if (op === 'reserve' || op === 'alloc') replay.reserve(place.base, place.size);
    if (op === 'phys_free' || op === 'free') replay.free(place.base, place.size);
  }
  const shown = (ranges: readonly (readonly [bigint, bigint])[]): unknown =>
    ranges.map(([base, end]) => [`0x${base.toString(16)}`, `0x${end.toString(16)}`]);
  tally.compare(
    'reserved',
    '',
    shown(replay.reserved.map(({ base, end }) => [base, end])),
    shown(emulated.reserved),
  );
}

function compareLog({ log }: Recording, emulated: BootFacts, tally: Tally): void {
  if (log === null) {
    tally.leaveOut('log', 'not recorded');
    return;
  }
  const expected = relevant(log);
  const actual = relevant(emulated.log);
  tally.leaveOut('log', 'other lines', log.length - expected.length);
  for (let at = 0; at < Math.max(expected.length, actual.length); at++) {
    const own = actual[at];
    if (expected[at] === overlapLine && own?.startsWith(overlapLine)) {
      // The recorder's filter let this message's second line through only where a word in it took its fancy.
      tally.leaveOut('log', 'second line of an overlap message that the recording lacks');
      tally.compare('log', `message ${at}`, expected[at], overlapLine);
    } else tally.compare('log', `message ${at}`, expected[at], own);
  }
}

const overlapLine = 'OF: reserved mem: OVERLAP DETECTED!';

/** Messages that are compared, those of two lines as one. */

function relevant(log: readonly string[]): readonly string[] {
  const messages: string[] = [];
  for (const [at, line] of log.entries()) {
    if (log[at - 1] === overlapLine && / overlaps with /.test(line)) {
      messages[messages.length - 1] = `${overlapLine}\n${line}`;
    } else if (comparedLines.some((pattern) => pattern.test(line))) messages.push(line);
  }
  return messages;
}

export function compareRegions(recording: Recording, emulated: BootFacts, tally: Tally): void {
  tally.compare('reserved_mem', 'count', recording.reserved_mem.length, emulated.reservedMem.length);
  const byPath = new Map(emulated.reservedMem.map((entry) => [entry.node, entry]));
  for (const { node, found, name, base, size, has_ops } of recording.reserved_mem) {
    const expected = found ? { node, found, name, base, size, has_ops } : { node, found };
    tally.compare('reserved_mem', node, expected, byPath.get(node));
  }

  const array = recording.reserved_mem_array ?? null;
  if (array === null) tally.leaveOut('reserved_mem_array', 'not recorded');
  else tally.compare('reserved_mem_array', '', array, emulated.reservedMemArray);
}

export function compareCma({ cma_boot: areas }: Recording, emulated: BootFacts, tally: Tally): void {
  tally.compare('cma_boot', 'count', areas.length, emulated.cma.length);
  for (const [index, { name, base_pfn, count, order_per_bit, set }] of areas.entries()) {
    const own = emulated.cma[index];
    const isActive = set !== null;
    const expected = { name, base_pfn, count: isActive ? count : 0, order_per_bit, isActive };
    const actual = own && {
      name: own.name,
      base_pfn: own.base_pfn,
      count: own.isActive ? own.count : 0,
      order_per_bit: own.order_per_bit,
      isActive: own.isActive,
    };
    tally.compare('cma_boot', name, expected, actual);
  }
}

export function compareDevices(
  recording: Pick<Recording, 'devices'>,
  emulated: Pick<Emulated, 'devices'>,
  tally: Tally,
): void {
  tally.compare('devices', 'count', recording.devices.length, emulated.devices.length);
  for (const [index, device] of recording.devices.entries()) {
    const own = emulated.devices[index];
    for (const [key, value] of Object.entries(device)) {
      if (key === 'state') {
        for (const part of ['dma_mask', 'coherent_dma_mask', 'pool', 'cma'] as const) {
          tally.compare(
            `devices.state.${part}`,
            device.path,
            sorted(device.state[part]),
            sorted(own?.state[part]),
          );
        }
      } else
        tally.compare(`devices.${key}`, device.path, sorted(value), sorted(own?.[key as keyof typeof own]));
    }
  }
}

/** The same value with its keys in one order. */
export function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function compareOps(recording: Recording, emulated: Emulated, tally: Tally): void {
  const firstAtomic = firstAtomicOp(recording);
  tally.compare('ops', 'count', recording.ops.length, emulated.ops.length);
  for (const [index, row] of recording.ops.entries()) {
    const own = emulated.ops[index];
    const [device, op] = row;
    const where = `${index} (device ${device} ${op} ${row[3] ?? ''})`;
    tally.compare(`ops.${op}.status`, where, row[4], own?.status);
    if (row[4] === 'rc') tally.compare(`ops.${op}.rc`, where, row[5], own?.code);
    if (row[4] === 'ok') compareSuccess(row, own, where, index >= firstAtomic, emulated, tally);
  }
}

function compareSuccess(
  row: RecordedOp,
  own: EmulatedOp | undefined,
  where: string,
  afterAtomic: boolean,
  { restricted }: Emulated,
  tally: Tally,
): void {
  const [, op, , , , dma, phys, kind] = row;
  // The translation of an address that was never touched fails on 32-bit Arm, and the recorder then knows no class.
  const isUntranslated = phys === untranslated;
  if (isUntranslated) tally.leaveOut('ops.class', 'the recorder could not translate the address');
  else tally.compare('ops.class', where, kind, own?.class);

  const isRestricted =
    typeof phys === 'string' && restricted.some(([base, end]) => BigInt(phys) >= base && BigInt(phys) < end);
  if (op === 'm') tally.leaveOut('ops.address', 'streaming mapping');
  else if (isUntranslated && own?.class !== 'B' && !(own?.class === 'c' && afterAtomic))
    tally.compare('ops.address.dma', where, dma, own?.dma);
  else if (isRestricted || own?.isRestricted === true)
    tally.compare('ops.address.restricted', where, [dma, phys], [own?.dma, own?.phys]);
  else if (kind === 'B') tally.leaveOut('ops.address', 'class B');
  else if (kind === 'c' && afterAtomic)
    tally.leaveOut('ops.address', 'class c after the first atomic allocation');
  else {
    tally.compare(`ops.address.${kind}`, where, [dma, phys], [own?.dma, own?.phys]);
  }
}

const untranslated = '0xffffffffffffffff';

function firstAtomicOp({ ops }: Recording): number {
  const index = ops.findIndex(([, op]) => op === 't');
  return index < 0 ? ops.length : index;
}

function compareCheckpoints(recording: Recording, emulated: Emulated, tally: Tally): void {
  const firstAtomic = firstAtomicOp(recording);
  tally.compare('checkpoints', 'count', recording.checkpoints.length, emulated.checkpoints.length);
  for (const [index, checkpoint] of recording.checkpoints.entries()) {
    const own = emulated.checkpoints[index];
    tally.compare('checkpoints.op', `${index}`, checkpoint.op, own?.op);
    const isEarly = (checkpoint.op ?? 0) < firstAtomic;
    compareState('checkpoints', `${index}`, checkpoint, own, isEarly ? undefined : recording, tally);
  }
}

function compareFinal(recording: Recording, emulated: Emulated, tally: Tally): void {
  if (recording.final === null) {
    tally.leaveOut('final', 'not recorded');
    return;
  }
  const isEarly = firstAtomicOp(recording) === recording.ops.length;
  compareState('final', '', recording.final, emulated.final, isEarly ? undefined : recording, tally);
}

/** `grown` is the recording whose default area the atomic pools may have grown into by now. */
export function compareState(
  field: string,
  where: string,
  expected: RecordedCheckpoint,
  actual: RecordedCheckpoint | undefined,
  grown: Recording | undefined,
  tally: Tally,
): void {
  for (const [index, device] of expected.devices.entries()) {
    const own = actual?.devices[index];
    for (const part of ['dma_mask', 'coherent_dma_mask', 'pool', 'cma'] as const) {
      tally.compare(
        `${field}.devices.${part}`,
        `${where} device ${index}`,
        sorted(device[part]),
        sorted(own?.[part]),
      );
    }
  }
  for (const [index, area] of expected.cma.entries()) {
    if (grown !== undefined && index === defaultAreaOf(grown)?.index)
      tally.leaveOut(`${field}.cma`, 'default area after the first atomic allocation');
    else tally.compare(`${field}.cma`, `${where} ${area.name}`, bits(area), bits(actual?.cma[index]));
  }
}

function bits(area: RecordedCma | undefined): unknown {
  return area && [area.name, area.set];
}
