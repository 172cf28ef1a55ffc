import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runOperationLog } from '../../../src/workload/run-operation-log.ts';
import type { RunResult } from '../../../src/workload/run-result.ts';
import { traceBoard } from '../../../src/workload/trace/trace-board.ts';
import { bootedBoard } from '../booted-board.ts';
import { type Imported, imported } from './imported.ts';

function importOf(name: string): { readonly trace: Imported; readonly run: RunResult } {
  const text = readFileSync(new URL(`../../../fixtures/traces/${name}`, import.meta.url), 'utf8');
  const kernel = { version: name.replace(/-.*/, '') };
  const trace = imported(text, { board: traceBoard(bootedBoard('boards/demo.dts', kernel)) });
  const board = bootedBoard('boards/demo.dts', kernel);
  const { result, problems } = runOperationLog([{ text: trace.log, firstLine: 1 }], board, {
    path: 'log.jsonl',
  });
  expect(problems).toEqual([]);
  return { trace, run: result };
}

describe('traces in the formats of each kernel', () => {
  it.each([
    ['4.14-tracefs.txt', 3, 1, 1],
    ['5.10-tracefs.txt', 7, 4, 4],
    ['6.12-tracefs.txt', 25, 10, 9],
    ['7.2-perf-script.txt', 12, 5, 5],
    ['7.2-tp-printk.txt', 4, 2, 2],
  ])('%s is imported without loss, and replays', (name, events, compared, equal) => {
    const { trace, run } = importOf(name);
    expect([...trace.summary.events.values()].reduce((sum, count) => sum + count, 0)).toBe(events);
    expect(trace.summary.malformed.count).toBe(0);
    expect(run.recorded).toMatchObject({ compared, equal, different: 0 });
    expect(run.passes).toBe(true);
  });

  it('6.1-trace-cmd.txt tells of pages that were busy: the difference is reported', () => {
    const { trace, run } = importOf('6.1-trace-cmd.txt');
    expect(trace.summary).toMatchObject({
      malformed: { count: 0 },
      unknownLines: { count: 0 },
      lost: { count: 1, events: 42, first: [{ line: 8 }] },
    });
    expect(run.recorded).toMatchObject({ compared: 2, equal: 1, different: 1 });
    expect(run.recorded?.differences[0]).toMatchObject({ operation: 1, recorded: { phys: 0x58100000n } });
  });

  it('6.12-tracefs.txt: each event becomes its operation', () => {
    const { trace } = importOf('6.12-tracefs.txt');
    expect(trace.lines.map(({ do: what }) => what)).toEqual([
      ...['alloc', 'alloc', 'free', 'alloc', 'alloc', 'alloc', 'alloc', 'free'],
      ...['map', 'sync', 'unmap', 'mapSg', 'sync', 'unmap', 'map', 'unmap', 'alloc', 'free', 'free'],
    ]);
    expect(trace.summary).toMatchObject({
      inferredFrees: 1,
      freesOfNull: 1,
      claimed: 2,
      unclaimed: 1,
      unmatched: { count: 1 },
      lost: { events: 7 },
    });
  });
});
