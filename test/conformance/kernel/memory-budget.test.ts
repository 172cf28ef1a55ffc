import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { memoryBudget } from '../../../src/project/budget/memory-budget.ts';
import { bootRecorded } from './boot-recorded.ts';
import { inputOf } from './emulation-input.ts';
import { readRecording } from './recording.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings/', import.meta.url));

/** MiB that the budget's MemTotal has more than the recorded one, by kernel. */
function differences(): readonly string[] {
  return readdirSync(recordings, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: kernel }) =>
      readdirSync(`${recordings}${kernel}`).flatMap((file) => {
        const recording = readRecording(`${recordings}${kernel}/${file}`);
        const total = recording.meminfo_kb?.MemTotal;
        if (total === undefined) return [];
        const booted = bootRecorded({ ...inputOf(recording), earlyAllocations: undefined });
        if (booted === undefined || booted.outcome === 'panics') return [];
        const { memTotal } = memoryBudget(booted);
        return [`${kernel}: ${((Number(memTotal) - total * 1024) / 2 ** 20).toFixed(1)}`];
      }),
    );
}

it('MemTotal is that of recorded kernels, but for these MiB: the image’s init memory, most of them', () => {
  expect(differences()).toMatchInlineSnapshot(`
    [
      "5.10: -5.4",
      "5.10-arm: -0.9",
      "6.1: -6.3",
      "6.1-arm: -0.9",
      "6.12: -3.1",
      "6.12-16k: -3.2",
      "6.12-arm: 0.1",
      "6.12-restricted: -1.0",
      "7.2: -3.7",
    ]
  `);
});
