import type { Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import { firstFrom, scanComments } from './comment-scan.ts';
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
  /** Where it ends sooner for some rules: what `carveout-enable` says behind it, by the file's rules, in order. */
  readonly enables?: ReadonlyMap<string, readonly number[]> | undefined;
}

/** A finding that a comment keeps quiet. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: Suppression;
}

const directive =
  /^(?:\/\*[\s*]*|\/\/[ \t]*)carveout-(disable|enable)(-next-line|-line|-next-node)?(?![\w-])/;

/** A file has no more of them; what stands behind is a comment like any other. */
const mostSuppressions = 10_000;
/** A longer comment is none. */
const longestComment = 4000;

const none: readonly Suppression[] = [];
const known = new WeakMap<SourceFile, readonly Suppression[]>();

/**
 * The suppressions of a file, in the order of their comments; worked out once a file. Such a comment is
 *
 * - `carveout-disable-next-line RULE, RULE -- reason`, for the line below it,
 * - `carveout-disable-line …`, for its own,
 * - `carveout-disable-next-node …`, for the node that begins below it, to its closing brace,
 * - `carveout-disable …`, from there to the file's end, and for each rule to the next `carveout-enable` of that rule or of all.
 *
 * Without a rule it is for all.
 */
export function suppressionsOf(file: SourceFile): readonly Suppression[] {
  if (!file.mentionsCarveout) return none;
  let own = known.get(file);
  if (own === undefined) {
    own = readSuppressions(file);
    known.set(file, own);
  }
  return own;
}

/** Those of several files, in their order. */
export function suppressionsOfAll(files: readonly SourceFile[]): readonly Suppression[] {
  let all = none;
  for (let index = 0; index < files.length; index++) {
    const own = suppressionsOf(files[index] as SourceFile);
    if (own.length > 0) all = [...all, ...own];
  }
  return all;
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

function covers({ rules, start, end, enables }: Suppression, { rule, place }: Finding): boolean {
  if (place.start < start || place.start >= end) return false;
  if (rules.length > 0 && !rules.includes(rule)) return false;
  const ended = enables?.get(rule) ?? [];
  const next = ended[firstFrom(ended, start)];
  return next === undefined || next > place.start;
}

function readSuppressions(file: SourceFile): readonly Suppression[] {
  const { text } = file;
  const found: (Suppression & { end: number })[] = [];
  const enables = new Map<string, number[]>();
  let open: { end: number }[] = [];

  const { comments, nodeEnd } = scanComments(text);
  for (const { start, end } of comments) {
    if (end - start > longestComment || found.length >= mostSuppressions) continue;
    const whole = text.slice(start, end);
    const [head, action, reach] = directive.exec(whole) ?? [];
    if (head === undefined) continue;
    const { rules, reason } = readBody(
      whole.slice(head.length).replace(whole.startsWith('/*') ? /\*\/$/ : /$/, ''),
    );

    if (action === 'enable') {
      for (const rule of rules) {
        const own = enables.get(rule);
        if (own === undefined) enables.set(rule, [start]);
        else own.push(start);
      }
      if (rules.length > 0) continue;
      for (const block of open) block.end = start;
      open = [];
      continue;
    }
    const place = { file, start, end };
    const suppression = { place, rules, reason, ...stretch(place, reach, nodeEnd) };
    if (reach === undefined) {
      const block = { ...suppression, enables };
      open.push(block);
      found.push(block);
    } else found.push(suppression);
  }
  return found;
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
  { file, start, end }: Place,
  reach: string | undefined,
  nodeEnd: (offset: number) => number,
): { readonly start: number; readonly end: number } {
  const { text, lineStarts, firstLine } = file;
  const lineAt = (offset: number, lines: number): number =>
    lineStarts[file.lineColumn(offset).line - firstLine + lines] ?? text.length;
  switch (reach) {
    case '-line':
      return { start: lineAt(start, 0), end: lineAt(end, 1) };
    case '-next-line':
      return { start: lineAt(end, 1), end: lineAt(end, 2) };
    case '-next-node':
      return { start: end, end: nodeEnd(end) };
    default:
      return { start: end, end: text.length };
  }
}
