import { EOF, type IParserErrorMessageProvider, type IToken, tokenLabel } from 'chevrotain';
import * as token from './tokens.ts';

export const directiveNames: readonly string[] = [
  '/dts-v1/',
  '/plugin/',
  '/memreserve/',
  '/bits/',
  '/incbin/',
  '/include/',
  '/delete-property/',
  '/delete-node/',
  '/omit-if-no-ref/',
];

/** What each rule of the grammar wants at the point where it cannot go on. */
const expectedByRule: Readonly<Record<string, string>> = {
  document: 'a statement such as `/ { … };` or `&label { … };`',
  statement: 'a statement such as `/ { … };` or `&label { … };`',
  reference: 'a reference: `&label` or `&{/path}`',
  definition: '`=`, `;` or `{` after the name',
  member: 'a property, a subnode or a delete directive',
  body: 'a property, a subnode or `}`',
  element: 'a value: a string, `<cells>`, `[bytes]`, a reference or /incbin/',
  cells: 'a number, a reference or `>`',
  integer: 'a number, a character or an expression in parentheses',
  primary: 'a number, a character or an expression in parentheses',
  expression: 'an operator or `)`',
};

/** A token as messages show it. */
export function describeToken(found: IToken): string {
  if (found.tokenType === EOF) return 'the end of the file';
  if (found.tokenType === token.Rubbish && /[^\x20-\x7e]/.test(found.image))
    return `character ${codePoint(found.image)}`;
  const image = found.image.replace(/\s+/g, ' ');
  return image.length > 40 ? `\`${image.slice(0, 40)}…\`` : `\`${image}\``;
}

function codePoint(image: string): string {
  return `U+${(image.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Our wording for what chevrotain detects: only the expectation, the parser adds what was found. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) =>
    expected === token.Name ? expectedName(ruleName) : `\`${tokenLabel(expected)}\``,
  buildNotAllInputParsedMessage: ({ ruleName }) => expectedByRule[ruleName] ?? ruleName,
  buildNoViableAltMessage: ({ ruleName }) => expectedByRule[ruleName] ?? ruleName,
  buildEarlyExitMessage: ({ ruleName }) => expectedByRule[ruleName] ?? ruleName,
};

function expectedName(ruleName: string): string {
  return ruleName === 'member' ? 'the name of a property or a node' : 'a name';
}
