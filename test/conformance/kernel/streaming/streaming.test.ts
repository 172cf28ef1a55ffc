import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Alterations, alteredEverywhere } from '../altered-recordings.ts';
import { compareStream } from './compare-stream.ts';
import { emulateStream, type StreamEmulated } from './stream-emulation.ts';
import { streamInputOf } from './stream-input.ts';
import { readStreamRecording, type StreamRecording } from './stream-recording.ts';

const recordings = fileURLToPath(new URL('../../../../fixtures/recordings/', import.meta.url));
const files = ['6.12-debug', '6.12-iommu'].flatMap((folder) =>
  readdirSync(`${recordings}${folder}`).map((file) => `${folder}/${file}`),
);

/** Rows with the same operation, outcome number of columns and way or class are of one kind. */
const alterations: Alterations = {
  parts: [
    ['boot', 'panic'],
    ['memblock_config', 'memory'],
    ['log'],
    ['reserved_mem'],
    ['reserved_mem_array'],
    ['cma_boot'],
    ['devices'],
    ['ops'],
    ['messages'],
    ['dma_debug'],
    ['dma_debug_dump'],
    ['iommu_groups'],
    ['checkpoints'],
    ['final'],
  ],
  filled: {
    checkpoints: { devices: [], cma: [] },
    messages: [0, 'one line more'],
    dma_debug_dump: 'one line more',
    reserved_mem: { node: '/none', found: false },
    reserved_mem_array: ['none', '0x0', '0x0', false],
    cma_boot: { name: 'none', base_pfn: '0x0', count: 1, order_per_bit: 0, set: null },
  },
  kindOf: (row) => {
    const way = typeof row[8] === 'string' ? row[8] : row[7];
    return [row[1] ?? null, row[4] ?? null, row.length, typeof way === 'string' ? way : null];
  },
};

/** Recordings that are altered in all that they have; of the others rows and counters are. */
const wholeFiles = ['restricted', 'leak', 'pool_edge', 'misuse', 'groups'];

const rowAlterations: Alterations = { ...alterations, parts: [['ops'], ['dma_debug']] };

function emulatedOf(recording: StreamRecording): StreamEmulated {
  const emulation = emulateStream(streamInputOf(recording));
  if (emulation.kind === 'missing') throw new Error(emulation.what);
  return emulation.result;
}

/** Copies with a column more, or with something in an empty list, in the first row of each operation and outcome. */
function* withLongerRows(recording: StreamRecording): Iterable<StreamRecording> {
  const seen = new Set<string>();
  for (const [index, row] of recording.ops.entries()) {
    const kind = `${row[1]} ${row[4]}`;
    if (seen.has(kind)) continue;
    seen.add(kind);
    yield { ...recording, ops: recording.ops.with(index, [...row, 'one more']) };
    const filled = row.map((value) => (Array.isArray(value) && value.length === 0 ? ['one'] : value));
    yield {
      ...recording,
      ops: recording.ops.with(index, [...filled.slice(0, 3), row[3], ...filled.slice(4)]),
    };
  }
}

/** What values cannot be changed to: lines that are not there, an IOMMU that is there. */
function* withAdditions(recording: StreamRecording): Iterable<StreamRecording> {
  for (const pattern of [/^DMA-API:/, /iommu group 0/, /^software IO TLB: area/, /^iommu:/])
    yield { ...recording, log: (recording.log ?? []).filter((line) => !pattern.test(line)) };
  yield { ...recording, log: [...(recording.log ?? []), 'dma-probe x: Adding to iommu group 9'] };
  const iommu = {
    domain_type: '0x3',
    pgsize_bitmap: '0x0',
    aperture: [],
    force_aperture: true,
    group: 9,
    resv: [],
  };
  yield { ...recording, devices: recording.devices.map((device) => ({ ...device, iommu })) };
}

describe('the comparison of streaming recordings', () => {
  it.each(files)('sees another value of every field that it compares: %s', (file) => {
    const isWhole = wholeFiles.some((name) => file.includes(`-${name}-`));
    const whole = readStreamRecording(`${recordings}${file}`);
    const answers = emulatedOf(whole);
    const seen = new Set<string>();
    const copies = [
      ...alteredEverywhere(whole, isWhole ? alterations : rowAlterations),
      ...withLongerRows(whole),
      ...(isWhole ? withAdditions(whole) : []),
    ];
    for (const copy of copies) {
      for (const [field, { different }] of compareStream(copy, answers).fields)
        if (different > 0) seen.add(field);
    }
    const compared = [...compareStream(whole, answers).fields].filter(([, count]) => count.compared > 0);
    const fields = compared
      .map(([field]) => field)
      .filter((field) => isWhole || /^(ops\.|dma_debug\.)/.test(field));
    expect(fields.filter((field) => !seen.has(field))).toEqual([]);
  });

  const recording = readStreamRecording(`${recordings}6.12-debug/s-unmap_kind-0.json.gz`);

  it('sees another line of a message, another function of a WARNING and a row without its messages', () => {
    const answers = emulatedOf(recording);
    const [first, second] = recording.messages;
    if (first === undefined || second === undefined) throw new Error('no messages');
    const changed = [
      recording.messages.with(0, [first[0], `${first[1]} `]),
      recording.messages.with(1, [second[0], second[1].replace(' dma_direct', ' dma_indirect')]),
      recording.messages.slice(1),
      recording.messages.with(0, ['after', first[1]]),
    ];
    for (const messages of changed)
      expect(compareStream({ ...recording, messages }, answers).differenceCount).toBeGreaterThan(0);
  });

  it('leaves out line and offset of a WARNING', () => {
    const messages = recording.messages.map(
      ([row, line]) => [row, line.replace(/:\d+ (\S+)\+0x\S+/, ':1 $1+0x1/0x2')] as const,
    );
    expect(messages).not.toEqual(recording.messages);
    expect(compareStream({ ...recording, messages }, emulatedOf(recording)).differenceCount).toBe(0);
  });

  it('gives the emulation nothing but inputs', () => {
    const input = streamInputOf(recording);
    expect(Object.keys(input).sort()).toEqual([
      'bounceBase',
      'defaultAreaTaken',
      'dts',
      'earlyAllocations',
      'kernel',
      'machine',
      'operations',
      'places',
    ]);
    for (const operation of input.operations)
      expect(Object.keys(operation).sort()).toEqual(['args', 'device', 'id', 'op']);
    const placed = new Set([...input.places.keys()].map((row) => recording.ops[row]?.[1]));
    expect([...placed].sort()).toEqual(['ba']);
  });

  it('answers the same whatever was recorded as the outcome', () => {
    const blank = { ...recording, messages: [], dma_debug_dump: [], dma_debug: {}, iommu_groups: [] };
    const ops = recording.ops.map((row) => (row[1] === 'ba' ? row : row.slice(0, 4)));
    const { ops: own } = emulatedOf({ ...blank, ops });
    expect(own).toEqual(emulatedOf(recording).ops);
  });
});
