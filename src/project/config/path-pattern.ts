/** How many patterns the braces of one may stand for. */
const mostAlternatives = 256;

/** Of a name within a path: a character, one of some, or any number of any. */
type Part =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'set'; readonly characters: ReadonlySet<string>; readonly isOther: boolean }
  | { readonly kind: 'any' }
  | { readonly kind: 'all' };

/** `**`, or a name. */
type Segment = 'folders' | readonly Part[];

/** A pattern that is ready to be asked. */
interface PathPattern {
  /** Begins with `!`: what it matches is taken out again. */
  readonly isTakenOut: boolean;
  readonly alternatives: readonly (readonly Segment[])[];
}

const compiled = new WeakMap<readonly string[], readonly PathPattern[]>();

/**
 * Whether patterns have a path, as .gitignore goes: the last that matches decides, and one with `!` takes out. `*` and `?` stand for what is
 * within a name, `**` for folders, `[a-f]` for a character, `{a,b}` for either; a pattern without a slash is about names, one that ends with a
 * slash about all below a folder.
 *
 * A configuration may come from anybody: the time is that of the pattern's length times the path's, whatever it holds.
 *
 * @param path relative, with forward slashes
 */
export function matchesPath(path: string, patterns: readonly string[]): boolean {
  let ready = compiled.get(patterns);
  if (ready === undefined) {
    ready = patterns.map(compile);
    compiled.set(patterns, ready);
  }
  const names = path.split('/');
  const last = ready.findLast(({ alternatives }) =>
    alternatives.some((segments) => matchesAll(segments, names, matchesName, (one) => one === 'folders')),
  );
  return last !== undefined && !last.isTakenOut;
}

/** What is wrong with a pattern; undefined where nothing is. */
export function patternFault(pattern: string): string | undefined {
  return alternativesOf(pattern) === undefined
    ? `The braces of a pattern stand for at most ${mostAlternatives}.`
    : undefined;
}

function compile(text: string): PathPattern {
  const isTakenOut = text.startsWith('!');
  const pattern = (isTakenOut ? text.slice(1) : text).replace(/^(?:\.\/)+/, '');
  return { isTakenOut, alternatives: (alternativesOf(pattern) ?? [pattern]).map(segmentsOf) };
}

function segmentsOf(pattern: string): readonly Segment[] {
  const isFolder = pattern.endsWith('/');
  const bare = isFolder ? pattern.slice(0, -1) : pattern;
  const isName = !bare.includes('/');
  const names = bare.replace(/^\//, '').split('/');
  return [...(isName ? ['**'] : []), ...names, ...(isFolder ? ['**', '*'] : [])].map((name) =>
    name === '**' ? 'folders' : partsOf(name),
  );
}

function partsOf(name: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < name.length; at++) {
    const character = name[at] ?? '';
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(name.slice(at)) : null;
    if (set !== null) {
      const [whole, not, members = ''] = set;
      parts.push({ kind: 'set', characters: new Set(membersOf(members)), isOther: not !== '' });
      at += whole.length - 1;
    } else if (character === '*') {
      if (parts.at(-1)?.kind !== 'all') parts.push({ kind: 'all' });
    } else if (character === '?') parts.push({ kind: 'any' });
    else if (character === '\\' && at + 1 < name.length)
      parts.push({ kind: 'character', character: name[++at] ?? '' });
    else parts.push({ kind: 'character', character });
  }
  return parts;
}

function* membersOf(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at++) {
    const last = text[at + 1] === '-' ? text.charCodeAt(at + 2) : Number.NaN;
    if (Number.isNaN(last)) yield text[at] ?? '';
    else {
      for (let code = text.charCodeAt(at); code <= last && code < 0x250; code++)
        yield String.fromCharCode(code);
      at += 2;
    }
  }
}

function matchesName(segment: Segment, name: string): boolean {
  if (segment === 'folders') return true;
  return matchesAll(segment, [...name], matchesCharacter, ({ kind }) => kind === 'all');
}

function matchesCharacter(part: Part, character: string): boolean {
  switch (part.kind) {
    case 'character':
      return part.character === character;
    case 'set':
      return part.characters.has(character) !== part.isOther;
    default:
      return true;
  }
}

/**
 * Whether items match a pattern of which some parts stand for any number of items. Only the last of these has to be tried again with more:
 * what an earlier one took is as good as any.
 */
function matchesAll<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  fits: (part: P, item: T) => boolean,
  isMany: (part: P) => boolean,
): boolean {
  let [at, item] = [0, 0];
  let [again, from] = [-1, 0];
  while (item < items.length) {
    const part = pattern[at];
    if (part !== undefined && isMany(part)) {
      [again, from] = [at++, item];
    } else if (part !== undefined && fits(part, items[item] as T)) {
      at++;
      item++;
    } else if (again === -1) return false;
    else {
      at = again + 1;
      item = ++from;
    }
  }
  while (at < pattern.length && isMany(pattern[at] as P)) at++;
  return at === pattern.length;
}

/** The patterns that `{a,b}` stands for, innermost first; undefined where they are too many. */
function alternativesOf(pattern: string): readonly string[] | undefined {
  let all: readonly string[] = [pattern];
  for (;;) {
    const next = all.flatMap((one) => {
      const braces = /\{([^{}]*,[^{}]*)\}/.exec(one);
      if (braces === null) return [one];
      const [whole, inner = ''] = braces;
      const [before, after] = [one.slice(0, braces.index), one.slice(braces.index + whole.length)];
      return inner.split(',').map((choice) => before + choice + after);
    });
    if (next.length > mostAlternatives) return undefined;
    if (next.length === all.length) return next;
    all = next;
  }
}
