import type { MatrixAxis } from './matrix-axis.ts';
import { ramOf } from './matrix-axis.ts';
import { resolvedVariables, type Variables, type VariableValue } from './variables.ts';
import { usualSeed, type WorkloadSetting } from './workload-setting.ts';

/** A cell for every combination of the axes' values, the last axis fastest. */
export function settingsOf(variables: Variables, axes: readonly MatrixAxis[]): readonly WorkloadSetting[] {
  let cells: readonly ReadonlyMap<string, VariableValue>[] = [new Map()];
  for (const { name, values } of axes)
    cells = cells.flatMap((cell) => values.map((value) => new Map([...cell, [name, value] as const])));
  const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  return cells.map((cell) => settingOf(variables, cell, varying));
}

function settingOf(variables: Variables, cell: Variables, varying: readonly string[]): WorkloadSetting {
  const ram = cell.get('ram');
  const amount = ram === undefined ? undefined : ramOf(ram);
  const seed = Number(cell.get('seed') ?? usualSeed);
  const kernel = cell.get('kernel');
  return {
    label: varying.map((name) => `${name}=${cell.get(name)}`).join(' '),
    ram: typeof amount === 'object' ? amount : undefined,
    kernel: kernel === undefined ? undefined : String(kernel),
    seed,
    variables: resolvedVariables(new Map([...variables, ['seed', seed], ...cell])),
  };
}
