import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { opcode } from '../../src/workload/program.ts';
import { isOperationLog, readOperationLog } from '../../src/workload/read-operation-log.ts';
import { demoBoard } from './demo-board.ts';

const camera = '"device":"/soc/camera@2000000"';
const good = `{${camera},"do":"alloc","id":"a","size":4096}\n`;

function shown(text: string): readonly string[] {
  return readOperationLog(new SourceFile('log.jsonl', text)).problems.map(
    ({ code, message, place, help }) => {
      const { file, start, end } = place ?? expect.fail('no place');
      const { line, column } = file.lineColumn(start);
      return `${line}:${column} [${text.slice(start, end)}] ${code}: ${message}${help === undefined ? '' : ` ${help}`}`;
    },
  );
}

describe('readOperationLog', () => {
  it('bears a line of ten million characters', () => {
    const text = `{${camera},"do":"alloc","id":"a${'b'.repeat(10_000_000)}","sise":1}\n`;
    expect(readOperationLog(new SourceFile('log', text)).problems).not.toEqual([]);
  });

  it('reads allocations and frees into one instruction each', () => {
    const text = `${good}\n{${camera},"do":"free","id":"a"}\r\n{${camera},"do":"alloc","id":7,"size":0,"gfp":"atomic"}`;
    const { program, devices, problems } = readOperationLog(new SourceFile('log', text));
    expect(problems).toEqual([]);
    expect(devices).toEqual(['/soc/camera@2000000']);
    expect([...program.opcodes.slice(0, program.length)]).toEqual([
      opcode.alloc,
      opcode.freeGroup,
      opcode.alloc,
    ]);
    expect(program.groupNames).toEqual(['a', '7']);
    expect(program.sizes[0]).toBe(4096);
  });

  it('passes over what a trace adds', () => {
    const line = `{${camera},"do":"alloc","id":"a","size":1,"ok":true,"dma":"0x1000","from":"cma","exact":false,"why":""}`;
    expect(shown(line)).toEqual([]);
  });

  it.each([
    [`{${camera},"do":"alloc","id":"a","size":}`, '1:62 [}] operation-syntax: Expected a value; found `}`.'],
    [`{${camera},"do":"alloc"`, '1:45 [] operation-syntax: Expected `,` or `}`; found the end of the line.'],
    [
      `{${camera},"do":"allo`,
      '1:38 ["] operation-syntax: This string is not closed, or has an escape that JSON does not know; found `"`.',
    ],
    [`{${camera},do:"free"}`, '1:33 [d] operation-syntax: Expected a name in double quotes; found `d`.'],
    [
      `${good.trim()} x`,
      '1:68 [x] operation-syntax: Expected the end of the line: one operation stands on a line; found `x`.',
    ],
    ['[1]', '1:1 [[] operation-syntax: An operation is a JSON object, `{…}`; found `[`.'],
    [
      `{"do":"free","id":"a"}`,
      '1:1 [{"do":"free","id":"a"}] operation-key-missing: An operation needs `device`: the path of a node.',
    ],
    [
      `{${camera},"do":"aloc","id":"a"}`,
      '1:38 ["aloc"] operation-invalid: `do` is an operation; found "aloc". Did you mean `alloc`?',
    ],
    [
      `{${camera},"do":"alloc","id":"","size":1}`,
      '1:51 [""] operation-invalid: `id` is a text that names the buffer; found "".',
    ],
    [
      `{${camera},"do":"alloc","id":"a","size":-1}`,
      '1:62 [-1] operation-invalid: `size` is a whole number of bytes, up to 2^53 - 1; found -1.',
    ],
    [
      `{${camera},"do":"alloc","id":"a","size":"4KiB"}`,
      '1:62 ["4KiB"] operation-invalid: `size` is a whole number of bytes, up to 2^53 - 1; found "4KiB".',
    ],
    [
      `{${camera},"do":"alloc","id":"a","sise":1}`,
      '1:55 ["sise"] operation-unknown-key: An operation has no `sise`. Did you mean `size`?',
    ],
    [
      `{${camera},"do":"alloc","id":"a","size":1,"gfp":"dmx"}`,
      '1:70 ["dmx"] operation-invalid: `gfp` is `kernel`, `atomic`, `nowait`, `dma` or `dma32`; found "dmx".',
    ],
  ])('says what is wrong with a line, and where: %s', (line, problem) => {
    expect(shown(line)).toEqual([problem]);
  });

  it('reports each wrong line, up to twenty', () => {
    expect(shown(`{\n${good}{\n`).map((problem) => problem.split(' ')[0])).toEqual(['1:2', '3:2']);
    expect(shown('{\n'.repeat(1000))).toHaveLength(20);
  });

  it('is told from YAML by its first line', () => {
    expect(isOperationLog(`\n  ${good}`)).toBe(true);
    expect(isOperationLog('{ "version": 1,\n "do": 1 }')).toBe(false);
    expect(isOperationLog('version: 1')).toBe(false);
  });

  it('takes a hundred thousand operations in little time', () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `{${camera},"do":"alloc","id":"b${index}","size":4096}`,
    );
    const started = performance.now();
    expect(readOperationLog(new SourceFile('log', lines.join('\n'))).program.length).toBe(100_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('an operation log on a board', () => {
  const codes = (text: string): readonly (readonly [string, number | undefined])[] =>
    loadWorkload(new SourceFile('log.jsonl', text), demoBoard()).problems.map(({ code, place }) => [
      code,
      place?.file.lineColumn(place.start).line,
    ]);

  it('may use an id again after its free, but not before', () => {
    const free = `{${camera},"do":"free","id":"a"}\n`;
    expect(codes(good + free + good)).toEqual([]);
    expect(codes(good + good)).toEqual([['id-in-use', 2]]);
  });

  it('has ids by device', () => {
    expect(codes(`${good}{"device":"video","do":"alloc","id":"a","size":1}\n`)).toEqual([]);
    expect(codes(`${good}{"device":"video","do":"free","id":"a"}\n`)).toEqual([['free-never-allocated', 2]]);
  });

  it('refuses an unknown device at its first use', () => {
    expect(codes(`${good}{"device":"/nowhere","do":"alloc","id":"b","size":1}\n`)).toEqual([
      ['unknown-device', 2],
    ]);
  });
});
