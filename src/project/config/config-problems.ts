import type { z } from 'zod';
import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../../workload/nearest-name.ts';
import type { YamlPath, YamlSource } from '../../workload/yaml-source.ts';

type Issue = z.core.$ZodIssue;

const mostProblems = 20;

/** What zod found wrong with a configuration, at its place; at most 20. */
export function configProblems(source: YamlSource, issues: readonly Issue[]): readonly Problem[] {
  return issues.flatMap((issue) => explain(source, issue)).slice(0, mostProblems);
}

function explain(source: YamlSource, issue: Issue): readonly Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, mostProblems).map((key) => ({
      severity: 'error' as const,
      code: 'config-unknown-key',
      message: `${subject(path)} has no \`${key}\`.`,
      place: source.placeOfKey(path, key),
      help: meant(key, knownKeys[dotted(path)] ?? []),
    }));
  }
  return [
    {
      severity: 'error',
      code: 'config-invalid',
      message: `${subject(path)}: ${expectation(issue)}`,
      place: source.placeOf(path),
    },
  ];
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}.`;
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      return `expected at least ${issue.minimum}${sizeOf(issue.origin)}.`;
    case 'too_big':
      return `expected at most ${issue.maximum}${sizeOf(issue.origin)}.`;
    default:
      return issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
  }
}

function sizeOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text (in YAML, put a number in quotes)',
  number: 'a number',
  int: 'a whole number',
};

const rulesKeys = ['preset', 'rules'];

/** By path, a number standing for any. */
const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': ['$schema', 'kernel', 'sources', 'lint', 'check'],
  kernel: [
    'version',
    'arch',
    'pageSize',
    'kconfig',
    'cmdline',
    'memory',
    'kernelImage',
    'initrd',
    'fdt',
    'ram',
  ],
  sources: ['include', 'define', 'allow'],
  lint: [...rulesKeys, 'packs', 'overrides', 'ignore', 'failOn', 'maxWarnings', 'baseline', 'firmware'],
  check: ['boards', 'workloads', 'rules', 'failOn'],
  'check.boards.*': ['board', 'boards', 'name', 'kernels', 'memory', 'ram', 'overlays', 'set', 'workloads'],
  'lint.overrides.*': ['files', ...rulesKeys],
};

function dotted(path: YamlPath): string {
  return path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('.');
}

function subject(path: YamlPath): string {
  return path.length === 0 ? 'A configuration' : `\`${path.map(String).join('.')}\``;
}

function meant(key: string, known: readonly string[]): string {
  const [near] = nearestNames(key, known, 1);
  return near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
}
