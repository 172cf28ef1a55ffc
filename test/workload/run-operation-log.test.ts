import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { OperationLogReader } from '../../src/workload/read-operation-log.ts';
import { type LogRun, type LogStretch, runOperationLog } from '../../src/workload/run-operation-log.ts';
import { demoBoard } from './demo-board.ts';

const camera = '"device":"/soc/camera@2000000"';
const alloc = (id: string): string => `{${camera},"do":"alloc","id":"${id}","size":4096}\n`;
const free = (id: string): string => `{${camera},"do":"free","id":"${id}"}\n`;

/** The text in pieces of so many lines. */
function* inPieces(text: string, lines: number): Generator<LogStretch> {
  const all = text.split(/(?<=\n)/);
  for (let at = 0; at < all.length; at += lines)
    yield { text: all.slice(at, at + lines).join(''), firstLine: at + 1 };
}

function run(text: string, lines = 2): LogRun {
  return runOperationLog(inPieces(text, lines), demoBoard(), { path: 'log.jsonl' });
}

/** `line:column code: message` of the problems. */
function shown({ problems }: LogRun): readonly string[] {
  return problems.map(({ code, message, place }) => {
    const { file, start } = place ?? expect.fail('no place');
    const { line, column } = file.lineColumn(start);
    return `${line}:${column} ${code}: ${message}`;
  });
}

describe('runOperationLog', () => {
  it('comes to the same in pieces of any length', () => {
    const text = `${alloc('a')}${alloc('b')}${free('a')}${alloc('a')}${free('b')}${alloc('c')}`;
    const whole = run(text, 100).result;
    expect(whole).toMatchObject({ operations: 6, succeeded: 4, frees: 2, liveBuffers: 2, passes: true });
    for (const lines of [1, 2, 5]) expect(run(text, lines).result).toEqual(whole);
  });

  it.each([
    ['{"device":', '4:11 operation-syntax: Expected a value; found the end of the line.'],
    [
      `{${camera},"do":"free"}`,
      '4:1 operation-key-missing: An operation needs `id`: a text that names the buffer.',
    ],
    [`{${camera},"do":"aloc","id":"x"}`, '4:38 operation-invalid: `do` is an operation; found "aloc".'],
    [
      '{"device":"/soc/camra","do":"free","id":"x"}',
      '4:11 unknown-device: The device tree has no node with the path `/soc/camra`.',
    ],
    [free('x').trim(), '4:1 free-not-live: `x` is not live here: it was freed before, or never allocated.'],
    [alloc('a').trim(), '4:1 id-in-use: `a` is allocated a second time without a free in between.'],
    [
      `{${camera},"do":"unmap","id":"m"}`,
      '4:1 id-unknown: `m` stands for nothing here: no earlier operation makes it, or it was given back.',
    ],
  ])('ends at a line that cannot be performed, and keeps all before it: %s', (line, problem) => {
    const stopped = run(`${alloc('a')}${alloc('b')}${free('b')}${line}\n${alloc('c')}{\n`);
    expect(shown(stopped)).toEqual([problem]);
    expect(stopped.result).toMatchObject({ operations: 3, succeeded: 2, frees: 1, passes: false });
    expect(stopped.result.stopped).toBe(stopped.problems[0]);
  });

  it('ends at a line that has no end', () => {
    const stretches = [
      { text: alloc('a'), firstLine: 1 },
      { text: '{"dev', firstLine: 2, isCut: true },
    ];
    const stopped = runOperationLog(stretches, demoBoard(), { path: 'log.jsonl' });
    expect(shown(stopped)).toEqual(['2:1 operation-too-long: This line is too long for an operation.']);
    expect(stopped.result.operations).toBe(1);
  });

  it('performs other operations with ids of their devices', () => {
    const video = '"device":"/soc/video@1000000"';
    const text = `{${camera},"do":"setMask","mask":32}\n{${video},"do":"setCoherentMask","mask":"0xffffffff"}\n`;
    expect(run(text).result.calls).toEqual([
      { name: 'setMask', performed: 1, failed: 0, skipped: 0 },
      { name: 'setCoherentMask', performed: 1, failed: 0, skipped: 0 },
    ]);
  });
});

describe('OperationLogReader', () => {
  it('forgets the ids of freed buffers, however many there were', () => {
    const reader = new OperationLogReader(new SourceFile('log', ''), 4096, (path) => ({
      ok: true,
      path,
      warning: undefined,
    }));
    for (let stretch = 0; stretch < 100; stretch++) {
      const ids = Array.from({ length: 10 }, (_, index) => `b${stretch * 10 + index}`);
      const file = new SourceFile('log', ids.map((id) => alloc(id) + free(id)).join(''));
      reader.restart(file, () => false);
      reader.read(file, 1);
    }
    expect(reader.program.length).toBe(20);
    expect(reader.program.groupNames.length).toBeLessThanOrEqual(10);
  });
});
