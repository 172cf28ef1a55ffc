import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTool } from '../test/helpers/run-tool.ts';
import { Figures } from './figures.ts';
import { measureBoards } from './measure-boards.ts';
import { measureBoardGrowth, measureNodeGrowth } from './measure-growth.ts';
import { measurePools } from './measure-pools.ts';
import { measureWorkload } from './measure-workload.ts';
import { boardsBelow, tellsPeaks } from './timing.ts';

const usage = `Usage: npm run bench -- FOLDER [--boards FILE] [--board PATH] [--cold-runs N] [--runs N] [--jobs N] [--json FILE]
       npm run bench -- nodes [--json FILE]
       npm run bench -- pools [--runs N]
       npm run bench -- workload [--runs N]
       npm run bench -- smoke

FOLDER is an unpacked devicetree-rebasing layout: src/<arch>/<vendor>/*.dts and include/. Its boards are linted one alone, some,
all, and all again from a cache, each against cpp and dtc over the same boards in the same run.
  --boards FILE   some: those that FILE lists, one path below FOLDER a line (default: 40 from all over)
  --board PATH    the one alone (default: src/arm64/qcom/sm8550-mtp.dts)
  --cold-runs N   how often to measure that (default: 11)
  --runs N        how often to measure all (default: 1; 0: leave them out)
  --jobs N        on how many cores (default: 2)
  --json FILE     writes the figures there, too

'nodes' lints boards of up to 50,000 nodes and 5,000 regions that it makes; FOLDER measures that, too.

'pools' measures coherent pools and CMA areas against first-fit bitmaps in C, which it compiles with cc -O2.
  --runs N        how often to measure each size (default: 5)

'workload' measures runs of a million operations against the same walk without allocators; at most five times as long is good.
  --runs N        how often to measure each (default: 5)

'smoke' measures a little of boards and nodes, only to see that it can: in seconds, and its figures mean nothing.

faster: how many times as fast as what stands beside it, by the clock and by the processor.`;

/** Measures and prints; returns the exit status. */
function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      boards: { type: 'string' },
      board: { type: 'string', default: 'src/arm64/qcom/sm8550-mtp.dts' },
      'cold-runs': { type: 'string', default: '11' },
      runs: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const runs = values.runs === undefined ? undefined : countOf(values.runs);
  if (folder === 'pools') return measurePools(Math.max(1, runs ?? 5));
  if (folder === 'workload') return measureWorkload(Math.max(1, runs ?? 5));

  const figures = new Figures();
  if (!tellsPeaks()) figures.miss('peaks of memory: /usr/bin/time is not installed.');
  if (folder === 'smoke') measureSmoke(figures);
  else if (folder === 'nodes') measureNodeGrowth(50_000, 5_000, Math.max(1, runs ?? 3), figures);
  else if (existsSync(folder)) {
    const boards = boardsBelow(folder);
    const few = values.boards === undefined ? spread(boards, 40) : linesOf(values.boards);
    const times = { cold: countOf(values['cold-runs']), few: 3, all: runs ?? 1 };
    const jobs = Math.max(1, countOf(values.jobs));
    measureBoards({ folder, boards, cold: values.board, few, runs: times, jobs }, figures);
    if (times.all > 0) measureBoardGrowth(folder, boards, jobs, figures);
    measureNodeGrowth(50_000, 5_000, 3, figures);
    figures.miss('allocators: npm run bench -- pools; workloads: npm run bench -- workload.');
  } else {
    console.error(`bench: ${folder}: no such folder.`);
    return 2;
  }
  figures.print();
  if (values.json !== undefined) figures.write(values.json);
  return 0;
}

/** The boards of the project itself, once. */
function measureSmoke(figures: Figures): void {
  const boards = ['fixtures/boards/demo.dts', 'fixtures/boards/iommu.dts'];
  const runs = { cold: 1, few: 1, all: 1 };
  measureBoards({ folder: '.', boards, cold: boards[0] ?? '', few: boards, runs, jobs: 2 }, figures);
  measureNodeGrowth(800, 80, 1, figures);
}

function countOf(text: string): number {
  const count = Number(text);
  return Number.isSafeInteger(count) && count >= 0 ? count : 1;
}

/** So many of a list, from all over it. */
function spread(list: readonly string[], count: number): readonly string[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_, index) => index % step === 0).slice(0, count);
}

function linesOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

await runTool('bench', usage, main);
