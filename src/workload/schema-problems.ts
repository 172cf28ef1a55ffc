import type { z } from 'zod';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { nearestNames } from './nearest-name.ts';
import { operationSpec, operationTable } from './operations/operation-table.ts';
import { type WorkloadObject, workloadKeys } from './workload-schema.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

const mostProblems = 20;

/** What the objects of a text are called, and which keys they have. */
export interface ProblemWords {
  subject(path: YamlPath): string;
  keys(path: YamlPath): readonly string[];
}

/** What zod found wrong with a workload, in our words and at its place in the YAML; at most 20. */
export function schemaProblems(
  source: YamlSource,
  issues: readonly Issue[],
  words: ProblemWords = workloadWords,
): readonly Problem[] {
  const flat = issues.flatMap((issue) => flatten(issue, []));
  const misspelt = new Map<string, readonly string[]>();
  for (const { issue, path } of flat) {
    if (issue.code === 'unrecognized_keys') misspelt.set(path.join('/'), issue.keys);
  }

  const problems: Problem[] = [];
  const told = new Set<string>();
  for (const { issue, path } of flat) {
    if (problems.length >= mostProblems) break;
    if (followsFromMisspelling(issue, path, misspelt)) continue;
    // A number beyond 2^53 is told of twice: as no whole number, and as above the limit.
    const key = `${path.join('/')} ${issue.code}`;
    if (issue.code === 'too_big' && told.has(key)) continue;
    told.add(key);
    problems.push(...explain(source, issue, path, words));
  }
  return problems.slice(0, mostProblems);
}

interface FlatIssue {
  readonly issue: Issue;
  readonly path: YamlPath;
}

/** An issue of a union becomes those of the alternative whose kind of value was written. */
function flatten(issue: Issue, base: YamlPath): readonly FlatIssue[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ issue, path }];

  const meant = issue.errors.find((errors) => !errors.some(isWrongKind));
  if (meant === undefined) return [{ issue, path }];
  return meant.flatMap((inner) => flatten(inner, path));
}

function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** A missing `device` beside an unknown `devise` is one mistake, not two. */
function followsFromMisspelling(
  issue: Issue,
  path: YamlPath,
  misspelt: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (issue.code === 'custom') return misspelt.has(path.join('/'));
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value' && issue.code !== 'invalid_union')
    return false;
  const keys = misspelt.get(path.slice(0, -1).join('/'));
  return (
    keys?.slice(0, mostProblems).some((key) => nearestNames(key, [String(path.at(-1))]).length > 0) ?? false
  );
}

function explain(source: YamlSource, issue: Issue, path: YamlPath, words: ProblemWords): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, mostProblems).map((key) => unknownKey(source, path, key, words));
  }
  if (issue.code === 'invalid_key') {
    const place = source.placeOfKey(path.slice(0, -1), String(path.at(-1)));
    const [inner] = issue.issues;
    const message = inner === undefined ? issue.message : issueMessage(inner, path.at(-1));
    return [problem('workload-invalid', message, place)];
  }
  const value = valueAt(source.value, path);
  if (value === undefined && path.length > 0 && issue.code !== 'custom') {
    const owner = path.slice(0, -1);
    return [
      problem(
        'workload-key-missing',
        `${words.subject(owner)} needs \`${String(path.at(-1))}\`.`,
        source.placeOf(owner),
      ),
    ];
  }
  return [
    problem(
      'workload-invalid',
      issueMessage(issue, value),
      source.placeOf(path),
      helpFor(issue, value, path),
    ),
  ];
}

function unknownKey(source: YamlSource, path: YamlPath, key: string, words: ProblemWords): Problem {
  const known = words.keys(path);
  const meant = nearestNames(key, known, 1)[0];
  const all = known.length === 0 ? undefined : `Known here: ${known.join(', ')}.`;
  const help = meant === undefined ? all : `Did you mean \`${meant}\`?`;
  return problem(
    'workload-unknown-key',
    `${words.subject(path)} has no \`${key}\`.`,
    source.placeOfKey(path, key),
    help,
  );
}

/** What one issue says, in our words. */
export function issueMessage(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${article(issue.expected)}; found ${describe(value)}.`;
    case 'invalid_value':
      return `Expected ${issue.values.map((choice) => `\`${String(choice)}\``).join(' or ')}; found ${describeBeside(issue.values, value)}.`;
    case 'invalid_union':
      return `Expected ${expectedByUnion(issue)}; found ${describe(value)}.`;
    case 'too_small':
      return `Expected ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}; found ${describe(value)}.`;
    case 'too_big':
      return `Expected ${bound(issue.origin, 'at most', issue.maximum)}; found ${describe(value)}.`;
    case 'invalid_format':
      return issue.message.startsWith('Invalid')
        ? `${describe(value)} is not in the form that is expected here.`
        : `${issue.message.replace(/\.$/, '')}; found ${describe(value)}.`;
    default:
      return issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
  }
}

function expectedByUnion(issue: z.core.$ZodIssueInvalidUnion): string {
  const choices = issue.errors.flatMap((errors) =>
    errors.filter(isWrongKind).map((inner) => {
      if (inner.code === 'invalid_value')
        return inner.values.map((choice) => `\`${String(choice)}\``).join(' or ');
      return inner.code === 'invalid_type' ? article(inner.expected) : 'another value';
    }),
  );
  return choices.join(' or ');
}

const addressFields: ReadonlySet<string> = new Set(
  operationTable.flatMap(({ fields }) =>
    fields.filter(({ type }) => type.kind === 'address' || type.kind === 'mask').map(({ name }) => name),
  ),
);

function helpFor(issue: Issue, value: unknown, path: YamlPath): string | undefined {
  if (issue.code === 'too_big' && addressFields.has(String(path.at(-1))))
    return "Larger ones are written as a text, such as '0xfffffffffffff000': a number of YAML or JSON keeps 53 bits.";
  if (issue.code !== 'invalid_value' && issue.code !== 'invalid_union') return undefined;
  if (typeof value !== 'string') return undefined;
  const choices =
    issue.code === 'invalid_value'
      ? issue.values
      : issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  if (choices.some((choice) => String(choice) === value)) return 'Write it without quotes.';
  const meant = nearestNames(value, choices.map(String), 1)[0];
  return meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
}

function bound(origin: string, word: string, limit: number | bigint): string {
  if (origin === 'array') return `${word} ${limit} of them`;
  if (origin === 'string') return `${word} ${limit} characters`;
  return `${word} ${limit}`;
}

const names: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
};

function article(type: string): string {
  return names[type] ?? `a ${type}`;
}

/** `'1'` is not 1, and looks like it. */
function describeBeside(choices: readonly unknown[], value: unknown): string {
  const isLike = choices.some((choice) => typeof choice !== typeof value && String(choice) === String(value));
  return isLike
    ? `the ${typeof value === 'string' ? 'text' : typeof value} ${describe(value)}`
    : describe(value);
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = String(value);
  return text.length > 60 ? `\`${text.slice(0, 57)}…\`` : `\`${text}\``;
}

/** Which kind of object stands at a path of a workload. */
function objectAt(path: YamlPath): WorkloadObject {
  const last = path.at(-1);
  if (last === undefined) return 'workload';
  if (typeof last === 'number' && path.at(-2) === 'parallel') return 'actor';
  if (typeof last === 'number') return path.at(-2) === 'entries' ? 'entry' : 'step';
  if (path.at(-2) === 'pools') return 'pool';
  if (last === 'alloc' || last === 'free') return last;
  if ((last === 'pinned' || last === 'variables' || last === 'matrix') && path.length === 1) return last;
  if (last === 'use') return last;
  if (last === 'random' || last === 'normal' || last === 'geometric') return last;
  if (path.at(-2) === 'random') return 'distribution';
  const operation = operationSpec(String(last));
  if (operation !== undefined) return operation.name;
  return path.length === 1 ? 'expect' : 'stepExpectation';
}

const subjects: Readonly<Partial<Record<WorkloadObject, string>>> = {
  workload: 'A workload',
  step: 'A step',
  alloc: 'An `alloc`',
  free: 'A `free`',
  stepExpectation: "A step's `expect`",
  expect: "The workload's `expect`",
  pool: 'What is expected of a pool',
  entry: 'An entry of a list',
  actor: 'An actor',
  distribution: 'A distribution',
  pinned: "A workload's `pinned`",
  use: 'A `use`',
  variables: "A workload's `variables`",
  matrix: 'A `matrix`',
};

function subject(path: YamlPath): string {
  const object = objectAt(path);
  return subjects[object] ?? `A \`${object}\``;
}

const workloadWords: ProblemWords = {
  subject,
  keys: (path) => workloadKeys[objectAt(path)] ?? [],
};

function valueAt(value: unknown, path: YamlPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

function problem(code: string, text: string, place: Place, help?: string): Problem {
  return { severity: 'error', code, message: text, place, ...(help === undefined ? {} : { help }) };
}
