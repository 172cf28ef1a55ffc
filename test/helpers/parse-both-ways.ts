import { isDeepStrictEqual } from 'node:util';
import { type ParsedDts, parseDts } from '../../grammar/parse-dts.ts';
import type { SourceText } from '../../grammar/source-text.ts';
import type { ReadBinary } from '../../grammar/value-parser.ts';
import type { PreprocessedUnit } from '../../src/preprocessor/preprocessed.ts';
import type { Limits } from '../../src/source/limits.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { plainSyntax } from './plain-syntax.ts';

/** What came of a text that was parsed with the short cut for plain text, and by the grammar alone. */
export interface ParsedBothWays {
  /** Where the two differ first, as a path into the result; undefined where they are the same. */
  readonly difference: string | undefined;
  /** How many statements the short cut has read itself. */
  readonly plainStatements: number;
}

/**
 * Parses a unit with `grammar/plain/` and without it. Compared are all fields of all statements with their offsets and value bytes, the
 * places that offsets stand for, the problems with theirs, and what the problems may have swallowed.
 */
export function parseBothWays(unit: PreprocessedUnit, limits?: Limits): ParsedBothWays {
  const fast = parseDts(unit, { limits, readBinary });
  const lawful = parseDts(unit, { limits, readBinary, grammarOnly: true });
  return {
    difference: differenceOf(comparable(fast), comparable(lawful), 'parsed'),
    plainStatements: fast.problems.length === 0 ? fast.statements.length : 0,
  };
}

/** What any /incbin/ finds. */
const readBinary: ReadBinary = () => new Uint8Array([1, 2, 3]);

/** The result with each text as a number and its content: two parses make texts of their own. */
function comparable({ statements, problems, losses }: ParsedDts): unknown {
  const texts = new Map<SourceText, number>();
  const numbered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(numbered);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value))
      copy[key] = key === 'text' ? numberOf(each as SourceText) : numbered(each);
    return copy;
  };
  const numberOf = (text: SourceText): number => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text) ?? 0;
  };
  const tree = statements.map((each) => numbered(plainSyntax(each)));
  return { tree, problems, losses, texts: [...texts.keys()].map(contentOf) };
}

function contentOf(text: SourceText): unknown {
  const places: unknown[] = [];
  // A place each at some distance: which chunks the text is made of, and in what order.
  for (let at = 0; at < text.length; at += placeStep) places.push(text.place(at, at + 1));
  return { text: text.text, values: [...text.values], places };
}

const placeStep = 97;

function differenceOf(one: unknown, other: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  const isBranch = typeof one === 'object' && typeof other === 'object' && one !== null && other !== null;
  if (!isBranch || one instanceof SourceFile)
    return `${path}: ${shown(one)} and by the grammar ${shown(other)}`;
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    if (left.has(key) !== right.has(key))
      return `${path}.${key}: only ${left.has(key) ? 'with' : 'without'} the short cut`;
    const inside = differenceOf(left.get(key), right.get(key), `${path}.${key}`);
    if (inside !== undefined) return inside;
  }
  return `${path}: of different kinds`;
}

function shown(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : String(JSON.stringify(value)).slice(0, 300);
}
