import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project, scratchFolder } from './carveout.ts';

const board = 'fixtures/boards/demo.dts';
const page = readFileSync(join(project, 'docs/traces.md'), 'utf8');

/** What the page types, each line a command, its words. */
const commands = [...page.matchAll(/^```console\n((?:.*\n)*?)```$/gm)].map(([, text = '']) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace('$ carveout ', '').split(' ')),
);

describe('docs/traces.md', () => {
  it.each(commands)('shows commands that work: %j', (...lines) => {
    const folder = scratchFolder({});
    for (const words of lines) {
      const args = words.map((word) =>
        /^(?:log\.jsonl|refused\.yaml)$/.test(word) ? join(folder, word) : word,
      );
      const { status, stderr } = carveout(args);
      expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
    }
  });

  it('shows a log that passes', () => {
    const [, log = ''] = /^```jsonl passes\n((?:.*\n)*?)```$/m.exec(page) ?? [];
    const { status, stdout } = carveout(['run', board, '-'], { input: log });
    expect(stdout).toContain('2 operations tell what was recorded: 2 the same, 0 different');
    expect(status).toBe(0);
  });
});

describe('import-trace', () => {
  it('tells scripts what it made of a trace', () => {
    const { status, stdout, stderr } = carveout([
      'import-trace',
      'fixtures/traces/5.10-tracefs.txt',
      '--format',
      'json',
    ]);
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toBe(
      '{"device":"cma:*","do":"alloc","id":"c1","size":5242880,"recorded":{"phys":"0x58000000"}}',
    );
    expect(JSON.parse(stderr)).toMatchObject({ schemaVersion: 1, operations: 6, events: { cma_alloc: 4 } });
  });

  it.each([
    ['nothing', '', 'empty: there is no recording'],
    ['a trace.dat', '\x17\x08Dtracing6\0\0', 'this is a trace.dat of trace-cmd'],
    ['a perf.data', 'PERFILE2\0', 'perf script -i'],
    ['a binary file', 'abc\0\0\0', 'this is no text'],
    ['a JSON trace', '{"traceEvents":[]}', 'this is a trace in JSON'],
    ['another text', 'Hello.\nWorld.\n', '<stdin>:1: none of its 2 lines is an event'],
    ['100 MB without a line feed', 'a'.repeat(100 << 20), '<stdin>:1: its only line is not'],
  ])('%s is refused with a message', (_, input, message) => {
    const { status, stderr, peakMiB } = carveout(['import-trace', '-'], {
      input: Buffer.from(input, 'latin1'),
    });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
    expect(peakMiB).toBeLessThan(200);
  });

  it('says where a trace is cut', () => {
    const text = readFileSync(join(project, 'fixtures/traces/6.12-tracefs.txt'), 'utf8');
    const { status, stderr } = carveout(['import-trace', '-'], { input: text.slice(0, 500) });
    expect(stderr).toMatch(/<stdin>:\d: the file ends within a line/);
    expect(status).toBe(0);
  });

  it('reads a copy of /sys/kernel/debug/cma, and no other folder', () => {
    const { status, stdout } = carveout(['import-trace', 'fixtures/traces/cma', '--board', board]);
    expect(stdout).toContain("- [1536, 4]\n  pools: ['camera-cma@58000000']");
    expect(status).toBe(0);
    expect(carveout(['run', board, '-'], { input: stdout }).status).toBe(0);
    expect(carveout(['import-trace', 'fixtures/boards'])).toMatchObject({ status: 2 });
  });

  it('says where a log is of another area than the board has', () => {
    const log = [
      'cma: __cma_alloc: camera-cma@58000000: alloc failed, req-size: 300 pages, ret: -12',
      'cma: number of available pages: 100@512=> 100 free of 2048 total pages',
    ];
    const { stderr } = carveout(['import-trace', '-', '--board', board], { input: `${log.join('\n')}\n` });
    expect(stderr).toContain('16384 pages on the board, and 2048 in the recording');
  });

  it('makes allocations of shared buffers', () => {
    const { stdout } = carveout([
      'import-trace',
      'fixtures/traces/bufinfo.txt',
      '--board',
      board,
      '--map',
      'system=video',
    ]);
    expect(stdout).toContain("device: '/soc/video@1000000', size: 4194304");
    expect(carveout(['run', board, '-'], { input: stdout }).status).toBe(0);
  });

  it('ends with 2 for a wrong --map', () => {
    expect(carveout(['import-trace', '-', '--map', 'x']).stderr).toContain('NAME=NODE is expected');
  });

  it('holds what is live, and not what is read', () => {
    const lines: string[] = [];
    for (let round = 0; round < 60_000; round++) {
      const where = `a dir=NONE dma_addr=${(round * 4096 + 0x1000).toString(16)} size=4096`;
      lines.push(`x-1 [000] ..... 1.0: dma_alloc: ${where} virt_addr=aa flags=GFP_KERNEL attrs=`);
      lines.push(`x-1 [000] ..... 1.0: dma_free: ${where} virt_addr=aa attrs=`);
    }
    const { status, stderr } = carveout(['import-trace', '-', '--output-file', '/dev/null'], {
      input: `${lines.join('\n')}\n`,
      env: { NODE_OPTIONS: '--max-old-space-size=32' },
    });
    expect(stderr).toContain('120000 operations written');
    expect(status).toBe(0);
  });
});
