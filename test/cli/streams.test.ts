import { spawn, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isStream, readStream } from '../../src/cli/streams.ts';
import { scratchFolder } from './carveout.ts';

const hasPipes = spawnSync('mkfifo', ['--version']).status === 0;

function pipe(): string {
  const path = join(scratchFolder({}), 'pipe');
  spawnSync('mkfifo', [path]);
  return path;
}

/** A shell that does this with the pipe, ended after the test. */
function inShell(path: string, script: string): void {
  const child = spawn('sh', ['-c', script, 'sh', path], { stdio: 'ignore' });
  onTestFinished(() => void child.kill());
}

describe.skipIf(!hasPipes)('a pipe (skipped where there is no mkfifo)', () => {
  it('is a stream', () => {
    expect(isStream(pipe())).toBe(true);
  });

  it('is read to its end', () => {
    const path = pipe();
    inShell(path, 'head -c 300000 /dev/zero > "$1"');
    expect(readStream(path)).toHaveLength(300_000);
  });

  it('is waited for while somebody has it open', () => {
    const path = pipe();
    inShell(path, '{ printf a; sleep 0.2; printf b; } > "$1"');
    expect(Buffer.from(readStream(path)).toString()).toBe('ab');
  });

  it('into which nobody writes is refused', () => {
    expect(() => readStream(pipe(), 30)).toThrow('nobody writes into this pipe');
  });

  it('that never ends is refused', () => {
    const path = pipe();
    inShell(path, 'cat /dev/zero > "$1"');
    expect(() => readStream(path)).toThrow('larger than 256 MiB');
  });
});

describe('what is no pipe', () => {
  it('is no stream: files, what is missing, links that lead round', () => {
    const folder = scratchFolder({ 'board.dts': '' });
    symlinkSync('round', join(folder, 'round'));
    for (const name of ['board.dts', 'missing', 'round', '.'])
      expect(isStream(join(folder, name))).toBe(false);
  });

  it('cannot be read as one', () => {
    expect(() => readStream(join(scratchFolder({}), 'missing'))).toThrow('cannot be read (no such file');
  });
});
