import { describe, expect, it } from 'vitest';
import { momentText, phaseName } from '../../../src/report/run-moment.ts';
import type { RunResult } from '../../../src/workload/run-result.ts';
import { bootedBoard, perform } from '../booted-board.ts';

function run(steps: readonly object[]): RunResult {
  return perform(bootedBoard('boards/demo.dts'), 'w.json', JSON.stringify({ version: 1, steps })).result;
}

const alloc = (count: number, size = '1MiB'): object => ({
  alloc: { device: 'video', size, count, id: 'v' },
});

describe('a run of actors', () => {
  it('names the actor of a failure, and whose a phase is', () => {
    const decoder = { actor: 'decoder', steps: [{ phase: 'decode', steps: [alloc(1, '32MiB')] }] };
    const camera = { actor: 'camera', steps: [{ phase: 'capture', steps: [alloc(2)] }] };
    const result = run([{ parallel: [camera, decoder] }, alloc(1, '64MiB')]);
    expect(result.firstFailure).toMatchObject({ operation: 2, phase: 'decode', actor: 'decoder' });
    expect(result.firstFailure === undefined ? '' : momentText(result.firstFailure)).toBe(
      ', in `decode`, in a turn of `decoder`',
    );
    expect(result.phases.map(phaseName)).toEqual(['camera: capture', 'decoder: decode']);
    expect(result.phases).toMatchObject([
      { operations: 2, failed: 0 },
      { operations: 1, failed: 1 },
    ]);
  });

  it('is back in the phase around it, and in nobody’s turn, afterwards', () => {
    const decoder = { actor: 'decoder', steps: [alloc(1)] };
    const result = run([{ phase: 'call', steps: [{ parallel: [decoder] }, alloc(1, '64MiB')] }]);
    expect(result.firstFailure).toMatchObject({ phase: 'call', actor: undefined });
    expect(result.phases).toMatchObject([{ operations: 2, failed: 1 }]);
  });

  it('judges each execution of a step by itself, although another step has its turn in the middle', () => {
    const fails = (count: number): object => ({ ...alloc(3, '32MiB'), expect: { fails: count } });
    const parallel = [
      { actor: 'a', steps: [fails(3)] },
      { actor: 'b', steps: [fails(3), fails(2)] },
    ];
    const { expectations } = run([{ parallel }]);
    const steps = expectations.flatMap((one) => (one.kind === 'step' ? [one.firstViolation] : []));
    expect(steps).toEqual([undefined, undefined, 3]);
  });

  it('shows how often a random step failed that may fail so often', () => {
    const random = { device: 'video', operations: 40, size: '32MiB', live: 4 };
    const result = run([{ random, expect: { fails: 22 } }]);
    expect([result.failed, result.frees, result.freesOfFailed, result.passes]).toEqual([22, 0, 22, true]);
  });
});
