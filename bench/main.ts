import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTool } from '../test/helpers/run-tool.ts';
import { measurePools } from './measure-pools.ts';
import { measureWorkload } from './measure-workload.ts';
import { median } from './median.ts';
import { boardsBelow, missingTools, type Taken, timeCompile, timeLint, timeReference } from './timing.ts';

const usage = `Usage: npm run bench -- FOLDER [--boards FILE] [--board PATH] [--cold-runs N]
       npm run bench -- pools [--runs N]
       npm run bench -- workload [--runs N]

FOLDER is an unpacked devicetree-rebasing layout: src/<arch>/<vendor>/*.dts and include/.
  --boards FILE   only the boards that FILE lists, one path below FOLDER a line
  --board PATH    the board of the cold measurement (default: src/arm64/qcom/sm8550-mtp.dts)
  --cold-runs N   how often to measure it (default: 11)
  --skip-cold, --skip-all   leave out one of the two measurements

'pools' measures coherent pools and CMA areas against first-fit bitmaps in C, which it compiles with cc -O2.
  --runs N        how often to measure each size (default: 5)

'workload' measures runs of a million operations against the same walk without allocators; at most five times as long is good.
  --runs N        how often to measure each (default: 5)

Each figure of boards is a ratio to cpp and dtc over the same boards in the same run, one after the other on one core.
Below 1 carveout is faster.`;

/** Measures and prints; returns the exit status. */
function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      boards: { type: 'string' },
      board: { type: 'string', default: 'src/arm64/qcom/sm8550-mtp.dts' },
      'cold-runs': { type: 'string', default: '11' },
      runs: { type: 'string', default: '5' },
      'skip-cold': { type: 'boolean', default: false },
      'skip-all': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }

  if (folder === 'pools') return measurePools(Math.max(1, Number(values.runs) || 1));
  if (folder === 'workload') return measureWorkload(Math.max(1, Number(values.runs) || 1));

  if (!existsSync(folder)) {
    console.error(`bench: ${folder}: no such folder.`);
    return 2;
  }

  const missing = missingTools();
  if (missing.length > 0) {
    console.error(`bench: ${missing.join(' and ')} must be on the PATH; carveout is measured against them.`);
    return 2;
  }

  if (!values['skip-cold']) measureCold(folder, values.board, Number(values['cold-runs']));
  if (!values['skip-all']) measureAll(folder, values.boards);
  return 0;
}

/** A single board by a process of its own, the two programs taking turns so that both see the same machine. */
function measureCold(folder: string, board: string, runs: number): void {
  const ours: Taken[] = [];
  const reference: Taken[] = [];
  for (let run = 0; run < runs; run++) {
    reference.push(timeReference(folder, [board]));
    ours.push(timeLint(folder, [board]));
  }
  printRatio(`cold: ${board}, median of ${runs}`, 'lint', medianOf(ours), medianOf(reference));
}

/** Every board in one process. */
function measureAll(folder: string, list: string | undefined): void {
  const boards = list === undefined ? boardsBelow(folder) : linesOf(list);
  const reference = timeReference(folder, boards);
  for (const [command, time] of [
    ['lint', timeLint],
    ['compile', timeCompile],
  ] as const) {
    const what = `${command}: ${boards.length} boards in one process`;
    printRatio(what, command, time(folder, boards), reference);
  }

  const { refused } = reference;
  if (refused.length > 0) {
    console.log(`  cpp or dtc refused ${refused.length} of them: ${refused.slice(0, 5).join(', ')}`);
  }
}

function medianOf(taken: readonly Taken[]): Taken {
  return {
    wallSeconds: median(taken.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(taken.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function printRatio(what: string, command: string, ours: Taken, reference: Taken): void {
  const line = (kind: string, mine: number, theirs: number): string =>
    `  ${kind} ratio ${(mine / theirs).toFixed(2)} (carveout ${command} ${mine.toFixed(3)} s, cpp and dtc ${theirs.toFixed(3)} s)`;

  console.log(what);
  console.log(line('wall clock:', ours.wallSeconds, reference.wallSeconds));
  console.log(line('processor: ', ours.cpuSeconds, reference.cpuSeconds));
}

function linesOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

await runTool('bench', usage, main);
