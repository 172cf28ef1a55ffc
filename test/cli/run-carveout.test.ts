import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCarveout } from '../../src/cli/run-carveout.ts';

vi.mock('../../src/cli/command-line.ts', () => ({
  commandLine: () => ({ parseAsync: () => Promise.reject(new RangeError('no room\u001b[31m')) }),
}));

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('a bug', () => {
  it('ends with 3, and asks for a report without a stack trace', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await runCarveout(['lint', 'board.dts']);
    expect(process.exitCode).toBe(3);
    const text = said.mock.calls.join('');
    expect(text).toMatch(/^carveout: RangeError: no room/);
    expect(text).toContain('This is a bug in carveout, please report it with the input that leads to it.');
    expect(text).toContain('arguments: lint board.dts');
    expect(text).not.toMatch(/\n\s+at /);
    expect(text).not.toContain('\u001b');
  });
  it('shows the beginning of a long command line', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await runCarveout(['lint', ...Array.from({ length: 3000 }, (_, index) => `board-${index}.dts`)]);
    const text = said.mock.calls.join('');
    expect(text).toContain('arguments: lint board-0.dts');
    expect(text).not.toContain('board-2999.dts');
  });
});
