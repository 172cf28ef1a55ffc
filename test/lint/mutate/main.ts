import { Script } from 'node:vm';
import { catalogue } from '../../../src/lint/rules/index.ts';
import { runTool } from '../../helpers/run-tool.ts';
import { equivalents } from './equivalents.ts';
import { loadMutated, type MutatedTests } from './load-mutated.ts';
import type { Mutant } from './mutants.ts';
import type { Case } from './vitest-stand-in.ts';

const usage = `Usage: npm run mutate -- [RULE..]

Changes the conditions of lint's rules one at a time (comparisons, && and ||, negations, numbers) and runs the rule's own tests.
Prints each change that no test notices, but those that equivalents.ts says make no difference; exits with 1 where there is one.`;

/** A change that makes a loop endless is noticed by this. */
const mostMilliseconds = 5000;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const all = catalogue.map(({ id }) => id);
  const unknown = args.find((rule) => !all.includes(rule));
  if (unknown !== undefined) {
    console.error(`mutate: there is no rule ${unknown}.\n\n${usage}`);
    return 2;
  }

  const rules = args.length === 0 ? all : args;
  const tests = await loadMutated(rules);
  let complaints = 0;
  let killed = 0;
  let equal = 0;
  for (const rule of rules) {
    const result = await checkRule(rule, tests);
    killed += result.killed;
    equal += result.equal;
    complaints += result.complaints.length;
    console.log(
      `${rule}: ${result.killed} of ${result.total} noticed${result.equal === 0 ? '' : `, ${result.equal} make no difference`}`,
    );
    for (const line of result.complaints) console.log(`  ${line}`);
  }
  console.log(
    `${killed} of ${tests.mutants.length} noticed, ${equal} make no difference, ${complaints} to look at`,
  );
  return complaints === 0 ? 0 : 1;
}

interface RuleResult {
  readonly total: number;
  readonly killed: number;
  readonly equal: number;
  readonly complaints: readonly string[];
}

async function checkRule(rule: string, { mutants, cases, casesUnder }: MutatedTests): Promise<RuleResult> {
  const own = cases.get(rule) ?? [];
  const broken = firstFailure(0, own);
  if (broken !== undefined) throw new Error(`the tests of ${rule} fail without any change: ${broken}`);

  const ofRule = mutants.filter((mutant) => mutant.rule === rule);
  const alive: Mutant[] = [];
  for (const mutant of ofRule) {
    const asked = mutant.isConstant ? ((await casesUnder(mutant)).get(rule) ?? []) : own;
    if (firstFailure(mutant.id, asked) === undefined) alive.push(mutant);
  }
  const known = equivalents.filter((one) => one.rule === rule);
  const isKnown = (mutant: Mutant): boolean => known.some((one) => isSame(one, mutant));
  const complaints = [
    ...alive
      .filter((mutant) => !isKnown(mutant))
      .map(({ line, from, to }) => `src/lint/rules/${rule}.ts:${line}: ${from}  =>  ${to}`),
    ...known
      .filter((one) => !alive.some((mutant) => isSame(one, mutant)))
      .map(({ from, to }) => `equivalents.ts: no test lets this live: ${from}  =>  ${to}`),
  ];
  const killed = ofRule.length - alive.length;
  return { total: ofRule.length, killed, equal: alive.filter(isKnown).length, complaints };
}

function isSame(
  a: { readonly from: string; readonly to: string },
  b: { readonly from: string; readonly to: string },
): boolean {
  return a.from === b.from && a.to === b.to;
}

const script = new Script('globalThis.__runCase()');

declare global {
  var __runCase: () => unknown;
}

/** The first case that notices a mutant. */
function firstFailure(mutant: number, cases: readonly Case[]): string | undefined {
  globalThis.__mutant = mutant;
  try {
    for (const one of cases) {
      globalThis.__runCase = one.run;
      try {
        // Only a script's own run can be cut off.
        script.runInThisContext({ timeout: mostMilliseconds });
      } catch (error) {
        return `${one.name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    return undefined;
  } finally {
    globalThis.__mutant = 0;
  }
}

await runTool('mutate', usage, main);
