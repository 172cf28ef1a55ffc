import type { ISerializedGast } from 'chevrotain';
import { DtsParser } from './parser.ts';
import { lexerDefinition } from './tokens.ts';

type Gast = ISerializedGast & {
  readonly name?: string;
  readonly label?: string;
  readonly pattern?: string | { readonly source: string };
  readonly definition?: readonly Gast[];
};

/** The rules of the grammar as chevrotain recorded them, each behind the first that mentions it. */
export function recordedRules(): readonly ISerializedGast[] {
  const rules = new Map<string | undefined, Gast>();
  for (const rule of new DtsParser().getSerializedGastProductions() as Gast[]) rules.set(rule.name, rule);

  const ordered = new Set<Gast>();
  const visit = (part: Gast): void => {
    const rule = part.type === 'NonTerminal' ? rules.get(part.name) : part;
    if (rule === undefined || ordered.has(rule)) return;
    if (rule.type === 'Rule') ordered.add(rule);
    for (const inner of rule.definition ?? []) visit(inner);
  };
  visit({ type: 'NonTerminal', name: 'document' });
  return [...ordered];
}

/**
 * The grammar in Wirth's notation, made from the parser itself: `{ }` any number of times, `[ ]` once or not, `( | )` one
 * of several. Tokens whose text varies are in capitals, with their patterns at the end.
 */
export function printEbnf(): string {
  const rules = recordedRules() as readonly Gast[];
  const printed = rules.map(({ name = '', definition = [] }) => `${name} = ${sequence(definition)} .`);
  return `(* The DTS language as carveout reads it. Generated from the parser in grammar/; do not edit. *)

${printed.join('\n\n')}

(* Operators bind as in C: * / %, + -, << >>, < > <= >=, == !=, &, ^, |, &&, ||. *)

${variableTokens()}
`;
}

function sequence(parts: readonly Gast[]): string {
  return parts
    .map((part) => print(part))
    .filter((text) => text !== '')
    .join(' ');
}

function print(part: Gast): string {
  const inner = part.definition ?? [];
  switch (part.type) {
    case 'Terminal':
      return terminal(part);
    case 'NonTerminal':
      return part.name ?? '';
    case 'Option':
      return `[ ${sequence(inner)} ]`;
    case 'Repetition':
      return `{ ${sequence(inner)} }`;
    case 'Alternation':
      return `( ${inner.map((each) => sequence(each.definition ?? [])).join(' | ')} )`;
    default:
      return sequence(inner);
  }
}

function terminal({ name = '', label = name, pattern = '' }: Gast): string {
  return isFixed(typeof pattern === 'string' ? pattern : pattern.source, label)
    ? `"${label}"`
    : name.toUpperCase();
}

/** Whether a token always has the same text. */
function isFixed(pattern: string, label: string): boolean {
  return pattern.replace(/\\/g, '') === label;
}

function variableTokens(): string {
  const types = new Set(Object.values(lexerDefinition.modes).flat());
  const lines: string[] = [];
  for (const type of types) {
    if (typeof type === 'function' || typeof type.PATTERN !== 'object' || !('source' in type.PATTERN))
      continue;
    const { source } = type.PATTERN;
    if (!isFixed(source, type.LABEL ?? type.name)) lines.push(`${type.name.toUpperCase()} = /${source}/`);
  }
  return lines
    .filter((line) => !/^(UNTERMINATED|UNKNOWN|BAD|RUBBISH|WORD|WHITE|LABELAMONG)/.test(line))
    .join('\n');
}
