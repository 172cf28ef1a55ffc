import { parseAst } from 'rolldown/parseAst';

/** One change to a rule's source that a test of the rule should notice. */
export interface Mutant {
  /** Counted over all rules; the number that the running code asks for. */
  readonly id: number;
  readonly rule: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  /** Of a constant of the file, which is worked out when the file is loaded. */
  readonly isConstant: boolean;
}

/** A rule's source with all its mutants in it: which of them holds is asked at run time. */
export interface MutatedRule {
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

/** A node of the syntax tree; what it has besides depends on its type. */
interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const comparisons: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
};
const logicals: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };

/** Where nothing is decided: what is written there is for people, for the catalogue, or for the compiler. */
const leftOut = new Set(['ImportDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration']);
/** An expression with a type beside it. */
const typed = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);
const metadata = new Set(['id', 'severity', 'preset', 'requires', 'summary', 'messages', 'evidence']);

/** @param firstId of the first mutant */
export function mutate(rule: string, source: string, firstId: number): MutatedRule {
  const mutants: Mutant[] = [];

  const textOf = ({ start, end }: Syntax): string => source.slice(start, end);

  /** The text of a node, with the mutants of all that is in it. */
  function written(node: Syntax): string {
    let text = '';
    let at = node.start;
    for (const child of children(node)) {
      text += source.slice(at, child.start) + (isLeftOut(child) ? textOf(child) : changed(child, node));
      at = child.end;
    }
    return text + source.slice(at, node.end);
  }

  function changed(node: Syntax, parent: Syntax): string {
    const variants = variantsOf(node, parent);
    const own = written(node);
    const isConstant = parent.type === 'VariableDeclarator' && isNumber(node);
    if (variants.length === 0) return own;

    const choices = variants.map((to) => {
      const id = firstId + mutants.length;
      const line = source.slice(0, node.start).split('\n').length;
      mutants.push({ id, rule, line, from: oneLine(textOf(node)), to: oneLine(to), isConstant });
      return `globalThis.__mutant === ${id} ? (${to}) : `;
    });
    return `(${choices.join('')}(${own}))`;
  }

  function variantsOf(node: Syntax, parent: Syntax): readonly string[] {
    const { operator, left, right, argument } = node as Syntax & {
      readonly operator?: string;
      readonly left?: Syntax;
      readonly right?: Syntax;
      readonly argument?: Syntax;
    };
    if (left !== undefined && right !== undefined && operator !== undefined) {
      if (node.type === 'BinaryExpression')
        return (comparisons[operator] ?? []).map((other) => `${textOf(left)} ${other} ${textOf(right)}`);
      const other = node.type === 'LogicalExpression' ? logicals[operator] : undefined;
      return other === undefined ? [] : [`(${textOf(left)}) ${other} (${textOf(right)})`];
    }
    if (node.type === 'UnaryExpression' && operator === '!' && argument !== undefined)
      return [textOf(argument)];
    if (isNumber(node)) return isBound(node, parent) ? [plusOne(textOf(node))] : [];
    return isAsked(node, parent) ? [`!(${textOf(node)})`] : [];
  }

  const program = parseAst(source, { lang: 'ts' }) as unknown as Syntax;
  // The program's own range may leave out comments at the head.
  const text = source.slice(0, program.start) + written(program) + source.slice(program.end);
  return { text, mutants };
}

function isNumber({ type, value }: Syntax): boolean {
  return type === 'Literal' && (typeof value === 'number' || typeof value === 'bigint');
}

/**
 * A bound that something is compared with, or a constant of the file. Not 0, which the comparison's own changes tell apart from
 * its neighbours, and no place in a list.
 */
function isBound(node: Syntax, parent: Syntax): boolean {
  const isCompared = parent.type === 'BinaryExpression' && String(parent.operator) in comparisons;
  const isConstant = parent.type === 'VariableDeclarator';
  return (isCompared || isConstant) && Number(node.value) !== 0;
}

function plusOne(text: string): string {
  return text.endsWith('n') ? `${text} + 1n` : `${text} + 1`;
}

/** A name, a call or the like that a decision asks, without an operator of its own that is changed. */
function isAsked(node: Syntax, parent: Syntax): boolean {
  if (!['CallExpression', 'Identifier', 'MemberExpression', 'ChainExpression'].includes(node.type))
    return false;
  const isTest = parent.test === node;
  const isOperand =
    parent.type === 'LogicalExpression' && String(parent.operator) !== '??' && isSide(parent, node);
  return isTest || isOperand || (isAnswer(node, parent) && asks.test(calleeOf(node)));
}

/** Names of functions that say yes or no. */
const asks = /^(is|has|may|reaches|contains|some|every|includes|startsWith|endsWith|test)(?![a-z])/;

function isAnswer(node: Syntax, parent: Syntax): boolean {
  return (
    (parent.type === 'ReturnStatement' && parent.argument === node) ||
    (parent.type === 'ArrowFunctionExpression' && parent.body === node)
  );
}

function calleeOf(node: Syntax): string {
  const callee = node.callee as Syntax | undefined;
  const name = callee?.type === 'MemberExpression' ? (callee.property as Syntax) : callee;
  return String(name?.name ?? '');
}

function isSide(parent: Syntax, node: Syntax): boolean {
  return parent.left === node || parent.right === node;
}

function isLeftOut(node: Syntax): boolean {
  if (leftOut.has(node.type) || (node.type.startsWith('TS') && !typed.has(node.type))) return true;
  const key = node.key as Syntax | undefined;
  return node.type === 'Property' && metadata.has(String(key?.name)) && isMetadata(node);
}

/** `node: x` in a report is no metadata; `messages: { … }` of a rule is, and so is `id: '…'`. */
function isMetadata(node: Syntax): boolean {
  const value = node.value as Syntax;
  return ['Literal', 'ObjectExpression', 'ArrayExpression'].includes(value.type);
}

/** In the order of the source. A shorthand property is one name twice. */
function children(node: Syntax): readonly Syntax[] {
  if (node.shorthand === true) return [];
  const found: Syntax[] = [];
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (isSyntax(one)) found.push(one);
  }
  return found.sort((a, b) => a.start - b.start);
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
