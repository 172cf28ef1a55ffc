import type { Identifiers } from './identifiers.ts';

/** What a logical line is to the preprocessor. */
export const LineKind = {
  Text: 0,
  /** Nothing but white space and comments. */
  Blank: 1,
  /** A `#` alone, and directives of C that mean nothing to a device tree (`#ident`). */
  Ignored: 2,
  Define: 3,
  Undef: 4,
  Include: 5,
  IncludeNext: 6,
  If: 7,
  Ifdef: 8,
  Ifndef: 9,
  Elif: 10,
  Elifdef: 11,
  Elifndef: 12,
  Else: 13,
  Endif: 14,
  Error: 15,
  Warning: 16,
  Pragma: 17,
  Line: 18,
  /** `# 12 "file"`: what an earlier run of a preprocessor left. */
  Marker: 19,
  Assert: 20,
  Unassert: 21,
} as const;

export type LineKind = (typeof LineKind)[keyof typeof LineKind];

const DIRECTIVES: Readonly<Record<string, LineKind>> = {
  define: LineKind.Define,
  undef: LineKind.Undef,
  include: LineKind.Include,
  include_next: LineKind.IncludeNext,
  import: LineKind.Include,
  if: LineKind.If,
  ifdef: LineKind.Ifdef,
  ifndef: LineKind.Ifndef,
  elif: LineKind.Elif,
  elifdef: LineKind.Elifdef,
  elifndef: LineKind.Elifndef,
  else: LineKind.Else,
  endif: LineKind.Endif,
  error: LineKind.Error,
  warning: LineKind.Warning,
  pragma: LineKind.Pragma,
  line: LineKind.Line,
  ident: LineKind.Ignored,
  sccs: LineKind.Ignored,
  assert: LineKind.Assert,
  unassert: LineKind.Unassert,
};

/** The kind of directive that each identifier names, by its number; an unknown one makes the line text in assembler mode. */
export function directiveKinds(identifiers: Identifiers): ReadonlyMap<number, LineKind> {
  return new Map(Object.entries(DIRECTIVES).map(([name, kind]) => [identifiers.numberOf(name), kind]));
}

/** Whether a line of this kind is looked at in a group that a condition leaves out. */
export function isConditional(kind: LineKind): boolean {
  return kind >= LineKind.If && kind <= LineKind.Endif;
}

/** Whether a line of this kind begins a group that ends with its own #endif. */
export function opensCondition(kind: LineKind): boolean {
  return kind >= LineKind.If && kind <= LineKind.Ifndef;
}

export function isDirective(kind: LineKind): boolean {
  return kind >= LineKind.Ignored;
}
