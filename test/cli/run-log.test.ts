import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const camera = '"device":"/soc/camera@2000000"';
const alloc = `{${camera},"do":"alloc","id":"a","size":4096}\n`;
const board = 'fixtures/boards/demo.dts';

describe('run with an operation log', () => {
  it('reads it from standard input', () => {
    const { status, stdout } = carveout(['run', board, '-'], { input: alloc });
    expect(stdout).toContain('PASSES <stdin>: its allocation succeeds');
    expect(status).toBe(0);
  });

  it('names a broken line, tells what came before it, and ends with 2', () => {
    const { status, stdout, stderr } = carveout(['run', board, '-', '--format', 'json'], {
      input: `${alloc}{${camera},"do":"alloc","id":"b","sise":1}\n`,
    });
    expect(status).toBe(2);
    expect(stderr).toContain('<stdin>:2:');
    expect(stderr).toContain('Did you mean `size`?');
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'stopped',
      stopped: { code: 'operation-unknown-key', line: 2 },
      operations: 1,
      succeeded: 1,
    });
  });

  it('explains one of its operations, or says which there are', () => {
    const cwd = scratchFolder({ 'log.jsonl': alloc });
    const log = `${cwd}/log.jsonl`;
    const { status, stdout } = carveout(['run', board, log, '--explain', 'a']);
    expect(stdout).toMatch(/^operation 1: alloc `a`[\s\S]*dma_alloc_contiguous\(\)/);
    expect(status).toBe(0);

    const none = carveout(['run', board, log, '--explain', '2']);
    expect(none.stderr).toContain('There is no operation 2: there is 1.');
    expect(none.status).toBe(2);
  });

  it('holds what is live, and not what is read: 300,000 lines in a heap that holds a few thousand', () => {
    const lines: string[] = [];
    for (let round = 0; round < 150_000; round++) {
      const id = `buffer-of-the-frame-${round}`;
      lines.push(`{${camera},"do":"alloc","id":"${id}","size":8192}`);
      lines.push(`{${camera},"do":"free","id":"${id}"}`);
    }
    const { status, stdout } = carveout(['run', board, '-'], {
      input: `${lines.join('\n')}\n`,
      env: { NODE_OPTIONS: '--max-old-space-size=32' },
    });
    expect(stdout).toContain('PASSES <stdin>: all 150000 allocations succeed');
    expect(status).toBe(0);
  });
});
