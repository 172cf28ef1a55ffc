import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';

function run(isTTY: boolean, milliseconds: readonly number[], columns = 80): readonly string[] {
  const written: string[] = [];
  let now = 0;
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  const progress = new Progress(stream, () => now);
  for (const [index, at] of milliseconds.entries()) {
    now = at;
    progress.show(index + 1, milliseconds.length);
  }
  progress.end();
  return written;
}

describe('the progress line', () => {
  it('comes after half a second, ten times a second, and goes at the end', () => {
    expect(run(true, [100, 499, 500, 550, 610])).toEqual([
      '\r\u001b[2K3 of 5 boards',
      '\r\u001b[2K5 of 5 boards',
      '\r\u001b[2K',
    ]);
  });

  it('does not come in a short run, or where there is no terminal', () => {
    expect(run(true, [100, 200])).toEqual([]);
    expect(run(false, [1000, 2000])).toEqual([]);
  });

  it('stays on one line', () => {
    expect(run(true, [1000], 8)[0]).toBe('\r\u001b[2K1 of 1 ');
  });
});
