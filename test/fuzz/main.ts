import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runTool } from '../helpers/run-tool.ts';
import { hasDtc } from './against-dtc.ts';
import { readFinding } from './findings.ts';
import { runFuzz } from './run-fuzz.ts';
import { SupervisedWorker } from './supervised-worker.ts';

const usage = `Usage: npm run fuzz -- [--seconds N] [--executions N] [--seed S] [--jobs N] [--corpus DIR]... [--out DIR]
       npm run fuzz -- --replay FINDING

Looks for crashes, hangs, memory growth, problems without a place, sources that the lossless tree does not print back or that
the short cut for plain text reads otherwise than the grammar, and trees that do not survive compile, decompile, compile: with mutated sources, blobs, FIT images and overlays, and with
generated trees, texts of the grammar and macro programs.

  --seconds N      how long (default: 30, or until --executions are done)
  --executions N   how many; for one seed and one corpus always the same
  --seed S         a number (default: one of the clock)
  --jobs N         how many at a time (default: 1)
  --corpus DIR     mutations begin with the sources and blobs below DIR; devicetree-rebasing's layout is known. May be
                   repeated. Default: fixtures/, and ../shared/dtc-tests where that exists
  --out DIR        where findings go, minimised (default: a new folder in the system's temporary one)
  --time-limit MS  what one execution may take (default: 5000)
  --against-dtc    holds every source against the installed cpp and dtc, too
  --replay FINDING runs the input of a finding's folder, or its finding.json, once

Exits with 1 where something was found.`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string' },
      executions: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      corpus: { type: 'string', multiple: true },
      out: { type: 'string' },
      'time-limit': { type: 'string', default: '5000' },
      'against-dtc': { type: 'boolean', default: false },
      replay: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values['against-dtc'] && !hasDtc()) return refuse('--against-dtc needs cpp and dtc on the PATH');
  const numbers = [values.seconds, values.executions, values.seed, values.jobs, values['time-limit']];
  const wrong = numbers.find((each) => each !== undefined && !/^\d+$/.test(each));
  if (wrong !== undefined) return refuse(`"${wrong}" is no number`);

  const seedFolders = values.corpus?.map((folder) => resolve(folder)) ?? defaultFolders();
  const missing = seedFolders.find((folder) => !existsSync(folder));
  if (missing !== undefined) return refuse(`there is no folder ${missing}`);
  const worker = {
    script: new URL('./fuzz-worker.js', import.meta.url),
    seedFolders,
    againstDtc: values['against-dtc'],
    timeLimit: Number(values['time-limit']),
    heapLimit: 768,
  };
  if (values.replay !== undefined) return await replay(values.replay, new SupervisedWorker(worker));

  return await runFuzz({
    worker,
    seconds: Number(values.seconds ?? (values.executions === undefined ? 30 : 1e6)),
    executions: values.executions === undefined ? Number.MAX_SAFE_INTEGER : Number(values.executions),
    seed: values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed),
    jobs: Math.max(1, Number(values.jobs)),
    makeFolder: () => values.out ?? mkdtempSync(join(tmpdir(), 'carveout-fuzz-findings-')),
    print: (line) => console.log(line),
    showStatus: process.stdout.isTTY ? (line) => process.stdout.write(`\r${line}\x1b[K`) : () => {},
  });
}

async function replay(path: string, worker: SupervisedWorker): Promise<number> {
  const failure = await worker.one(readFinding(path));
  await worker.stop();
  console.log(failure === undefined ? 'Nothing fails.' : `${failure.signature}\n${failure.detail}`);
  return failure === undefined ? 0 : 1;
}

function defaultFolders(): readonly string[] {
  const project = new URL('../../', import.meta.url).pathname;
  return [join(project, 'fixtures'), join(project, '../shared/dtc-tests')].filter((folder) =>
    existsSync(folder),
  );
}

function refuse(why: string): number {
  console.error(`fuzz: ${why}.`);
  return 2;
}

await runTool('fuzz', usage, main);
