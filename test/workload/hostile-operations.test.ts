import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { ObjectNames } from '../../src/workload/operations/object-names.ts';
import { Operands } from '../../src/workload/operations/operands.ts';
import type { Operation } from '../../src/workload/operations/operation.ts';
import { operationsByName } from '../../src/workload/operations/operation-table.ts';
import { bootedBoard, type Performed, perform } from './booted-board.ts';

const run = (steps: string): Performed =>
  perform(bootedBoard('dma/streaming.dts'), 'w.yaml', `version: 1\nsteps:\n${steps}`);

const buffer = '  - buffer: { device: nic, id: b, size: 4KiB, at: 0x44000000 }\n';

describe('operations with numbers that no driver should say', () => {
  it('maps 2^53 bytes, or from far before a buffer, in no time', () => {
    const { trace } = run(
      `${buffer}  - map: { device: nic, id: m, buffer: b, offset: -9007199254740991 }
  - map: { device: nic, id: n, buffer: b, size: 9007199254740991 }
  - map: { device: nic, id: o, buffer: b, size: 0 }
  - touch: { id: b, by: cpu, offset: -5, size: 4 }
`,
    );
    expect(trace).toHaveLength(5);
    expect(trace.every(({ dma = '0x0' }) => dma.startsWith('0x'))).toBe(true);
  });

  it('finds the mapping of a huge stretch again that the CPU must not touch', () => {
    const { trace } = run(
      `  - setMask: { device: nic, mask: 64 }\n${buffer}  - map: { device: nic, id: n, buffer: b, size: 0x30000000, direction: fromDevice }
  - touch: { id: b, by: cpu, size: 4 }
`,
    );
    expect(trace.slice(2).map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('maps a list of 100,000 entries at once', () => {
    const entries = Array.from({ length: 100_000 }, () => 4096);
    const device = '/soc/nic@1000000';
    const line = JSON.stringify({ device, do: 'mapSg', id: 'm', entries });
    const unmap = JSON.stringify({ device, do: 'unmap', id: 'm' });
    const { trace } = perform(bootedBoard('dma/streaming.dts'), 'log.jsonl', `${line}\n${unmap}\n`);
    expect(trace.map(({ ok }) => ok)).toEqual([true, true]);
    expect(trace[0]?.segments?.length).toBeGreaterThan(0);
  });

  it('says once of an address beyond 2^53 that it is too large, and how to write it', () => {
    const text =
      'version: 1\nsteps:\n  - buffer: { device: nic, id: b, size: 4KiB, at: 0xfffffffffffff000 }\n';
    const { problems } = loadWorkload(new SourceFile('w.yaml', text), bootedBoard('dma/streaming.dts'));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.help).toContain("'0xfffffffffffff000'");
  });
});

describe('ObjectNames', () => {
  it('refuses more live things than it holds, those without an id included', () => {
    const names = new ObjectNames<string>(3);
    const spec = operationsByName.map;
    const make = (id?: string): Operation => ({
      spec,
      device: 0,
      operands: new Operands(new Map(id === undefined ? [] : [['id', id]])),
      allocation: undefined,
      scope: '',
    });
    for (const operation of [make('a'), make(), make('b')]) {
      expect(names.check(operation)).toBeUndefined();
      names.apply(operation, 'thing');
    }
    expect(names.check(make('c'))?.kind).toBe('too-many');
    expect(names.check(make())?.kind).toBe('too-many');
  });
});
