import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTool } from '../test/helpers/run-tool.ts';
import { Figures } from './figures.ts';
import { measureBoards } from './measure-boards.ts';
import { measureBoardGrowth, measureNodeGrowth } from './measure-growth.ts';
import { allPools, measurePools } from './measure-pools.ts';
import { measureWorkload } from './measure-workload.ts';
import { boardsBelow, tellsPeaks } from './timing.ts';

const usage = `Usage: npm run bench -- FOLDER [--boards FILE] [--board PATH] [--cold-runs N] [--runs N] [--jobs N] [--json FILE]
       npm run bench -- nodes [--runs N] [--json FILE]
       npm run bench -- pools [--runs N] [--json FILE]
       npm run bench -- workload [--runs N] [--json FILE]
       npm run bench -- smoke [--json FILE]

FOLDER is an unpacked devicetree-rebasing layout: src/<arch>/<vendor>/*.dts and include/. Its boards are linted one alone, some,
all, and all again from a cache, each against cpp and dtc over the same boards in the same run. It measures nodes, pools and
workloads, too, with fewer runs.
  --boards FILE   some: those that FILE lists, one path below FOLDER a line (default: 40 from all over)
  --board PATH    the one alone (default: src/arm64/qcom/sm8550-mtp.dts)
  --cold-runs N   how often to measure that (default: 11)
  --runs N        how often to measure all (default: 1; 0: leave them out)
  --jobs N        on how many cores (default: 2)
  --json FILE     writes the figures there, too

'nodes' lints boards of up to 50,000 nodes and 5,000 regions that it makes.
  --runs N        how often to measure each size (default: 3)

'pools' measures coherent pools and CMA areas against first-fit bitmaps in C, which it compiles with cc -O2.
Status 1: the two gave different pages; 2: there is no cc.
  --runs N        how often to measure each size (default: 5)

'workload' measures runs of a million operations against the same run without allocators and against the bare walk.
Status 1: some take more than five times as long as without allocators.
  --runs N        how often to measure each (default: 5)

'smoke' measures a little of each, only to see that it can: in seconds, and its figures mean nothing.

ns each: processor time of one operation, where operations were played; peaks are told of whole processes.
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
  const [folder, ...others] = positionals;
  if (values.help || folder === undefined || others.length > 0) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const { json } = values;
  const mistake = mistakeIn(folder, { ...values, json });
  if (mistake !== undefined) {
    console.error(`bench: ${mistake}`);
    return 2;
  }
  // Not after an hour of measuring: that it can be written is seen at once.
  if (json !== undefined) closeSync(openSync(json, 'a'));
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const figures = new Figures();
  let status = 0;
  if (!tellsPeaks()) figures.miss('peaks of memory: /usr/bin/time is not installed.');
  if (folder === 'smoke') measureSmoke(figures);
  else if (folder === 'nodes') measureNodeGrowth(50_000, 5_000, Math.max(1, runs ?? 3), figures);
  else if (folder === 'pools') status = measurePools({ ...allPools, runs: Math.max(1, runs ?? 5) }, figures);
  else if (folder === 'workload') {
    status = measureWorkload({ operations: 1_000_000, runs: Math.max(1, runs ?? 5) }, figures);
  } else {
    const boards = boardsBelow(folder);
    const few = values.boards === undefined ? spread(boards, 40) : linesOf(values.boards);
    const times = { cold: Math.max(1, Number(values['cold-runs'])), few: 3, all: runs ?? 1 };
    const jobs = Math.max(1, Number(values.jobs));
    measureBoards({ folder, boards, cold: values.board, few, runs: times, jobs }, figures);
    if (times.all > 0) measureBoardGrowth(folder, boards, jobs, figures);
    measureNodeGrowth(50_000, 5_000, 3, figures);
    // What could not be measured or takes long is said, and no failure here; wrong pages are.
    if (measurePools({ ...allPools, runs: 3 }, figures) === 1) status = 1;
    measureWorkload({ operations: 500_000, runs: 2 }, figures);
  }
  figures.print();
  if (json !== undefined) figures.write(json);
  return status;
}

/** The boards of the project itself, and a little of the rest, once. */
function measureSmoke(figures: Figures): void {
  const boards = ['fixtures/boards/demo.dts', 'fixtures/boards/iommu.dts'];
  const runs = { cold: 1, few: 1, all: 1 };
  measureBoards({ folder: '.', boards, cold: boards[0] ?? '', few: boards, runs, jobs: 2 }, figures);
  measureNodeGrowth(800, 80, 1, figures);
  measurePools({ sizes: [4], operations: 20_000, runs: 1 }, figures);
  measureWorkload({ operations: 8000, runs: 1 }, figures);
}

interface Values {
  readonly board: string;
  readonly boards?: string | undefined;
  readonly runs?: string | undefined;
  readonly 'cold-runs': string;
  readonly jobs: string;
  readonly json: string | undefined;
}

/** What would end a measurement in its midst. */
function mistakeIn(folder: string, values: Values): string | undefined {
  for (const option of ['runs', 'cold-runs', 'jobs'] as const) {
    const { [option]: value = '1' } = values;
    if (!/^\d{1,6}$/.test(value)) return `--${option} ${value}: not a number.`;
  }
  if (['smoke', 'nodes', 'pools', 'workload'].includes(folder)) return undefined;
  if (!existsSync(join(folder, 'src'))) return `${folder}: no such folder, or no src/ in it.`;
  if (boardsBelow(folder).length === 0) return `${folder}: no board below src/.`;
  const listed = values.boards === undefined ? [] : linesOf(values.boards);
  const gone = [values.board, ...listed].find((board) => !existsSync(join(folder, board)));
  return gone === undefined ? undefined : `${join(folder, gone)}: no such board.`;
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
