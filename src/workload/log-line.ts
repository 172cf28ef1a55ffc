import type { z } from 'zod';
import type { AllocFunction } from '../kernel/dma/types.ts';
import { nearestNames } from './nearest-name.ts';
import { allocCallWords, attrWords, gfpWords } from './operations/field-specs.ts';
import { operationSchema } from './operations/operation-schema.ts';
import { operationNames, operationSpec } from './operations/operation-table.ts';
import { readRecorded, recordedText } from './recorded-outcome.ts';
import { issueMessage } from './schema-problems.ts';

/** The members of a line's object that say what is done, not yet known to be right. */
export interface LoggedOperation {
  readonly device?: unknown;
  readonly do?: unknown;
  readonly id?: unknown;
  readonly size?: unknown;
  readonly offset?: unknown;
  readonly gfp?: unknown;
  readonly call?: unknown;
  readonly attrs?: unknown;
  readonly recorded?: unknown;
  readonly [other: string]: unknown;
}

/** What is wrong with a line, and the member that it is about. */
export interface LineMistake {
  readonly kind: 'operation-unknown-key' | 'operation-key-missing' | 'operation-invalid';
  readonly key: string;
  readonly message: string;
  readonly help?: string;
}

/** What `run --trace` adds to an operation, which reading passes over. */
const addedKeys = ['ok', 'dma', 'phys', 'from', 'exact', 'why', 'rc', 'segments', 'bytes', 'log'];
const allocKeys = ['device', 'do', 'id', 'size', 'gfp', 'call', 'attrs', 'recorded'];
const freeKeys = ['device', 'do', 'id', 'size', 'offset'];
const allowedInAlloc = new Set([...allocKeys, ...addedKeys]);
const allowedInFree = new Set([...freeKeys, ...addedKeys]);

interface MemberCheck {
  readonly key: string;
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

const deviceCheck: MemberCheck = { key: 'device', expected: 'the path of a node', holds: isName };

const idCheck: MemberCheck = {
  key: 'id',
  expected: 'a text that names the buffer',
  holds: (value) => isName(value) || Number.isSafeInteger(value),
};

const sizeText = 'a whole number of bytes, up to 2^53 - 1';

const recordedCheck: MemberCheck = {
  key: 'recorded',
  expected: `what a running system gave, ${recordedText}`,
  holds: (value) => value === undefined || readRecorded(value) !== undefined,
};

const allocChecks: readonly MemberCheck[] = [
  deviceCheck,
  idCheck,
  { key: 'gfp', expected: choices(gfpWords), holds: oneOf(gfpWords) },
  { key: 'size', expected: sizeText, holds: isSize },
  { key: 'call', expected: choices(allocCallWords), holds: oneOf(allocCallWords) },
  {
    key: 'attrs',
    expected: `a list of ${choices(attrWords)}`,
    holds: (value) => value === undefined || (Array.isArray(value) && value.every(oneOf(attrWords))),
  },
  recordedCheck,
];

const freeChecks: readonly MemberCheck[] = [
  deviceCheck,
  idCheck,
  { key: 'size', expected: sizeText, holds: (value) => value === undefined || isSize(value) },
  {
    key: 'offset',
    expected: 'a whole number of bytes',
    holds: (value) => value === undefined || Number.isSafeInteger(value),
  },
];

/** The first thing that is wrong with the members of a line; undefined: nothing is. */
export function checkLine(operation: LoggedOperation): LineMistake | undefined {
  // Nearly all lines of a long log are these two; they go without the general schema.
  if (operation.do === 'alloc') return checkPlain(operation, allowedInAlloc, allocKeys, allocChecks);
  if (operation.do === 'free') return checkPlain(operation, allowedInFree, freeKeys, freeChecks);

  const spec = typeof operation.do === 'string' ? operationSpec(operation.do) : undefined;
  if (spec === undefined) return checkUnknown(operation);
  if (!deviceCheck.holds(operation.device)) return wrong(deviceCheck, operation.device);
  if (!recordedCheck.holds(operation.recorded)) return wrong(recordedCheck, operation.recorded);
  return checkFields(spec.name, operation);
}

function checkPlain(
  operation: LoggedOperation,
  allowed: ReadonlySet<string>,
  keys: readonly string[],
  checks: readonly MemberCheck[],
): LineMistake | undefined {
  for (const key in operation) {
    if (!allowed.has(key)) return unknownKey(key, keys);
  }
  for (const check of checks) {
    if (!check.holds(operation[check.key])) return wrong(check, operation[check.key]);
  }
  return undefined;
}

/** A line whose `do` is none of the words, or missing. */
function checkUnknown(operation: LoggedOperation): LineMistake {
  const known = new Set([...allowedInAlloc, ...allowedInFree]);
  if (operation.do === undefined) {
    const misspelt = Object.keys(operation).find((key) => !known.has(key));
    if (misspelt !== undefined) return unknownKey(misspelt, allocKeys);
  }
  if (!deviceCheck.holds(operation.device)) return wrong(deviceCheck, operation.device);
  const expected = operation.do === undefined ? 'what the device does, such as `alloc`' : 'an operation';
  const meant = nearestNames(String(operation.do), operationNames, 1)[0];
  const help = meant === undefined ? `There are ${operationNames.join(', ')}.` : `Did you mean \`${meant}\`?`;
  return { ...wrong({ ...deviceCheck, key: 'do', expected }, operation.do), help };
}

const schemas = new Map<string, z.ZodObject>();

function checkFields(name: string, operation: LoggedOperation): LineMistake | undefined {
  const spec = operationSpec(name);
  if (spec === undefined) return undefined;
  let schema = schemas.get(name);
  if (schema === undefined) {
    schema = operationSchema(spec, 'json-line');
    schemas.set(name, schema);
  }

  const fields: Record<string, unknown> = {};
  for (const key in operation) {
    const isOwn = spec.fields.some((field) => field.name === key);
    if (isOwn || !(key === 'do' || key === 'device' || key === 'recorded' || addedKeys.includes(key)))
      fields[key] = operation[key];
  }
  const parsed = schema.safeParse(fields);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  if (issue === undefined) return undefined;
  if (issue.code === 'unrecognized_keys') {
    const names = ['device', 'do', ...spec.fields.map((field) => field.name)];
    return unknownKey(issue.keys[0] ?? '', [...new Set(names)], name);
  }
  const key = String(issue.path[0] ?? 'do');
  if (operation[key] === undefined) {
    const text = spec.fields.find((field) => field.name === key)?.text ?? '';
    return { kind: 'operation-key-missing', key, message: `A \`${name}\` needs \`${key}\`: ${lower(text)}` };
  }
  return {
    kind: 'operation-invalid',
    key,
    message: `\`${key}\`: ${lower(issueMessage(issue, operation[key]))}`,
  };
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function wrong({ key, expected }: MemberCheck, value: unknown): LineMistake {
  if (value === undefined)
    return { kind: 'operation-key-missing', key, message: `An operation needs \`${key}\`: ${expected}.` };
  const found = JSON.stringify(value);
  const shown = found.length > 60 ? `${found.slice(0, 57)}…` : found;
  return { kind: 'operation-invalid', key, message: `\`${key}\` is ${expected}; found ${shown}.` };
}

function unknownKey(key: string, keys: readonly string[], name?: string): LineMistake {
  const meant = nearestNames(key, keys, 1)[0];
  const help = meant === undefined ? `Known: ${keys.join(', ')}.` : `Did you mean \`${meant}\`?`;
  const subject = name === undefined ? 'An operation' : `A \`${name}\``;
  return { kind: 'operation-unknown-key', key, message: `${subject} has no \`${key}\`.`, help };
}

/** The function that a line names, which `checkLine` took. */
export function allocCallNamed(value: unknown): AllocFunction {
  return allocCallWords.find((word) => word === value) ?? 'coherent';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isSize(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function oneOf(words: readonly string[]): (value: unknown) => boolean {
  return (value) => value === undefined || words.some((word) => word === value);
}

function choices(words: readonly string[]): string {
  const shown = words.map((word) => `\`${word}\``);
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** A line as an object; undefined: it is none. */
export function parseObject(line: string): LoggedOperation | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is LoggedOperation {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
