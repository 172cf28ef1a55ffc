import type { Problem } from '../../src/source/problem.ts';

/** Problems a line each: `test.dts:3:5: error: message`. */
export function problemsText(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, message, place }) => {
      if (place === undefined) return `${severity}: ${message}`;
      const { line, column } = place.file.lineColumn(place.start);
      return `${place.file.path}:${line}:${column}: ${severity}: ${message}`;
    })
    .join('\n');
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
