import { describe, expect, it } from 'vitest';
import { runJson } from '../../src/report/run-json.ts';
import { runText } from '../../src/report/run-text.ts';
import { readPlainLine } from '../../src/workload/plain-line.ts';
import { readRecorded } from '../../src/workload/recorded-outcome.ts';
import { runOperationLog } from '../../src/workload/run-operation-log.ts';
import type { RunResult } from '../../src/workload/run-result.ts';
import { bootedBoard } from './booted-board.ts';
import { demoBoard } from './demo-board.ts';

const camera = '"device":"/soc/camera@2000000"';
const plainTerminal = { width: 100, colour: false, unicode: true } as const;

function alloc(id: string, size: number, recorded?: object): string {
  const says = recorded === undefined ? '' : `,"recorded":${JSON.stringify(recorded)}`;
  return `{${camera},"do":"alloc","id":"${id}","size":${size}${says}}\n`;
}

function run(text: string, board = demoBoard()): RunResult {
  const { result, problems } = runOperationLog([{ text, firstLine: 1 }], board, { path: 'log.jsonl' });
  expect(problems).toEqual([]);
  return result;
}

describe('an operation log that tells what was recorded', () => {
  it('passes where all addresses are those of the recording', () => {
    const result = run(
      alloc('a', 4096, { dma: '0x58000000' }) + alloc('b', 4096, { phys: '0x58001000' }) + alloc('c', 4096),
    );
    expect(result.recorded).toEqual({ compared: 2, equal: 2, different: 0, modelled: 0, differences: [] });
    expect(result.passes).toBe(true);
  });

  it('says no, and where, to an address that differs', () => {
    const result = run(alloc('a', 4096, { dma: '0x58000000' }) + alloc('b', 4096, { dma: '0x59000000' }));
    expect(result.passes).toBe(false);
    expect(runText(result, { terminal: plainTerminal })).toContain(
      'log.jsonl:2:1, operation 2: /soc/camera@2000000: alloc `b`: 0x59000000 there, 0x58001000 here',
    );
    expect(JSON.parse(runJson(result, { kernel: {} })).recorded).toMatchObject({
      compared: 2,
      different: 1,
      differences: [{ operation: 2, do: 'alloc', id: 'b', line: 2, recorded: { dma: '0x59000000' } }],
    });
  });

  it('expects what failed there to fail', () => {
    const tooLarge = alloc('a', 2 ** 30, { ok: false });
    expect(run(tooLarge)).toMatchObject({ passes: true, failed: 1, unexpectedFailures: 0 });
    expect(run(alloc('a', 2 ** 30))).toMatchObject({ passes: false, recorded: undefined });
    expect(run(alloc('a', 4096, { ok: false }))).toMatchObject({ passes: false, recorded: { different: 1 } });
  });

  it('counts an address that is modelled for nothing', () => {
    const text = '{"device":"/soc","do":"alloc","id":"a","size":4096,"recorded":{"dma":"0x1000"}}\n';
    const result = run(text, bootedBoard('boards/demo.dts'));
    expect(result).toMatchObject({ passes: true, recorded: { compared: 1, modelled: 1, different: 0 } });
  });

  it('compares mappings too', () => {
    const map =
      '{"device":"/soc/camera@2000000","do":"map","id":"m","at":"0x42000000","size":64,"recorded":{"dma":"0x42000000"}}\n';
    expect(run(map, bootedBoard('boards/demo.dts')).recorded).toMatchObject({ compared: 1, equal: 1 });
  });

  it('remembers nothing of one stretch in the next', () => {
    const stretches = [
      { text: alloc('a', 4096, { dma: '0x58000000' }), firstLine: 1 },
      { text: alloc('b', 4096), firstLine: 2 },
    ];
    const { result } = runOperationLog(stretches, demoBoard(), { path: 'log.jsonl' });
    expect(result.recorded).toMatchObject({ compared: 1, equal: 1 });
  });

  it.each(['"0x1"', '{"dma":1}', '{}', '{"ok":true}', '{"ok":false,"dma":"0x1"}', '{"dma":"0x1","at":2}'])(
    'refuses what is no outcome: %s',
    (recorded) => {
      const text = `{${camera},"do":"alloc","id":"a","size":1,"recorded":${recorded}}\n`;
      const { problems } = runOperationLog([{ text, firstLine: 1 }], demoBoard(), { path: 'log.jsonl' });
      expect(problems[0]).toMatchObject({ code: 'operation-invalid' });
      expect(readRecorded(JSON.parse(recorded))).toBeUndefined();
    },
  );
});

describe('readPlainLine', () => {
  it.each([{ dma: '0x58000000' }, { phys: '0xffffffffffffffff' }, { ok: false }])(
    'reads what was recorded as the general way does: %j',
    (recorded) => {
      const line = alloc('a', 1, recorded).trim();
      expect(readPlainLine(line, 0, line.length)?.recorded).toEqual(readRecorded(recorded));
    },
  );
});
