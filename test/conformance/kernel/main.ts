import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runTool } from '../../helpers/run-tool.ts';
import { withFigures } from './fidelity-page.ts';
import { outcomeLines, summaryLines } from './report-conformance.ts';
import { type Outcome, runConformance } from './run-conformance.ts';

const usage = `Usage: npm run conformance -- DIR [--folder NAME]... [--only TEXT] [--allow-missing] [--write FILE]

Compares recordings of real kernels below DIR (folders by kernel, files *.json or *.json.gz) with the emulation.
  --folder NAME     only the recordings of this folder (repeatable)
  --only TEXT       only scenarios whose name or template contains TEXT
  --allow-missing   recordings that nothing is there for yet do not make the run fail
  --write FILE      put the figures into FILE, between its marks: docs/fidelity.md

Exit code 0: all passed; 1: one failed, or is missing without --allow-missing; 2: no recordings there, or bad arguments.`;

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      folder: { type: 'string', multiple: true },
      only: { type: 'string' },
      'allow-missing': { type: 'boolean', default: false },
      write: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }

  const [folder, ...others] = positionals;
  const { folder: folders, only, write } = values;
  const isPart = folders !== undefined || only !== undefined;
  if (folder === undefined || others.length > 0) return refuse('name one folder of recordings.');
  if (!existsSync(folder)) return refuse(`${folder}: no such folder.`);
  if (write !== undefined && isPart) return refuse('--write takes the figures of all recordings.');
  const page = write === undefined ? undefined : readFileSync(write, 'utf8');
  if (page !== undefined && withFigures(page, []) === undefined) return refuse(`${write}: no marks in it.`);

  const outcomes: Outcome[] = [];
  const options = { ...(folders === undefined ? {} : { folders }), ...(only === undefined ? {} : { only }) };
  for (const outcome of runConformance(folder, options)) {
    outcomes.push(outcome);
    for (const line of outcomeLines(outcome)) console.log(line);
  }
  if (outcomes.length === 0) return refuse(`${folder}: no recordings${isPart ? ' of these names' : ''}.`);

  for (const line of summaryLines(outcomes)) console.log(line);
  if (write !== undefined && page !== undefined) writeFileSync(write, withFigures(page, outcomes) ?? page);
  const bad = outcomes.some(
    ({ result }) => result === 'failed' || (result === 'missing' && !values['allow-missing']),
  );
  return bad ? 1 : 0;
}

function refuse(reason: string): number {
  console.error(`conformance: ${reason}\n\n${usage}`);
  return 2;
}

await runTool('conformance', usage, main);
