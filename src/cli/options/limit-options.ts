import type { Argv, Options } from 'yargs';
import { defaultLimits, type Limits, limitOptions } from '../../source/limits.ts';
import { UsageError } from '../usage-error.ts';
import { lastOne } from './last-one.ts';

export interface LimitArguments {
  readonly maxNesting?: string | undefined;
  readonly maxIncludeDepth?: string | undefined;
  readonly maxIncludes?: string | undefined;
  readonly maxExpansion?: string | undefined;
  readonly maxFileSize?: string | undefined;
  readonly maxTokens?: string | undefined;
}

const limit = { type: 'string', requiresArg: true, coerce: lastOne, group: 'Limits:' } as const;

const options: Readonly<Record<keyof Limits, Options>> = {
  nesting: { ...limit, describe: 'How deep nodes and parentheses may nest; 3000 at most' },
  includeDepth: { ...limit, describe: 'How deep files may include one another; 400 at most' },
  includes: { ...limit, describe: 'How many files may be included' },
  expansion: { ...limit, describe: 'How many tokens macros may produce' },
  fileBytes: { ...limit, describe: 'The largest file that is read, such as 64M; 255M at most' },
  tokens: { ...limit, describe: 'How many tokens an input may have' },
};

/** What each may be raised to: where the stack, and what a string can hold, end. */
const most: Readonly<Record<keyof Limits, number>> = {
  nesting: 3000,
  includeDepth: 400,
  includes: 10_000_000,
  expansion: 1_000_000_000,
  fileBytes: 255 << 20,
  tokens: 1_000_000_000,
};

const allLimits = Object.keys(options) as readonly (keyof Limits)[];

/** Options of every command that reads sources or blobs; those for blobs alone have no use for most. */
export function withLimitOptions<T>(
  yargs: Argv<T>,
  limits: readonly (keyof Limits)[] = allLimits,
): Argv<T & LimitArguments> {
  const chosen = limits.map((each) => [
    nameOf(each),
    { ...options[each], defaultDescription: shown(each, defaultLimits[each]) },
  ]);
  return yargs.options(Object.fromEntries(chosen)) as unknown as Argv<T & LimitArguments>;
}

/** The limits that the options set. @throws UsageError for a number that is none, or beyond what can be borne */
export function limitsOf(args: LimitArguments): Partial<Limits> {
  const given: Readonly<Record<keyof Limits, string | undefined>> = {
    nesting: args.maxNesting,
    includeDepth: args.maxIncludeDepth,
    includes: args.maxIncludes,
    expansion: args.maxExpansion,
    fileBytes: args.maxFileSize,
    tokens: args.maxTokens,
  };
  const limits: { -readonly [Each in keyof Limits]?: Limits[Each] } = {};
  for (const each of allLimits) {
    const text = given[each];
    if (text !== undefined) limits[each] = parseLimit(each, text);
  }
  return limits;
}

function parseLimit(each: keyof Limits, text: string): number {
  const [, digits, unit] = /^([0-9]{1,15})(?:([KMG])(?:iB)?)?$/i.exec(text) ?? [];
  const option = limitOptions[each];
  if (digits === undefined || (unit !== undefined && each !== 'fileBytes')) {
    const what = each === 'fileBytes' ? 'no size, such as 64M' : 'no whole number';
    throw new UsageError(`${option} ${text}: ${what}.`);
  }
  const value = Number(digits) * 1024 ** ' KMG'.indexOf(unit?.toUpperCase() ?? ' ');
  if (value < 1) throw new UsageError(`${option} ${text}: at least 1.`);
  if (value > most[each]) throw new UsageError(`${option} ${text}: ${shown(each, most[each])} at most.`);
  return value;
}

function shown(each: keyof Limits, value: number): string {
  return each === 'fileBytes' ? `${value / (1 << 20)}M` : String(value);
}

function nameOf(each: keyof Limits): string {
  return limitOptions[each].slice(2);
}
