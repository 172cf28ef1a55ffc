import type { YamlPath } from '../yaml-source.ts';
import type { Distribution } from './distribution.ts';
import type { WorkloadAmount, WorkloadChoice, WorkloadDistribution } from './generate-document.ts';

/** How the amounts of a distribution are read and what is wrong with it is reported. */
export interface AmountReader {
  /** A whole number of at least 1; undefined, and reported, if it is none. */
  read(amount: WorkloadAmount, path: YamlPath): number | undefined;
  report(message: string, path: YamlPath): void;
}

/** A distribution as written, with its amounts read; undefined, and reported, if one cannot be. */
export function compileDistribution(
  written: WorkloadDistribution,
  path: YamlPath,
  reader: AmountReader,
): Distribution | undefined {
  if (typeof written !== 'object') {
    const value = reader.read(written, path);
    return value === undefined ? undefined : { kind: 'fixed', value, multiple: 1 };
  }
  const multiple = written.multiple === undefined ? 1 : reader.read(written.multiple, [...path, 'multiple']);
  if (multiple === undefined) return undefined;

  const { uniform, logUniform, choose, normal, geometric } = written;
  if (uniform !== undefined) {
    const range = readRange(uniform, [...path, 'uniform'], reader);
    return range === undefined ? undefined : { kind: 'uniform', ...range, multiple };
  }
  if (logUniform !== undefined) {
    const range = readRange(logUniform, [...path, 'logUniform'], reader);
    return range === undefined ? undefined : { kind: 'logUniform', ...range, multiple };
  }
  if (choose !== undefined) {
    const choice = readChoice(choose, [...path, 'choose'], reader);
    return choice === undefined ? undefined : { kind: 'choose', ...choice, multiple };
  }
  if (normal !== undefined) {
    const mean = reader.read(normal.mean, [...path, 'normal', 'mean']);
    const deviation = reader.read(normal.deviation, [...path, 'normal', 'deviation']);
    if (mean === undefined || deviation === undefined) return undefined;
    return { kind: 'normal', mean, deviation, multiple };
  }
  if (geometric === undefined) return undefined;
  const mean = reader.read(geometric.mean, [...path, 'geometric', 'mean']);
  return mean === undefined ? undefined : { kind: 'geometric', mean, multiple };
}

function readRange(
  [from, to]: readonly [WorkloadAmount, WorkloadAmount],
  path: YamlPath,
  reader: AmountReader,
): { readonly low: number; readonly high: number } | undefined {
  const low = reader.read(from, [...path, 0]);
  const high = reader.read(to, [...path, 1]);
  if (low === undefined || high === undefined) return undefined;
  if (low <= high) return { low, high };
  reader.report(`The range ends at ${high}, before it begins at ${low}.`, path);
  return undefined;
}

function readChoice(
  choose: WorkloadChoice,
  path: YamlPath,
  reader: AmountReader,
): { readonly values: readonly number[]; readonly sums: readonly number[] } | undefined {
  const weighted = isList(choose)
    ? choose.map((amount, index) => ({ amount, at: index, weight: 1 }))
    : Object.entries(choose).map(([amount, weight]) => ({ amount, at: amount, weight }));
  const values = weighted.map(({ amount, at }) => reader.read(amount, [...path, at]));
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) return undefined;
  return { values: known, sums: runningSums(weighted.map(({ weight }) => weight)) };
}

/** The sum of each weight and those before it. */
export function runningSums(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

function isList(choose: WorkloadChoice): choose is readonly WorkloadAmount[] {
  return Array.isArray(choose);
}
