import type { Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Finding } from './finding.ts';

/** A comment that keeps findings of some rules quiet in a stretch of its file. */
export interface Suppression {
  /** The comment. */
  readonly place: Place;
  /** As written; none: all rules. */
  readonly rules: readonly string[];
  /** What stands behind `--`. */
  readonly reason: string | undefined;
  /** A finding whose place begins in here is kept quiet: `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** A finding that a comment keeps quiet. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: Suppression;
}

const comment =
  /\/\*[\s*]*carveout-(disable|enable)(-next-line|-line|-next-node)?(?![\w-])([\s\S]{0,4000}?)\*\/|\/\/[ \t]*carveout-(disable|enable)(-next-line|-line|-next-node)?(?![\w-])([^\n]*)/g;

const known = new WeakMap<SourceFile, readonly Suppression[]>();

/**
 * The suppressions of a file, in the order of their comments; worked out once a file. Such a comment is
 *
 * - `carveout-disable-next-line RULE, RULE -- reason`, for the line below it,
 * - `carveout-disable-line …`, for its own,
 * - `carveout-disable-next-node …`, for the node that begins below it, to its closing brace,
 * - `carveout-disable …`, from there to the next `carveout-enable` that names no other rule, or to the file's end.
 *
 * Without a rule it is for all.
 */
export function suppressionsOf(file: SourceFile): readonly Suppression[] {
  let own = known.get(file);
  if (own === undefined) {
    own = file.text.includes('carveout-') ? readSuppressions(file) : [];
    known.set(file, own);
  }
  return own;
}

/** Takes the findings out that comments in their own files keep quiet. */
export function applySuppressions(findings: readonly Finding[]): {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
} {
  const left: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of findings) {
    const suppression = suppressionsOf(finding.place.file).find((one) => covers(one, finding));
    if (suppression === undefined) left.push(finding);
    else suppressed.push({ finding, suppression });
  }
  return { findings: left, suppressed };
}

function covers({ rules, start, end }: Suppression, { rule, place }: Finding): boolean {
  return place.start >= start && place.start < end && (rules.length === 0 || rules.includes(rule));
}

/** A `carveout-disable` that no `carveout-enable` has ended yet. */
interface OpenBlock {
  readonly index: number;
  readonly rules: readonly string[];
}

function readSuppressions(file: SourceFile): readonly Suppression[] {
  const { text } = file;
  const found: (Suppression & { end: number })[] = [];
  let open: OpenBlock[] = [];

  for (const match of text.matchAll(comment)) {
    const [whole, blockAction, blockReach, blockBody, lineAction, lineReach, lineBody] = match;
    const action = blockAction ?? lineAction;
    const reach = blockReach ?? lineReach;
    const { rules, reason } = readBody(blockBody ?? lineBody ?? '');
    const place = { file, start: match.index, end: match.index + whole.length };

    if (action === 'enable') {
      const closes = (block: OpenBlock): boolean => rules.length === 0 || sameRules(block.rules, rules);
      for (const { index } of open.filter(closes)) setEnd(found, index, place.start);
      open = open.filter((block) => !closes(block));
      continue;
    }
    const index = found.push({ place, rules, reason, ...stretch(text, place, reach) }) - 1;
    if (reach === undefined) open.push({ index, rules });
  }
  return found;
}

function setEnd(found: readonly { end: number }[], index: number, end: number): void {
  const suppression = found[index];
  if (suppression !== undefined) suppression.end = end;
}

function sameRules(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((rule) => right.includes(rule));
}

/** `rule, rule -- reason`; the stars that begin lines of a long comment are none of it. */
function readBody(body: string): Pick<Suppression, 'rules' | 'reason'> {
  const [names = '', ...reasons] = body.replace(/\n[ \t]*\*?/g, ' ').split(/(?:^|\s)--\s/);
  const reason = reasons.join(' -- ').trim();
  return {
    rules: names.split(/[\s,]+/).filter((name) => name !== ''),
    reason: reason === '' ? undefined : reason,
  };
}

function stretch(
  text: string,
  place: Place,
  reach: string | undefined,
): { readonly start: number; readonly end: number } {
  switch (reach) {
    case '-line':
      return { start: text.lastIndexOf('\n', place.start) + 1, end: lineEnd(text, place.end) };
    case '-next-line': {
      const start = lineEnd(text, place.end);
      return { start, end: lineEnd(text, start) };
    }
    case '-next-node':
      return { start: place.end, end: nodeEnd(text, place.end) };
    default:
      return { start: place.end, end: text.length };
  }
}

/** Behind the end of the line that an offset is in. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Text in which braces mean nothing, and braces. */
const pieces = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|[{}]/g;

/** Behind the brace that closes the first node after an offset; the end of the text where none does. */
function nodeEnd(text: string, offset: number): number {
  let depth = 0;
  pieces.lastIndex = offset;
  for (let match = pieces.exec(text); match !== null; match = pieces.exec(text)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}' && --depth <= 0) return match.index + 1;
  }
  return text.length;
}
