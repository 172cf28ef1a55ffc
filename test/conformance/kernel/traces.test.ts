import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readRecording } from './recording.ts';
import { replayTrace } from './replay-trace.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings/', import.meta.url));
// FORMAT-streaming.md's recordings have operations that leave no event.
const kernels = readdirSync(recordings, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/-(debug|iommu|riscv64)$/.test(entry.name))
  .map(({ name }) => name);

const counts = { replayed: 0, leftOut: 0 };

describe.each(kernels)('recordings of Linux %s as ftrace text and back', (kernel) => {
  const files = readdirSync(`${recordings}${kernel}`).filter((file) => file.endsWith('.json.gz'));
  const replayed = files.map((file) => ({
    file,
    trace: replayTrace(readRecording(`${recordings}${kernel}/${file}`)),
  }));

  it('give the same addresses and the same failures', () => {
    for (const { file, trace } of replayed) {
      if (trace.kind === 'left-out') counts.leftOut++;
      else counts.replayed++;
      if (trace.kind === 'left-out') continue;
      expect({ file, differences: trace.differences, problems: trace.problems }).toEqual({
        file,
        differences: [],
        problems: [],
      });
      expect(trace.compared).toBe(trace.allocations);
    }
  });

  it('are traces without loss', () => {
    for (const { trace } of replayed) {
      if (trace.kind === 'left-out') continue;
      expect(trace.summary).toMatchObject({
        malformed: { count: 0 },
        unmatched: { count: 0 },
        unknownLines: { count: 0 },
      });
    }
  });
});

describe('of all these', () => {
  it('enough can be shown as a trace', () => {
    expect(counts.replayed).toBeGreaterThan(20);
  });
});
