import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { outcomeLines, summaryLines } from './report-conformance.ts';
import { type Outcome, runConformance } from './run-conformance.ts';

const usage = `usage: npm run conformance -- DIR [--folder NAME]... [--only TEXT] [--allow-missing]

Compares recordings of real kernels below DIR (folders by kernel, files *.json or *.json.gz) with the emulation.
Exit code 0: all passed; 1: one failed, or is missing without --allow-missing; 2: no recordings there.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', multiple: true },
    only: { type: 'string' },
    'allow-missing': { type: 'boolean', default: false },
  },
});

process.exitCode = run(positionals[0]);

function run(folder: string | undefined): number {
  if (folder === undefined || !existsSync(folder)) {
    console.error(folder === undefined ? usage : `${folder}: no such folder\n\n${usage}`);
    return 2;
  }

  const outcomes: Outcome[] = [];
  const { folder: folders, only } = values;
  const options = { ...(folders === undefined ? {} : { folders }), ...(only === undefined ? {} : { only }) };
  for (const outcome of runConformance(folder, options)) {
    outcomes.push(outcome);
    for (const line of outcomeLines(outcome)) console.log(line);
  }
  if (outcomes.length === 0) {
    console.error(`${folder}: no recordings`);
    return 2;
  }

  for (const line of summaryLines(outcomes)) console.log(line);
  const bad = outcomes.some(
    ({ result }) => result === 'failed' || (result === 'missing' && !values['allow-missing']),
  );
  return bad ? 1 : 0;
}
