import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../nearest-name.ts';
import { axisValues, valueOfText } from './axis-values.ts';
import type { MatrixAxis } from './matrix-axis.ts';
import { axisNames } from './variables.ts';

/** What the command line says beside the workload. */
export interface PlanOverrides {
  /** `NAME=VALUE`: a variable, or an axis of the matrix that has this one value. */
  readonly set?: readonly string[] | undefined;
  /** `NAME=V,V` or `NAME=1..20`: an axis of the matrix. */
  readonly matrix?: readonly string[] | undefined;
}

export interface ReadOverrides {
  /** The axes of `--matrix`, and those that `--set` gives one value, in their order. */
  readonly axes: readonly MatrixAxis[];
  readonly problems: readonly Problem[];
}

/** Reads `--set` and `--matrix`; `known` are the names that the workload has, beside those of every matrix. */
export function readOverrides(overrides: PlanOverrides, known: readonly string[]): ReadOverrides {
  const axes = new Map<string, MatrixAxis>();
  const problems: Problem[] = [];
  const read = (option: string, text: string, several: boolean): void => {
    const [, name = '', value = ''] = /^\s*([^=]*?)\s*=(.*)$/s.exec(text) ?? [];
    if (name === '' || value.trim() === '') {
      problems.push(wrong(`${option} ${text}: expected NAME=VALUE.`));
      return;
    }
    if (!known.includes(name) && !axisNames.some((axis) => axis === name)) {
      problems.push(unknown(option, name, known));
      return;
    }
    const texts = several ? value.split(',') : [value];
    // A kernel's version is a text: `6.10` is not 6.1.
    const values = axisValues(texts.map((one) => (name === 'kernel' ? one.trim() : valueOfText(one))));
    if (values.ok) axes.set(name, { name, values: values.values });
    else problems.push(wrong(`${option} ${text}: ${values.message}`));
  };

  for (const text of overrides.matrix ?? []) read('--matrix', text, true);
  for (const text of overrides.set ?? []) read('--set', text, false);
  return { axes: [...axes.values()], problems };
}

function unknown(option: string, name: string, known: readonly string[]): Problem {
  const names = [...known, ...axisNames];
  const meant = nearestNames(name, names, 1)[0];
  const help =
    meant === undefined ? `There are ${names.slice(0, 12).join(', ')}.` : `Did you mean \`${meant}\`?`;
  return {
    ...wrong(`${option} ${name}: the workload has no variable \`${name}\`.`),
    code: 'variable-unknown',
    help,
  };
}

function wrong(message: string): Problem {
  return { severity: 'error', code: 'workload-option', message };
}
