import type { Problem } from '../../source/problem.ts';
import type { YamlPath, YamlSource } from '../yaml-source.ts';
import { axisValues } from './axis-values.ts';
import { axisMistake, type MatrixAxis } from './matrix-axis.ts';
import type { WrittenAxis } from './plan-schema.ts';
import { namesIn } from './substitute.ts';
import type { VariableValue } from './variables.ts';

/** The axes of `matrix`, in the order in which they are written, and what is wrong with their values. */
export function readMatrix(
  source: YamlSource,
  matrix: Readonly<Record<string, WrittenAxis>>,
): { readonly axes: readonly MatrixAxis[]; readonly problems: readonly Problem[] } {
  const axes: MatrixAxis[] = [];
  const problems: Problem[] = [];
  const report = (message: string, path: YamlPath): void => {
    problems.push({ severity: 'error', code: 'workload-matrix', message, place: source.placeOf(path) });
  };

  for (const [name, axis] of Object.entries(matrix)) {
    const path = ['matrix', name];
    const written = name === 'kernel' ? asWritten(source, axis) : axis;
    const values = axisValues(written);
    if (!values.ok) {
      report(values.message, values.index === undefined ? path : [...path, values.index]);
      continue;
    }
    const mistake = values.values
      .map((value, index) => ({ index, message: mistakeIn(name, value) }))
      .find(({ message }) => message !== undefined);
    if (mistake?.message === undefined) axes.push({ name, values: values.values });
    else report(mistake.message, [...path, mistake.index]);
  }
  return { axes, problems };
}

function mistakeIn(name: string, value: VariableValue): string | undefined {
  if (namesIn(String(value)).length > 0) return `A matrix names no variables: \`${value}\`.`;
  return axisMistake(name, value);
}

/** A kernel's version as its text: the number 6.10 would be 6.1. */
function asWritten(source: YamlSource, axis: WrittenAxis): WrittenAxis {
  const textAt = (value: VariableValue, path: YamlPath): VariableValue => {
    if (typeof value !== 'number') return value;
    const { start, end } = source.placeOf(path);
    return source.file.text.slice(start, end);
  };
  return typeof axis === 'object'
    ? axis.map((value, index) => textAt(value, ['matrix', 'kernel', index]))
    : textAt(axis, ['matrix', 'kernel']);
}
