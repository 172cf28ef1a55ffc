import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeExpectation } from '../../src/report/run-expectation.ts';
import { runJson } from '../../src/report/run-json.ts';
import { runText } from '../../src/report/run-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { bootedBoard, type Performed, perform } from './booted-board.ts';

const config = new Map(
  [
    ...readFileSync(new URL('../../fixtures/dma/debug.config', import.meta.url), 'utf8').matchAll(
      /^CONFIG_(\w+)=(.*)$/gm,
    ),
  ].map(([, symbol = '', value = '']) => [symbol, value]),
);

function run(steps: string, kernel: Parameters<typeof bootedBoard>[1] = {}, board = 'cma'): Performed {
  return perform(bootedBoard(`dma/${board}.dts`, kernel), 'w.yaml', `version: 1\nsteps:\n${steps}`);
}

const broken = ({ result }: Performed): readonly string[] =>
  result.expectations
    .filter(({ holds }) => !holds)
    .map((expectation) => describeExpectation(expectation, result.pools));

const alloc = '  - alloc: { device: camera, size: 8KiB, count: 2, id: a }\n    expect:';
const [first = ''] = run(`${alloc} any\n`).trace.map(({ dma }) => dma);

describe('what a step says that it gives', () => {
  it('holds where the source and the address of the first are those', () => {
    expect(broken(run(`${alloc} { from: cma, dma: ${first} }\n`))).toEqual([]);
  });

  it('fails the run where memory comes from elsewhere, or lies elsewhere', () => {
    expect(broken(run(`${alloc} { from: pages }\n`))).toEqual(['from pages: from cma, w.yaml:3:5']);
    expect(broken(run(`${alloc} { dma: 0x1000 }\n`))).toEqual([`dma 0x1000: ${first}, w.yaml:3:5`]);
  });

  it('has the code of a failure, or a part of its text', () => {
    const huge = '  - alloc: { device: camera, size: 2 TiB }\n    expect:';
    const { trace } = run(`${huge} any\n`);
    expect(trace[0]?.ok).toBe(false);
    expect(broken(run(`${huge} { fails: takes }\n`))).toHaveLength(trace[0]?.why?.includes('takes') ? 0 : 1);
    expect(broken(run(`${huge} { fails: no-hole-at-all }\n`))).toEqual([
      expect.stringContaining('fails with `no-hole-at-all`: '),
    ]);
  });

  it('has what the function returns', () => {
    const mmap =
      '  - alloc: { device: camera, size: 8KiB, id: a }\n  - mmap: { id: a, offset: 8192, size: 4KiB }\n    expect:';
    expect(broken(run(`${mmap} { rc: -6 }\n`))).toEqual([]);
    expect(broken(run(`${mmap} { rc: -12 }\n`))).toEqual(['rc -12: -6, w.yaml:4:5']);
  });

  it('has a line that the kernel prints', () => {
    const steps = (log: string): string =>
      `  - buffer: { device: nic, id: b, size: 4KiB, kind: pages }\n  - map: { device: nic, id: m, buffer: b, direction: toDevice }\n  - unmap: { id: m, direction: fromDevice }\n    expect: { log: '${log}' }\n`;
    const kernel = { version: '6.12', config };
    expect(broken(run(steps('DMA-API: *frees*different direction'), kernel, 'streaming'))).toEqual([]);
    expect(broken(run(steps('frees*different size'), kernel, 'streaming'))).toEqual([
      'the kernel prints `frees*different size`: it does not, w.yaml:5:5',
      'no complaint of dma-debug that no step expects: 1',
    ]);
  });
});

describe('complaints of dma-debug', () => {
  const misuse =
    '  - buffer: { device: nic, id: b, size: 4KiB, kind: pages }\n  - map: { device: nic, id: m, buffer: b, direction: toDevice }\n  - unmap: { id: m, direction: fromDevice }\n';
  const kernel = { version: '6.12', config };

  it('fail a run that does not expect them, and are shown without a trace', () => {
    const performed = run(misuse, kernel, 'streaming');
    expect(performed.result.passes).toBe(false);
    expect(broken(performed)).toEqual(['no complaint of dma-debug that no step expects: 1']);
    expect(performed.result.log.map(({ operation }) => operation)).toContain(3);
  });

  it('are tolerated as far as the workload says', () => {
    expect(broken(run(`${misuse}expect: { dmaDebug: 1 }\n`, kernel, 'streaming'))).toEqual([]);
    expect(broken(run(`${misuse}expect: { dmaDebug: any }\n`, kernel, 'streaming'))).toEqual([]);
    expect(broken(run(`${misuse}expect: { dmaDebug: none }\n`, kernel, 'streaming'))).toEqual([
      'no complaint of dma-debug that no step expects: 1, w.yaml:6:21',
    ]);
  });

  it('are not there in a kernel without it', () => {
    expect(run(misuse, {}, 'streaming').result.passes).toBe(true);
  });
});

describe('free of what is no allocation', () => {
  it('gives back memory, blocks by number and pools by their own functions', () => {
    const { trace, result } = run(
      '  - buffer: { device: camera, id: b, size: 4KiB }\n  - poolCreate: { device: camera, id: p, size: 64 }\n  - poolAlloc: { pool: p, id: d, count: 3 }\n' +
        "  - free: [b, 'd[1..2]', 'd[0]', p]\n",
    );
    expect(trace.map((line) => `${line.do} ${line.id}`)).toEqual([
      'buffer b',
      'poolCreate p',
      'poolAlloc d[0]',
      'poolAlloc d[1]',
      'poolAlloc d[2]',
      'freeBuffer b',
      'poolFree d[1]',
      'poolFree d[2]',
      'poolFree d[0]',
      'poolDestroy p',
    ]);
    expect(result.passes).toBe(true);
  });
});

describe('a kernel that panics', () => {
  const steps = `  - setMask: { device: wifi, mask: 32 }
  - map: { device: wifi, id: huge, size: 200KiB, at: 0x44000000 }
  - map: { device: wifi, id: next, size: 4KiB, at: 0x44000000 }
`;

  it('ends the run there', () => {
    const board = bootedBoard('dma/bounce.dts');
    const dma = new Proxy(board.dma, {
      get: (target, key) => {
        if (key === 'panicked') return calls > 2 ? 'DMA: Random memory could be DMA read' : undefined;
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (key === 'perform') calls++;
          return Reflect.apply(value, target, args);
        };
      },
    });
    let calls = 0;
    const { result, trace } = perform({ ...board, dma }, 'w.yaml', `version: 1\nsteps:\n${steps}`);
    expect(trace).toHaveLength(2);
    expect(result.passes).toBe(false);
    expect(runText(result, { terminal: plainTerminal })).toContain(
      'PANICS w.yaml at w.yaml:4:5, after 2 operations',
    );
    expect(JSON.parse(runJson(result, { kernel: {} }))).toMatchObject({
      outcome: 'panics',
      panicked: { operation: 2, do: 'map', id: 'huge', text: 'DMA: Random memory could be DMA read' },
    });
  });
});
