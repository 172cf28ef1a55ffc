import { describe, expect, it } from 'vitest';
import { LiveRanges } from '../../../src/workload/trace/live-ranges.ts';
import type { TraceBoard } from '../../../src/workload/trace/trace-devices.ts';
import { imported } from './imported.ts';
import { TraceText } from './trace-text.ts';

const event = (task: number, text: string): string => `  some task-${task}  [001] ..... 1.000001: ${text}`;
const dma = (device: string, at: string, size: number): string =>
  `${device} dir=BIDIRECTIONAL dma_addr=${at} size=${size} virt_addr=00000000aa`;
const alloc = (device: string, at: string, size = 4096, task = 1): string =>
  event(task, `dma_alloc: ${dma(device, at, size)} flags=GFP_KERNEL attrs=`);
const free = (device: string, at: string, size = 4096): string =>
  event(1, `dma_free: ${dma(device, at, size)} attrs=`);
const finish = (task: number, pfn: string, pages: number): string =>
  event(task, `cma_alloc_finish: name=pool pfn=0x${pfn} page=00000000aa count=${pages} align=0 errorno=0`);
const release = (task: number, pfn: string, pages: number): string =>
  event(task, `cma_release: name=pool pfn=0x${pfn} page=00000000aa count=${pages}`);

function short(...lines: readonly string[]): readonly string[] {
  return imported(lines.join('\n')).short;
}

describe('frees that were not recorded', () => {
  it('stand right before what takes the place, and are no leak', () => {
    expect(short(alloc('a', '1000'), alloc('a', '2000'), alloc('a', '1000'))).toEqual([
      ...['alloc a b1', 'alloc a b2', 'free a b1', 'alloc a b3'],
    ]);
  });

  it('are of all that the block of a pool takes, which is a power of two of pages', () => {
    const lines = ['1000', '2000', '3000', '4000'].map((at) => alloc('a', at));
    // The pool shows itself by the first place that is given again.
    const all = short(...lines, alloc('a', '1000'), alloc('a', '1000', 3 * 4096));
    expect(all.slice(4, 6)).toEqual(['free a b1', 'alloc a b5']);
    expect(all.slice(6, -1).toSorted()).toEqual(['free a b2', 'free a b3', 'free a b4', 'free a b5']);
    expect(all.at(-1)).toBe('alloc a b6');
  });

  it('are not taken for one where frees are told: a neighbour may lie in what rounding leaves', () => {
    const lines = [alloc('a', '1000'), free('a', '1000'), alloc('a', '4000'), alloc('a', '1000', 3 * 4096)];
    expect(short(...lines)).toEqual(['alloc a b1', 'free a b1', 'alloc a b2', 'alloc a b3']);
  });

  it('are found across devices that share a pool, wherever each sees it, where a board tells', () => {
    const board: TraceBoard = {
      deviceOf: (name) => (name === 'pci' ? undefined : name),
      poolOf: (device) => ({ key: '0', at: device === 'b' ? 0x8000 : 0 }),
      hasArea: () => false,
      areaOf: () => undefined,
    };
    const { short: got, summary } = imported(
      [alloc('a', '1000'), alloc('b', '9000'), alloc('pci', '1000')].join('\n'),
      {
        board,
      },
    );
    expect(got).toEqual(['alloc a b1', 'free a b1', 'alloc b b2']);
    expect([...summary.leftOut.values()]).toEqual([1]);
  });
});

describe('cma events', () => {
  it('are those of the dma_alloc of the same task, at their own time', () => {
    expect(
      short(finish(1, '10', 1), finish(2, '11', 1), alloc('b', '11000', 4096, 2), alloc('a', '10000')),
    ).toEqual([...['alloc a b2', 'alloc b b1']]);
  });

  it('of nobody else are of who takes from the area', () => {
    expect(short(finish(1, '10', 4), release(1, '10', 4))).toEqual(['alloc cma:pool c1', 'free cma:pool c1']);
  });

  it('free a buffer when its pages are released, behind its dma_free', () => {
    const lines = [
      finish(1, '10', 1),
      alloc('a', '10000'),
      free('a', '10000'),
      finish(2, '11', 1),
      release(1, '10', 1),
    ];
    expect(short(...lines)).toEqual(['alloc a b1', 'alloc cma:pool c2', 'free a b1']);
  });

  it('of several tasks, where lines tell none, are found by their addresses', () => {
    const lines = [
      ...['cma_alloc_start: name=pool count=1 align=0', 'cma_alloc_start: name=pool count=2 align=1'],
      'cma_alloc_finish: name=pool pfn=0x10 page=00000000aa count=1 align=0 errorno=0',
      'cma_alloc_finish: name=pool pfn=0x12 page=00000000aa count=2 align=1 errorno=0',
      `dma_alloc: ${dma('b', '10000', 4096)} flags=GFP_KERNEL attrs=`,
      `dma_alloc: ${dma('a', '12000', 8192)} flags=GFP_KERNEL attrs=`,
    ];
    expect(short(...lines.map((text) => `[    1.000000] ${text}`))).toEqual(['alloc b b1', 'alloc a b2']);
  });

  it('that end before their end were refused', () => {
    const start = event(1, 'cma_alloc_start: name=pool count=99999 align=8');
    const { lines } = imported([start, start].join('\n'));
    expect(lines.filter(({ do: what }) => what === 'alloc').map(({ recorded }) => recorded)).toEqual([
      { ok: false },
      { ok: false },
    ]);
  });

  it('are held open for so long and no longer', () => {
    const lines = [finish(1, '10', 1)];
    for (let index = 0; index < 3000; index++)
      lines.push(alloc('a', '90000000', 4096, 2), free('a', '90000000'));
    const log = imported(lines.join('\n')).short;
    expect(log[0]).toMatch(/^alloc cma:pool/);
    expect(log).toHaveLength(6001);
  });
});

describe('what an import refuses to guess', () => {
  it.each([
    ['an event with another text', event(1, 'dma_alloc: video size=1'), 'malformed'],
    ['a line of something else', 'Hello.', 'unknownLines'],
    ['a free of what was there before', free('a', '1000'), 'unmatched'],
  ] as const)('%s is counted, with its place', (_, line, what) => {
    const { summary, lines } = imported(`# tracer: nop\n${line}`);
    expect(summary[what]).toMatchObject({ count: 1, first: [{ line: 2 }] });
    expect(lines).toEqual([]);
  });

  it('says where time goes back, and keeps the order of the lines', () => {
    const { summary, short: got } = imported(
      [alloc('a', '1000').replace('1.000001', '2.0'), alloc('b', '1000')].join('\n'),
    );
    expect(summary.earlier).toMatchObject({ count: 1, first: [{ line: 2 }] });
    expect(got).toEqual(['alloc a b1', 'alloc b b2']);
  });

  it('sizes of 2^53 bytes and more are left out, and no mistake of the trace', () => {
    const { summary } = imported(alloc('a', '0').replace('size=4096', 'size=18446744073709551615'));
    expect(summary).toMatchObject({ malformed: { count: 0 }, operations: 0 });
    expect([...summary.leftOut.keys()]).toEqual(['an event of 2^53 bytes or more']);
  });

  it('a trace that ends within a line says so', () => {
    const text = alloc('a', '1000');
    expect(imported(text.slice(0, -20)).summary.isCut).toBe(false);
    expect(imported(text).summary.malformed.count).toBe(0);
  });
});

describe('every tool', () => {
  it.each(['tracefs', 'trace-cmd', 'perf', 'dmesg'] as const)('%s gives the same operations', (tool) => {
    const trace = new TraceText({ kernel: '7.2', tool });
    trace.cmaAlloc({ area: 'pool', pages: 2, align: 1, pfn: 0x10n });
    trace.dmaAlloc({ device: 'a', dma: 0x10000n, size: 5000, flags: 'GFP_ATOMIC' });
    trace.dmaAlloc({ device: 'a', dma: undefined, size: 8192 });
    trace.map('a', 0x40000000n, undefined, 64);
    trace.dmaFree('a', 0x10000n, 5000);
    trace.cmaRelease('pool', 0x10n, 2);
    expect(imported(trace.text).lines).toEqual([
      { device: 'a', do: 'alloc', id: 'b1', size: 5000, gfp: 'atomic', recorded: { dma: '0x10000' } },
      { device: 'a', do: 'alloc', id: 'b2', size: 8192, recorded: { ok: false } },
      { device: 'a', do: 'free', id: 'b2' },
      { device: 'a', do: 'map', id: 'm1', at: '0x40000000', size: 64, call: 'page', recorded: { ok: false } },
      { device: 'a', do: 'unmap', id: 'm1' },
      { device: 'a', do: 'free', id: 'b1' },
    ]);
  });
});

describe('lines of a log', () => {
  const text = `dma_alloc: ${dma('a', '1000', 4096)} flags=GFP_KERNEL attrs=`;
  it.each([
    ['a level of the console', `<6>${text}`],
    ['fields of /dev/kmsg', `6,512,1234567,-;${text}`],
    ['colours', `\u001b[32m[    1.234567] \u001b[0m${text}\u001b[0m`],
    ['a caller', `[    1.234567][    T1] ${text}`],
  ])('may have %s before the event', (_, line) => {
    expect(short(line)).toEqual(['alloc a b1']);
  });
});

describe('what is live', () => {
  it('is found by its address among several that begin there, and goes by its size', () => {
    const ranges = new LiveRanges<string>();
    ranges.add(0x1000, 4096, 'small');
    ranges.add(0x1000, 2 ** 22, 'large');
    expect(ranges.over(2 ** 21, 1).map(({ thing }) => thing)).toEqual(['large']);
    expect(ranges.over(0, 2 ** 23).map(({ thing }) => thing)).toEqual(['small', 'large']);
    expect(ranges.take(0x1000, 4096)).toBe('small');
    expect(ranges.take(0x1000)).toBe('large');
    expect([ranges.take(0x1000), ranges.size]).toEqual([undefined, 0]);
  });
});
