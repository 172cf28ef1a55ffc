import type { Place } from '../../source/place.ts';
import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../nearest-name.ts';
import type { YamlPath, YamlSource } from '../yaml-source.ts';
import { variableNamePattern } from './plan-schema.ts';
import { hasStrayUse, namesIn, strayUses, usesOfVariables } from './substitute.ts';
import { axisNames, unresolvedIn, type Variables } from './variables.ts';

const mostProblems = 20;

/** Uses of variables that there are not, variables that nothing uses, and values that name each other in a circle. */
export function checkVariables(
  source: YamlSource,
  variables: Variables,
  axes: readonly string[],
): readonly Problem[] {
  const known = new Set<string>([...variables.keys(), ...axes, 'seed']);
  const uses = [
    ...usesOfVariables(source.value),
    ...[...variables].flatMap(([of, value]) =>
      namesIn(String(value)).map((name) => ({ name, path: ['variables', of] })),
    ),
  ];
  const problems: Problem[] = [...stray(source, variables)];
  for (const { name, path } of uses) {
    if (!known.has(name)) problems.push(unknown(source, name, path, known));
    if (problems.length >= mostProblems) return problems;
  }

  const used = new Set(uses.map(({ name }) => name));
  problems.push(...reserved(source, variables), ...unused(source, variables, axes, used));
  const circle = unresolvedIn(variables);
  if (circle !== undefined && problems.length === 0)
    problems.push({
      severity: 'error',
      code: 'variable-circle',
      message: `The value of \`${circle}\` names variables that name it again, or becomes too long.`,
      place: source.placeOf(['variables', circle]),
    });
  return problems.slice(0, mostProblems);
}

/** A `${` that nothing closes would be taken for plain text. */
function stray(source: YamlSource, variables: Variables): readonly Problem[] {
  const values = [...variables].filter(([, value]) => hasStrayUse(String(value)));
  const paths = [...strayUses(source.value), ...values.map(([name]) => ['variables', name])];
  return paths.slice(0, mostProblems).map((path) => ({
    severity: 'error',
    code: 'variable-unclosed',
    message: `A \`\${\` begins the name of a variable here, and no \`}\` ends it.`,
    place: source.placeOf(path),
  }));
}

function unknown(source: YamlSource, name: string, path: YamlPath, known: ReadonlySet<string>): Problem {
  const meant = nearestNames(name, known, 1)[0];
  const isAxis = axisNames.some((axis) => axis === name);
  const help = isAxis
    ? `Only a \`matrix\` over \`${name}\` gives it a value.`
    : meant === undefined
      ? variableNamePattern.test(name)
        ? `\`variables: { ${name}: … }\` gives it a value.`
        : undefined
      : `Did you mean \`\${${meant}}\`?`;
  const message = name === '' ? `\`\${}\` names no variable.` : `There is no variable \`${name}\`.`;
  return {
    severity: 'error',
    code: 'variable-unknown',
    message,
    place: placeOfUse(source, name, path),
    help,
  };
}

/** Where `${name}` stands in the text at a path. */
function placeOfUse(source: YamlSource, name: string, path: YamlPath): Place {
  const place = source.placeOf(path);
  const text = source.file.text.slice(place.start, place.end);
  const match = [...text.matchAll(/\$\{([^{}]*)\}/g)].find(([, found = '']) => found.trim() === name);
  if (match === undefined) return place;
  const start = place.start + match.index;
  return { file: source.file, start, end: start + match[0].length };
}

function reserved(source: YamlSource, variables: Variables): readonly Problem[] {
  return axisNames
    .filter((name) => variables.has(name))
    .map((name) => ({
      severity: 'error',
      code: 'variable-reserved',
      message: `\`${name}\` is an axis of every matrix, and no variable.`,
      place: source.placeOfKey(['variables'], name),
      help: `Write \`matrix: { ${name}: … }\`.`,
    }));
}

function unused(
  source: YamlSource,
  variables: Variables,
  axes: readonly string[],
  used: ReadonlySet<string>,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const name of axes) {
    if (used.has(name) || axisNames.some((axis) => axis === name)) continue;
    const meant = nearestNames(name, [...axisNames, ...variables.keys()], 1).filter(
      (near) => near !== name,
    )[0];
    problems.push({
      severity: 'error',
      code: 'workload-matrix',
      message: `The matrix varies \`${name}\`, which nothing uses: all its runs would be the same.`,
      place: source.placeOfKey(['matrix'], name),
      help: meant === undefined ? `A step uses it as \`\${${name}}\`.` : `Did you mean \`${meant}\`?`,
    });
  }
  for (const name of variables.keys()) {
    if (used.has(name) || axes.includes(name) || axisNames.some((axis) => axis === name)) continue;
    problems.push({
      severity: 'warning',
      code: 'variable-unused',
      message: `Nothing uses the variable \`${name}\`.`,
      place: source.placeOfKey(['variables'], name),
    });
  }
  return problems;
}
