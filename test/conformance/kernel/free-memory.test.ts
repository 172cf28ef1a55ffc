import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freeMemoryOf } from './free-memory.ts';
import { readRecording } from './recording.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings/', import.meta.url));

/** MiB that the emulation has more than the recorded kernel, to one digit. */
function more(emulated: number, recorded: number): string {
  return ((emulated - recorded) / 2 ** 20).toFixed(1);
}

it('the page allocator has as much memory as recorded kernels, but for these MiB', () => {
  const lines = readdirSync(recordings, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: kernel }) =>
      readdirSync(`${recordings}${kernel}`).flatMap((file) => {
        const found = freeMemoryOf(readRecording(`${recordings}${kernel}/${file}`), false);
        if (found === undefined) return [];
        const zones = found.zones.map(
          ({ name, managed, emulatedManaged, pageSize }) =>
            `${name} ${more(emulatedManaged * pageSize, managed * pageSize)}`,
        );
        return [`${kernel}: ${zones.join(', ')}; free ${more(found.emulatedFreeBytes, found.freeBytes)}`];
      }),
    );

  expect(lines).toMatchInlineSnapshot(`
    [
      "5.10: DMA -5.4; free -7.0",
      "5.10-arm: DMA -0.9, HighMem 0.0; free -8.1",
      "6.1: DMA -6.3; free -3.4",
      "6.1-arm: DMA -0.9, HighMem 0.0; free -5.6",
      "6.12: DMA -3.1; free -3.5",
      "6.12-16k: DMA -3.3; free 0.1",
      "6.12-arm: DMA 0.1, HighMem 0.0; free -9.5",
      "6.12-restricted: DMA -1.0; free -9.6",
      "7.2: DMA -3.7; free 1.0",
    ]
  `);
});
