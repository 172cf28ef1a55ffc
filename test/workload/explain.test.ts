import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runExplainJson } from '../../src/report/run-explain-json.ts';
import { runExplainText } from '../../src/report/run-explain-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { operationTable } from '../../src/workload/operations/operation-table.ts';
import type { ExplainedOperation, ExplainTarget } from '../../src/workload/run-result.ts';
import { bootedBoard, perform } from './booted-board.ts';

function explain(name: string, target: ExplainTarget, version = '6.12'): ExplainedOperation | undefined {
  const text = readFileSync(new URL(`../../fixtures/dma/${name}.yaml`, import.meta.url), 'utf8');
  return perform(bootedBoard(`dma/${name}.dts`, { version }), `${name}.yaml`, text, target).result.explained;
}

const answers = (explained: ExplainedOperation | undefined): readonly string[] =>
  (explained?.steps ?? []).map(({ test, answer, source }) => `${test}: ${answer} (${source})`);

describe('run --explain', () => {
  it('tells the tests of an allocation in the order in which the kernel makes them', () => {
    expect(answers(explain('coherent-pool', { kind: 'buffer', buffer: 'g' }))).toMatchSnapshot();
    expect(answers(explain('dispatch', { kind: 'buffer', buffer: 'atomic' }))).toMatchSnapshot();
    expect(answers(explain('dispatch', { kind: 'operation', operation: 6 }))).toMatchSnapshot();
  });

  it('tells those of another kernel where they differ', () => {
    const target = { kind: 'buffer', buffer: 'page' } as const;
    expect(answers(explain('dispatch', target, '4.14'))).not.toEqual(answers(explain('dispatch', target)));
  });

  it('tells why a mapping bounces', () => {
    expect(answers(explain('bounce', { kind: 'buffer', buffer: 'far' }))).toMatchSnapshot();
  });

  it('tells to whom a free goes, and what a mask must reach', () => {
    expect(answers(explain('coherent-pool', { kind: 'operation', operation: 8 }))).toEqual([
      "the address lies in the device's coherent pool: yes: 2^1 pages are cleared (dma_release_from_dev_coherent())",
    ]);
    expect(answers(explain('masks', { kind: 'operation', operation: 1 }))).toEqual([
      'the mask reaches the memory that DMA may be given, or has 32 bits or more: no (-5) (dma_supported())',
    ]);
  });

  it('tells the tests of mmap, scatter tables, DMA pools and drivers that leave', () => {
    const explained = Array.from({ length: 14 }, (_, at) =>
      explain('front-doors', { kind: 'operation', operation: at + 1 }),
    );
    expect(explained.filter((one) => one?.name !== 'alloc').map(answers)).toMatchSnapshot();
    expect(answers(explained[4])).toEqual(['this kernel has the function: no (pci_alloc_consistent())']);
  });

  it.each(operationTable.map(({ name }) => name).filter((name) => name !== 'freeBuffer'))(
    'has a test for %s, with its operands and the function',
    (name) => {
      const page = readFileSync(new URL(`../../docs/operations/${name}.md`, import.meta.url), 'utf8');
      const example = /^```yaml passes\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
      const board = 'boards/demo.dts';
      const { trace } = perform(bootedBoard(board), `${name}.yaml`, example);
      const operation = trace.findIndex((line) => line.do === name) + 1;
      const target = { kind: 'operation', operation } as const;
      const { explained } = perform(bootedBoard(board), `${name}.yaml`, example, target).result;
      expect(explained?.name).toBe(name);
      expect(explained?.steps.length).toBeGreaterThan(0);
      for (const { test, operands, answer, source } of explained?.steps ?? []) {
        expect([test, answer, source]).not.toContain('');
        expect(Object.keys(operands).length).toBeGreaterThan(0);
      }
    },
  );

  it('finds an operation by its number or by its id, and tells the same', () => {
    const byNumber = explain('cma', { kind: 'operation', operation: 4 });
    expect(byNumber).toEqual(explain('cma', { kind: 'buffer', buffer: 'frame' }));
    expect(byNumber).toMatchObject({ operation: 4, id: 'frame', name: 'alloc', ok: true });
  });

  it('has nothing for an operation that is not there', () => {
    expect(explain('cma', { kind: 'operation', operation: 9 })).toBeUndefined();
    expect(explain('cma', { kind: 'buffer', buffer: 'nobody' })).toBeUndefined();
  });

  it('is a numbered list, or JSON', () => {
    const explained = explain('cma', { kind: 'buffer', buffer: 'none' }) ?? expect.fail('nothing');
    expect(
      runExplainText(explained, { terminal: plainTerminal, kernel: 'Linux 6.12 arm64' }),
    ).toMatchSnapshot();
    expect(JSON.parse(runExplainJson(explained, { kernel: {} }))).toMatchObject({
      schemaVersion: 1,
      operation: 8,
      do: 'alloc',
      ok: false,
      steps: explained.steps.map(({ test, answer, source }, index) => ({
        number: index + 1,
        test,
        answer,
        source,
      })),
    });
  });
});
