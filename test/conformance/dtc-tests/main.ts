import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSuite } from './manifest.ts';
import { runDtcTests } from './run-dtc-tests.ts';

const usage = `Usage: npm run dtc-tests -- DIR

DIR holds dtc's own test sources: manifest.json, src/ and expected/. Every source that dtc compiles must give dtc's bytes,
every one that it refuses must be refused with a place. Prints each difference; exits with 1 where there is one.`;

function main([folder, ...rest]: readonly string[]): number {
  const isHelp = folder === '--help' || folder === '-h';
  if (folder === undefined || isHelp || rest.length > 0) {
    console.log(usage);
    return isHelp ? 0 : 2;
  }
  if (!existsSync(join(folder, 'manifest.json'))) {
    console.error(`dtc-tests: there is no manifest.json in ${folder}.`);
    return 2;
  }
  return runDtcTests(readSuite(folder), (line) => console.log(line));
}

process.exitCode = main(process.argv.slice(2));
