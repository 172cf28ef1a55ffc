import type { Place } from '../../source/place.ts';
import type { Problem } from '../../source/problem.ts';
import type { SourceFile } from '../../source/source-file.ts';
import { isLog } from '../is-log.ts';
import { pinnedSpecOf } from '../pinned/pinned-schema.ts';
import type { PinnedSpec } from '../pinned/pinned-spec.ts';
import { schemaProblems } from '../schema-problems.ts';
import { readYaml, type YamlSource } from '../yaml-source.ts';
import { checkVariables } from './check-variables.ts';
import type { MatrixAxis } from './matrix-axis.ts';
import { axisMistake } from './matrix-axis.ts';
import { type PlanOverrides, readOverrides } from './plan-overrides.ts';
import { mostCells, type WrittenPlan, writtenPlanSchema } from './plan-schema.ts';
import { readMatrix } from './read-matrix.ts';
import { settingsOf } from './settings.ts';
import { axisNames, type Variables } from './variables.ts';
import type { WorkloadSetting } from './workload-setting.ts';

export type { PlanOverrides } from './plan-overrides.ts';

/** The runs that a workload asks for. */
export interface WorkloadPlan {
  /** In the order of the matrix, the last axis fastest; empty if a problem is an error. */
  readonly settings: readonly WorkloadSetting[];
  readonly pinned: PinnedSpec | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads `variables`, `matrix` and `pinned` of a workload, with what the command line says instead. An operation log, and no file at
 * all (a log that is a stream), has none of them, but may be given RAM sizes, kernels and seeds.
 *
 * What is wrong with the rest of the workload is for `loadWorkload` to say.
 */
export function readPlan(file: SourceFile | undefined, overrides: PlanOverrides = {}): WorkloadPlan {
  if (file === undefined || isLog(file)) return planned(new Map(), [], undefined, overrides, []);

  const { source, problems } = readYaml(file);
  if (source === undefined) return { settings: [], pinned: undefined, problems };
  const parsed = writtenPlanSchema.safeParse(source.value);
  // A workload that is no mapping has no plan; what it has instead is told of when it is loaded.
  if (!parsed.success && parsed.error.issues.some(({ path }) => path.length === 0))
    return planned(new Map(), [], undefined, overrides, []);
  if (!parsed.success)
    return { settings: [], pinned: undefined, problems: schemaProblems(source, parsed.error.issues) };
  return planOf(source, parsed.data, overrides);
}

function planOf(source: YamlSource, written: WrittenPlan, overrides: PlanOverrides): WorkloadPlan {
  const variables = new Map(Object.entries(written.variables ?? {}));
  const matrix = readMatrix(source, written.matrix ?? {});
  const pinned =
    written.pinned === undefined ? undefined : pinnedSpecOf(written.pinned, source.placeOf(['pinned']));
  const axes = matrix.axes.map(({ name }) => name);
  const problems = [...matrix.problems, ...checkVariables(source, variables, axes)];
  const place = written.matrix === undefined ? undefined : source.placeOf(['matrix']);
  return planned(variables, matrix.axes, pinned, overrides, problems, place);
}

function planned(
  variables: Variables,
  written: readonly MatrixAxis[],
  pinned: PinnedSpec | undefined,
  overrides: PlanOverrides,
  found: readonly Problem[],
  place?: Place | undefined,
): WorkloadPlan {
  const known = new Set([...variables.keys(), ...written.map(({ name }) => name)]);
  for (const name of axisNames) known.delete(name);
  const given = readOverrides(overrides, [...known]);
  const problems = [...found, ...given.problems, ...mistakesOf(given.axes)];

  // An axis of the command line stands where the workload has it, else behind all others.
  const byName = new Map([...written, ...given.axes].map((axis) => [axis.name, axis]));
  const axes = [...byName.values()];
  const cells = axes.reduce((product, { values }) => product * values.length, 1);
  if (cells > mostCells) problems.push({ ...tooManyCells(cells, axes), place });
  const isUnusable = problems.some(({ severity }) => severity === 'error');
  return { settings: isUnusable ? [] : settingsOf(variables, axes), pinned, problems };
}

function mistakesOf(axes: readonly MatrixAxis[]): readonly Problem[] {
  return axes.flatMap(({ name, values }) => {
    const mistakes = values.flatMap((value) => axisMistake(name, value) ?? []);
    return mistakes.slice(0, 1).map((mistake) => problem('workload-option', `${name}: ${mistake}`));
  });
}

function tooManyCells(cells: number, axes: readonly MatrixAxis[]): Problem {
  const product = axes.map(({ name, values }) => `${values.length} of \`${name}\``).join(' × ');
  const message = `The matrix has ${cells} cells (${product}); at most ${mostCells} are rehearsed.`;
  return problem('workload-matrix', message);
}

function problem(code: string, message: string): Problem {
  return { severity: 'error', code, message };
}
