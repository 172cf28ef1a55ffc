import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globFiles } from '../../../src/cli/check-glob.ts';
import { checkHere } from '../../../src/cli/check-here.ts';
import { type CheckPlan, planCheck } from '../../../src/project/check/check-plan.ts';
import { readFoundConfig } from '../../../src/project/config/config-file.ts';
import { type CheckReport, checkReport } from '../../../src/report/check-report.ts';
import { FileStore } from '../../../src/source/file-store.ts';
import type { Problem } from '../../../src/source/problem.ts';
import { scratchFolder } from '../../cli/carveout.ts';

const fixture = new URL('../../../fixtures/check/', import.meta.url);

/** The project of fixtures/check with this configuration, in a folder of its own. */
export function projectWith(config: string, files: Readonly<Record<string, string>> = {}): string {
  const own = ['boards/chip.dtsi', 'boards/gate.dts', 'boards/kiosk.dts'];
  const all = [...own, ...['preview', 'recording', 'screen'].map((name) => `workloads/${name}.yaml`)];
  const copied = all.map((path) => [path, readFileSync(new URL(path, fixture), 'utf8')]);
  return scratchFolder({ ...Object.fromEntries(copied), 'carveout.config.yaml': config, ...files });
}

export const fixtureFolder: string = fileURLToPath(fixture);

export function planOf(folder: string): CheckPlan | readonly Problem[] {
  const files = new FileStore();
  const { file, problems } = readFoundConfig(files, `${folder}/carveout.config.yaml`);
  return file === undefined ? problems : planCheck(files, file, globFiles);
}

/** What is wrong with a configuration, in a line each. */
export function problemsOf(folder: string): readonly string[] {
  const plan = planOf(folder);
  const problems = 'items' in plan ? plan.problems : plan;
  return problems.map(({ message, place }) => {
    const at = place?.file.lineColumn(place.start);
    return `${at?.line}:${at?.column} ${message}`;
  });
}

export function reportOf(folder: string): CheckReport {
  const plan = planOf(folder);
  if (!('items' in plan) || plan.problems.length > 0)
    throw new Error(problemsOf(folder).join('\n') || 'no plan');
  const { config, key, failOn, maxWarnings, items } = plan;
  const about = { config, plan: key, shard: null, planned: items.length, failOn };
  return checkReport({ ...about, maxWarnings: maxWarnings ?? null }, checkHere(items));
}
