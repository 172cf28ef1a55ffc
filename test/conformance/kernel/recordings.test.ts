import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Alterations, alteredEverywhere } from './altered-recordings.ts';
import { compare } from './compare.ts';
import { type Emulated, emulate } from './emulate.ts';
import { inputOf } from './emulation-input.ts';
import { type Recording, readRecording } from './recording.ts';
import { judge } from './run-conformance.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings/', import.meta.url));
const folder = `${recordings}6.12/`;

const kernels = readdirSync(recordings, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(kernels)('recordings of Linux %s', (kernel) => {
  const files = readdirSync(`${recordings}${kernel}`).filter((file) => file.endsWith('.json.gz'));

  it.each(files)('%s agrees in all that is compared', (file) => {
    const { result, tally } = judge(readRecording(`${recordings}${kernel}/${file}`), kernel);
    expect(tally.differences).toEqual([]);
    expect(result).toBe('passed');
  });
});

/** A recording with one value changed, as a copy. */
function altered(recording: Recording, change: (copy: Mutable) => void): Recording {
  const copy = structuredClone(recording);
  change(copy as unknown as Mutable);
  return copy;
}

interface Mutable {
  boot: { panic: string | null };
  memblock_config: { memory: string[][] };
  memblock_events: { by?: string; range?: string[] }[];
  log: string[];
  reserved_mem: { size: string; has_ops: boolean; found: boolean }[];
  reserved_mem_array: [string, string, string, boolean][];
  cma_boot: { name: string; base_pfn: string; count: number; order_per_bit: number; set: unknown }[];
  devices: { [key: string]: unknown; init: number[]; state: Record<string, unknown> }[];
  ops: (string | number | boolean | null)[][];
  checkpoints: { devices: Record<string, unknown>[]; cma: { set: unknown }[] }[];
  final: { devices: Record<string, unknown>[]; cma: { set: unknown }[] };
}

/** Changes the first row for which the test holds. */
function alterOp(
  copy: Mutable,
  holds: (row: (string | number | boolean | null)[]) => boolean,
  column: number,
): void {
  const row = copy.ops.find(holds);
  if (row === undefined) throw new Error('no such operation in this recording');
  row[column] = typeof row[column] === 'number' ? -1 : '0x1';
}

const first = <T>(items: readonly T[]): T => items[0] as T;
const deviceKeys = [
  'path',
  'probe_dma_mask',
  'probe_coherent_dma_mask',
  'bus_dma_limit',
  'dma_coherent',
  'dma_ranges',
  'set_mask',
  'memory_region_count',
  'init',
];
const stateKeys = ['dma_mask', 'coherent_dma_mask', 'pool', 'cma'];

const alterations: readonly (readonly [field: string, change: (copy: Mutable) => void])[] = [
  ['boot.panic', (copy) => (copy.boot.panic = 'Kernel panic')],
  ['memblock_config.memory base', (copy) => (first(copy.memblock_config.memory)[0] = '0x1000')],
  ['memblock_config.memory end', (copy) => (first(copy.memblock_config.memory)[1] = '0x1000')],
  ['memblock_config.memory flag', (copy) => (first(copy.memblock_config.memory)[2] = '0x4')],
  [
    'reserved',
    (copy) => {
      const event = copy.memblock_events.find(({ by }) => by === 'fdt_scan_reserved_mem');
      if (event?.range !== undefined) event.range[1] = '0x7fff0000';
    },
  ],
  ['log', (copy) => (copy.log = copy.log.filter((line) => !line.startsWith('Reserved memory: created CMA')))],
  ['reserved_mem size', (copy) => (first(copy.reserved_mem).size = '0x1')],
  ['reserved_mem has_ops', (copy) => (first(copy.reserved_mem).has_ops = false)],
  ['reserved_mem found', (copy) => (first(copy.reserved_mem).found = false)],
  ['reserved_mem_array', (copy) => copy.reserved_mem_array.reverse()],
  ['cma_boot name', (copy) => (first(copy.cma_boot).name = 'other')],
  ['cma_boot base', (copy) => (first(copy.cma_boot).base_pfn = '0x1')],
  ['cma_boot count', (copy) => (first(copy.cma_boot).count = 1)],
  ['cma_boot order_per_bit', (copy) => (first(copy.cma_boot).order_per_bit = 1)],
  ['cma_boot activated', (copy) => (first(copy.cma_boot).set = null)],
  ...deviceKeys.map(
    (key) => [`devices.${key}`, (copy: Mutable) => (first(copy.devices)[key] = [-1])] as const,
  ),
  ...stateKeys.map(
    (key) => [`devices.state.${key}`, (copy: Mutable) => (first(copy.devices).state[key] = 7)] as const,
  ),
  ['ops status', (copy) => alterOp(copy, (row) => row[1] === 'a' && row[4] === 'ok', 4)],
  ['ops status of a free', (copy) => alterOp(copy, (row) => row[4] === 'freed', 4)],
  ['ops dma of class P', (copy) => alterOp(copy, (row) => row[7] === 'P', 5)],
  ['ops physical of class P', (copy) => alterOp(copy, (row) => row[7] === 'P', 6)],
  ['ops dma of class C', (copy) => alterOp(copy, (row) => row[7] === 'C', 5)],
  ['ops dma of class c before the first atomic one', (copy) => alterOp(copy, (row) => row[7] === 'c', 5)],
  ['ops class', (copy) => alterOp(copy, (row) => row[7] === 'B', 7)],
  ...stateKeys.map(
    (key) =>
      [`checkpoints.${key}`, (copy: Mutable) => (first(first(copy.checkpoints).devices)[key] = 7)] as const,
  ),
  ['checkpoints cma', (copy) => (first(first(copy.checkpoints).cma).set = [[5, 6]])],
  ...stateKeys.map(
    (key) => [`final.${key}`, (copy: Mutable) => (first(copy.final.devices)[key] = 7)] as const,
  ),
  ['final cma', (copy) => (first(copy.final.cma).set = [[5, 6]])],
];

/** Between them they have all that is compared: pools, areas, restricted pools, masks, panics, tables. */
const recordingsOfEachKind = [
  '6.12/s-static-basic-0.json.gz',
  '6.12/s-wl-reinit-0.json.gz',
  '6.12/s-masks-0.json.gz',
  '6.12/s-outside-1.json.gz',
  '6.12-restricted/s-restricted-0.json.gz',
  '5.10-arm/s-masks-0.json.gz',
];

/** With the same letter, outcome and class operations are of one kind. */
const allocationAlterations: Alterations = {
  parts: [
    ['boot', 'panic'],
    ['memblock_config', 'memory'],
    ['memblock_events'],
    ['log'],
    ['reserved_mem'],
    ['reserved_mem_array'],
    ['cma_boot'],
    ['devices'],
    ['ops'],
    ['checkpoints'],
    ['final'],
  ],
  filled: { checkpoints: { devices: [], cma: [] } },
  kindOf: (row) => [row[1] ?? null, row[4] ?? null, row[7] ?? null, row[6] ?? null],
};

function emulatedOf(recording: Recording): Emulated {
  const emulation = emulate(inputOf(recording));
  if (emulation.kind === 'missing') throw new Error(emulation.what);
  return emulation.result;
}

describe('the comparison', () => {
  const recording = readRecording(`${folder}s-static-basic-0.json.gz`);
  const emulated = emulatedOf(recording);

  it.each(alterations)('sees a recording with another %s', (_field, change) => {
    const tally = compare(altered(recording, change), emulated);
    expect(tally.differenceCount).toBeGreaterThan(0);
  });

  it.each(recordingsOfEachKind)('sees another value of every field that it compares: %s', (file) => {
    const whole = readRecording(`${recordings}${file}`);
    const answers = emulatedOf(whole);
    const seen = new Set<string>();
    for (const copy of alteredEverywhere(whole, allocationAlterations)) {
      for (const [field, { different }] of compare(copy, answers).fields) if (different > 0) seen.add(field);
    }
    const compared = [...compare(whole, answers).fields].filter(([, count]) => count.compared > 0);
    expect(compared.map(([field]) => field).filter((field) => !seen.has(field))).toEqual([]);
  });

  it('sees another return code of a re-initialisation, a mask', () => {
    const reinit = readRecording(`${folder}s-wl-reinit-0.json.gz`);
    const answers = emulatedOf(reinit);
    for (const op of ['i', 'k']) {
      const changed = altered(reinit, (copy) => alterOp(copy, (row) => row[1] === op, 5));
      expect(compare(changed, answers).differences).toHaveLength(1);
    }
  });

  it('leaves out the addresses of pages, and counts them', () => {
    const changed = altered(recording, (copy) => alterOp(copy, (row) => row[7] === 'B', 5));
    const tally = compare(changed, emulated);
    expect(tally.differenceCount).toBe(0);
    expect(tally.fields.get('ops.address')?.leftOut.get('class B')).toBeGreaterThan(0);
  });

  it('gives the emulation nothing but inputs', () => {
    expect(Object.keys(inputOf(recording)).sort()).toEqual([
      'defaultAreaTaken',
      'dts',
      'earlyAllocations',
      'kernel',
      'machine',
      'operations',
    ]);
    for (const operation of inputOf(recording).operations.slice(0, 5)) {
      expect(Object.keys(operation).sort()).toEqual(['arg', 'device', 'id', 'op']);
    }
  });

  it('counts a kernel without a profile as missing, not as passed', () => {
    const other = { ...recording, kernel: { ...recording.kernel, tag: '4.9', release: '4.9.1' } };
    expect(judge(other, '4.9')).toMatchObject({ result: 'missing', reason: 'a profile of 4.9' });
  });
});
