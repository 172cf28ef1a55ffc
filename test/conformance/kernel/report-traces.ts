import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording } from './recording.ts';
import { replayTrace } from './replay-trace.ts';

// The one argument is a folder of recordings: every recording below it as ftrace text and back.
const [folder = ''] = process.argv.slice(2);
const leftOut = new Map<string, number>();
const totals = { replayed: 0, same: 0, compared: 0, equal: 0, modelled: 0 };
for (const kernel of readdirSync(folder, { withFileTypes: true })) {
  if (!kernel.isDirectory() || /-(debug|iommu|riscv64)$/.test(kernel.name)) continue;
  for (const file of readdirSync(join(folder, kernel.name)).filter((name) => /\.json(\.gz)?$/.test(name))) {
    const replayed = replayTrace(readRecording(join(folder, kernel.name, file)));
    if (replayed.kind === 'left-out') {
      leftOut.set(replayed.why, (leftOut.get(replayed.why) ?? 0) + 1);
      continue;
    }
    const { allocations, compared, equal, modelled, differences, problems } = replayed;
    totals.replayed++;
    totals.compared += compared;
    totals.equal += equal;
    totals.modelled += modelled;
    if (differences.length === 0 && problems.length === 0 && compared === allocations) totals.same++;
    else {
      const [first] = differences;
      const shown =
        first === undefined
          ? problems[0]
          : JSON.stringify(
              [first.operation, first.device, first.id, first.recorded, first.replayed],
              (_, value: unknown) => (typeof value === 'bigint' ? value.toString(16) : value),
            );
      process.stdout.write(
        `${kernel.name}/${file}: ${allocations} allocations, ${compared} compared, ${differences.length} differ: ${shown}\n`,
      );
    }
  }
}
process.stdout.write(`${JSON.stringify(totals)}\n`);
for (const [why, count] of leftOut) process.stdout.write(`left out ${count}: ${why}\n`);
