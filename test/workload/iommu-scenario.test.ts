import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { RunTrace } from '../../src/report/run-trace.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

/** The lines of the trace, of which each is an operation. */
function traceOf(boardName: string, workloadName: string): readonly Readonly<Record<string, unknown>>[] {
  const { board } = loadBoard(fileURLToPath(new URL(`boards/${boardName}`, fixtures)));
  if (board === undefined) return expect.fail('the board does not load');
  const booted = bootBoard(board);
  if (!booted.ok) return expect.fail(booted.problem.message);
  const { kernel } = booted.result;
  const dma = createDmaSystem(kernel);
  const text = readFileSync(new URL(`workloads/${workloadName}`, fixtures), 'utf8');
  const { workload, problems } = loadWorkload(new SourceFile(workloadName, text), {
    tree: board.tree,
    dma,
    pageSize: kernel.profile.config.pageSize,
  });
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  let trace = '';
  const observer = new RunTrace((lines) => {
    trace += lines;
  });
  runWorkload(dma, workload, observer);
  observer.end();
  return trace
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the workload behind an IOMMU', () => {
  it('gets the addresses that the kernel would give, worked out by hand', () => {
    const operations = traceOf('iommu.dts', 'iommu.yaml');
    expect(operations.map(({ do: operation, id, dma }) => [operation, id, dma])).toEqual([
      // 32-bit mask: below 0x100000 pages. 3 pages are rounded up to 4, at a multiple of 4: 0xffffc.
      ['alloc', 'screen', '0xffffc000'],
      // 0xffff0 to 0xfffff are the firmware's (`iommu-addresses`): the page below.
      ['alloc', 'statistics', '0xfffef000'],
      // 4 pages below 0xfffef: 0xfffec would hold 0xfffef, so 0xfffe8.
      ['alloc', 'frame', '0xfffe8000'],
      ['free', 'frame', '0xfffe8000'],
      // The range cache of 4 pages has it, and gives it out again.
      ['alloc', 'frame', '0xfffe8000'],
      // Four entries in a page each: 4 pages, for which the cache has none any more: the next ones below.
      ['mapSg', 'list', '0xfffe4000'],
      ['setMask', undefined, undefined],
      // 48 bits, which is where the domain ends as well: its last page.
      ['map', 'line', '0xfffffffff000'],
    ]);
    // 4096 + 4096 + 2048 bytes join; the third entry leaves half a page free, so that the fourth begins at the page behind it.
    expect(operations[5]?.segments).toEqual([
      { dma: '0xfffe4000', size: 10240 },
      { dma: '0xfffe7000', size: 4096 },
    ]);
    expect(operations.every(({ ok, from }) => ok === true && (from === 'iommu' || from === undefined))).toBe(
      true,
    );
  });
});
