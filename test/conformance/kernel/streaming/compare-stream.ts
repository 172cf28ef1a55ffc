import { compareCma, compareDevices, compareEarly, compareRegions, compareState } from '../compare.ts';
import type { Recording } from '../recording.ts';
import { Tally } from '../tally.ts';
import { columnsOf, leftOutReason } from './row-columns.ts';
import type { StreamEmulated } from './stream-emulation.ts';
import type { StreamDevice, StreamOp, StreamRecording } from './stream-recording.ts';

/** Keys of the streaming format that nothing is compared with. */
const leftOutKeys = [
  'boot.oops',
  'iomem',
  'memblock',
  'meminfo_kb',
  'dma_pools',
  'swiotlb',
  'dma_pool_stats',
];

/** Compares all that FORMAT-streaming.md lists, and counts what it leaves out. */
export function compareStream(recording: StreamRecording, emulated: StreamEmulated): Tally {
  const tally = new Tally();
  for (const key of leftOutKeys) tally.leaveOut(key, 'not compared by the format');
  const base = recording as unknown as Recording;
  compareEarly(base, emulated, tally);
  compareOwnLines(recording, emulated, tally);
  compareRegions(base, emulated, tally);
  compareCma(base, emulated, tally);
  compareStreamDevices(recording, emulated, tally);
  compareRows(recording, emulated, tally);
  compareMessages(recording, emulated, tally);
  compareDebug(recording, emulated, tally);
  tally.compare('iommu_groups', '', recording.iommu_groups, emulated.iommuGroups);
  compareStates(recording, emulated, tally);
  return tally;
}

/** Lines of the boot and the probes that FORMAT.md's list lacks: dma-debug's, those of IOMMU groups, the default bounce pool's. */
function compareOwnLines({ log }: StreamRecording, emulated: StreamEmulated, tally: Tally): void {
  const those = (lines: readonly string[] | null, pattern: RegExp): readonly string[] =>
    (lines ?? []).filter((line) => pattern.test(line));
  const dmaDebug = /^DMA-API:/;
  const groups = /: (Adding to iommu group|stream) \d+/;
  tally.compare('log.dma-debug', '', those(log, dmaDebug), those(emulated.log, dmaDebug));
  tally.compare('log.iommu groups', '', those(log, groups), those(emulated.log, groups));
  tally.compare('log.iommu', '', those(log, /^iommu:/), emulated.iommuLines);

  const withoutPlace = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.replace(/\[mem [^\]]+\]/, '[mem]'));
  const theirs = those(log, /^software IO TLB: (?!Reserved)/);
  tally.compare('log.bounce pool', '', withoutPlace(theirs), withoutPlace(emulated.bounceLines));
  tally.leaveOut('log.bounce pool', 'an input: the place of the bounce pool', theirs.length > 0 ? 1 : 0);
}

/** Where the default bounce pool lies is an input, a restricted one's place is not. */
function compareStreamDevices(recording: StreamRecording, emulated: StreamEmulated, tally: Tally): void {
  const isRestricted = ({ path }: StreamDevice): boolean => {
    const own = emulated.devices.find((device) => device.path === path)?.swiotlb?.range[0];
    return own !== undefined && emulated.restricted.some(([base]) => base === BigInt(own));
  };
  const shown = (device: StreamDevice): StreamDevice => {
    const { swiotlb } = device;
    if (swiotlb === undefined || isRestricted(device)) return device;
    const { range, ...rest } = swiotlb;
    return { ...device, swiotlb: { ...rest, range: [] } };
  };
  const places = recording.devices.filter((device) => device.swiotlb !== undefined && !isRestricted(device));
  tally.leaveOut('devices.swiotlb.range', 'an input: the place of the bounce pool', places.length);

  const ours = emulated.devices.map(shown);
  compareDevices({ devices: recording.devices.map(shown) }, { devices: ours }, tally);
  for (const [index, { path, swiotlb, iommu }] of recording.devices.entries()) {
    const own = ours[index];
    if (swiotlb === undefined) tally.compare('devices.swiotlb', path, undefined, own?.swiotlb);
    if (iommu === undefined) tally.compare('devices.iommu', path, undefined, own?.iommu);
  }
}

function compareRows({ ops }: StreamRecording, { ops: own }: StreamEmulated, tally: Tally): void {
  tally.compare('ops', 'count', ops.length, own.length);
  const firstAtomic = ops.findIndex(([, op]) => op === 't');
  for (const [index, row] of ops.entries()) {
    const [device, op, id, args] = row;
    const where = `${index} (device ${device} ${op} ${id} ${JSON.stringify(args)})`;
    const isAfterAtomic = firstAtomic >= 0 && index >= firstAtomic;
    compareRow(row, own[index] ?? [], where, isAfterAtomic, tally);
  }
}

function compareRow(
  row: StreamOp,
  own: readonly unknown[],
  where: string,
  isAfterAtomic: boolean,
  tally: Tally,
): void {
  const op = String(row[1]);
  const expected = row.slice(4);
  tally.compare(`ops.${op}.status`, where, expected[0], own[0]);
  if (expected[0] !== own[0]) return;

  const columns = columnsOf(op, String(expected[0]));
  tally.compare(`ops.${op}.columns`, where, expected.length, columns.length + 1);
  for (const [at, column] of columns.entries()) {
    const [theirs, ours] = [expected[at + 1], own[at + 1]];
    const reason = leftOutReason(op, column, expected, isAfterAtomic);
    if (reason !== undefined) tally.leaveOut(`ops.${op}.${column}`, reason);
    else if (column === 'answers') compareAnswers(op, where, theirs, ours, tally);
    else tally.compare(`ops.${op}.${column}`, where, theirs, ours);
  }
}

/** A dictionary of answers, each as a field. */
function compareAnswers(op: string, where: string, expected: unknown, own: unknown, tally: Tally): void {
  const theirs = expected as Readonly<Record<string, string>>;
  const ours = own as Readonly<Record<string, string>>;
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(ours)]))
    tally.compare(`ops.${op}.${key}`, where, theirs[key], ours[key]);
}

/** Lines that other parts of the kernel than the DMA code print. */
const foreign = /: of_irq_parse_pci: failed/;

/** By row. Of a WARNING the file and the function are compared; where it is inlined into the module, the file. */
function compareMessages(recording: StreamRecording, emulated: StreamEmulated, tally: Tally): void {
  const theirs = byRow(recording.messages.filter(([, line]) => !foreign.test(line)));
  const ours = byRow(emulated.messages);
  tally.leaveOut(
    'messages',
    'PCI interrupts, not DMA',
    recording.messages.filter(([, line]) => foreign.test(line)).length,
  );
  const warnings = recording.messages.filter(([, line]) => line.startsWith('WARNING: ')).length;
  tally.leaveOut('messages', 'an input: line and offset of a WARNING', warnings);

  for (const row of new Set([...theirs.keys(), ...ours.keys()])) {
    const op = typeof row === 'number' ? String(recording.ops[row]?.[1]) : row;
    const where = `${row} (${op})`;
    const [expected, own] = [theirs.get(row) ?? [], ours.get(row) ?? []];
    for (let at = 0; at < Math.max(expected.length, own.length); at++) {
      const kind = (expected[at] ?? own[at])?.startsWith('WARNING: ') ? 'messages.warning' : 'messages.line';
      tally.compare(kind, `${where} line ${at}`, expected[at], own[at]);
    }
  }
  // Rows without messages are compared as well: they have none.
  const silent = recording.ops.length - [...theirs.keys()].filter((row) => typeof row === 'number').length;
  tally.compare('messages.silent rows', '', silent, recording.ops.length - [...ours.keys()].length);
}

function byRow(
  messages: readonly (readonly [number | string, string])[],
): ReadonlyMap<number | string, readonly string[]> {
  const rows = new Map<number | string, string[]>();
  for (const [row, line] of messages) {
    const lines = rows.get(row) ?? [];
    lines.push(withoutBuild(line));
    rows.set(row, lines);
  }
  return rows;
}

/** `WARNING: at FILE:LINE FUNCTION+OFFSET/SIZE`, less what a build decides. */
function withoutBuild(line: string): string {
  const [, file, fn] = /^WARNING: at ([^\s:]+)(?::\d+)? ([^\s+]+)/.exec(line) ?? [];
  if (file === undefined) return line;
  return file.startsWith('include/') ? `WARNING: at ${file}` : `WARNING: at ${file} ${fn}`;
}

function compareDebug(recording: StreamRecording, emulated: StreamEmulated, tally: Tally): void {
  const { dma_debug: state, dma_debug_dump: dump } = recording;
  for (const key of new Set([...Object.keys(state), ...Object.keys(emulated.dmaDebug)]))
    tally.compare(`dma_debug.${key}`, '', state[key], emulated.dmaDebug[key]);

  if (state.disabled === 'Y') {
    tally.leaveOut('dma_debug_dump', 'reading it while dma-debug is off killed the reader');
    return;
  }
  tally.compare('dma_debug_dump', 'count', dump.length, emulated.dmaDebugDump.length);
  for (const [index, line] of dump.entries())
    tally.compare('dma_debug_dump', `${index}`, line, emulated.dmaDebugDump[index]);
}

function compareStates(recording: StreamRecording, emulated: StreamEmulated, tally: Tally): void {
  const base = recording as unknown as Recording;
  const firstAtomic = recording.ops.findIndex(([, op]) => op === 't');
  const isEarly = (row: number): boolean => firstAtomic < 0 || row < firstAtomic;
  tally.compare('checkpoints', 'count', recording.checkpoints.length, emulated.checkpoints.length);
  for (const [index, checkpoint] of recording.checkpoints.entries()) {
    const own = emulated.checkpoints[index];
    tally.compare('checkpoints.op', `${index}`, checkpoint.op, own?.op);
    const grown = isEarly(checkpoint.op ?? 0) ? undefined : base;
    compareState('checkpoints', `${index}`, checkpoint, own, grown, tally);
  }
  if (recording.final === null) tally.leaveOut('final', 'not recorded');
  else {
    const grown = isEarly(recording.ops.length) ? undefined : base;
    compareState('final', '', recording.final, emulated.final, grown, tally);
  }
}
