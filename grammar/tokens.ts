import { createToken, type IMultiModeLexerDefinition, Lexer, type TokenType } from 'chevrotain';
import { endOfCharacter } from './end-of-character.ts';
import { endOfString } from './end-of-string.ts';

/**
 * The lexer's states, as dtc's (dtc-lexer.l): `name` after `{`, `;` and the delete and omit directives, where a word
 * is a node's or property's name; `value` after a name; `bytes` inside `[ ]`.
 */
export type LexerMode = 'name' | 'value' | 'bytes';

// States are only ever pushed, since chevrotain cannot replace the lowest one; nothing comes back to an older state.
const toName = { push_mode: 'name' } as const;
const toValue = { push_mode: 'value' } as const;
const toBytes = { push_mode: 'bytes' } as const;

const skipped = { group: Lexer.SKIPPED, line_breaks: true } as const;

export const WhiteSpace: TokenType = createToken({
  name: 'WhiteSpace',
  pattern: /[ \t\r\n\f\v]+/,
  start_chars_hint: [' ', '\t', '\r', '\n', '\f', '\v'],
  ...skipped,
});
export const LineComment: TokenType = createToken({
  name: 'LineComment',
  pattern: /\/\/[^\n]*/,
  start_chars_hint: ['/'],
  ...skipped,
});
export const BlockComment: TokenType = createToken({
  name: 'BlockComment',
  pattern: /\/\*[\s\S]*?\*\//,
  start_chars_hint: ['/'],
  ...skipped,
});
export const UnterminatedComment: TokenType = createToken({
  name: 'UnterminatedComment',
  pattern: /\/\*[\s\S]*/,
  start_chars_hint: ['/'],
  line_breaks: true,
});

// To cpp, which reads the text before dtc, a slash at a directive's end begins a comment with a slash or star behind it.

export const Version: TokenType = createToken({
  name: 'Version',
  pattern: /\/dts-v1\/(?![/*])/,
  label: '/dts-v1/',
  ...toValue,
});
export const Plugin: TokenType = createToken({
  name: 'Plugin',
  pattern: /\/plugin\/(?![/*])/,
  label: '/plugin/',
});
export const Memreserve: TokenType = createToken({
  name: 'Memreserve',
  pattern: /\/memreserve\/(?![/*])/,
  label: '/memreserve/',
  ...toValue,
});
export const Bits: TokenType = createToken({
  name: 'Bits',
  pattern: /\/bits\/(?![/*])/,
  label: '/bits/',
  ...toValue,
});
export const Incbin: TokenType = createToken({
  name: 'Incbin',
  pattern: /\/incbin\/(?![/*])/,
  label: '/incbin/',
});
export const DeleteProperty: TokenType = createToken({
  name: 'DeleteProperty',
  pattern: /\/delete-property\/(?![/*])/,
  label: '/delete-property/',
  ...toName,
});
export const DeleteNode: TokenType = createToken({
  name: 'DeleteNode',
  pattern: /\/delete-node\/(?![/*])/,
  label: '/delete-node/',
  ...toName,
});
export const OmitIfNoRef: TokenType = createToken({
  name: 'OmitIfNoRef',
  pattern: /\/omit-if-no-ref\/(?![/*])/,
  label: '/omit-if-no-ref/',
  ...toName,
});
/** `/word/` that is none of the directives. */
export const UnknownDirective: TokenType = createToken({
  name: 'UnknownDirective',
  pattern: /\/[A-Za-z][A-Za-z0-9-]*\//,
});

export const Label: TokenType = createToken({
  name: 'Label',
  pattern: /[A-Za-z_][A-Za-z0-9_]*:/,
  label: 'label:',
});
/** A label inside `[ ]`, where hex digits that belong together may go on for megabytes and are each asked whether one begins. */
export const LabelAmongBytes: TokenType = createToken({
  name: 'LabelAmongBytes',
  pattern: /[A-Za-z_][A-Za-z0-9_]{0,254}:/,
});
export const Name: TokenType = createToken({
  name: 'Name',
  pattern: /\\?[A-Za-z0-9,._+*#?@-]+/,
  label: 'name',
  ...toValue,
});
export const LabelReference: TokenType = createToken({
  name: 'LabelReference',
  pattern: /&[A-Za-z_][A-Za-z0-9_]*/,
  label: '&label',
});
export const PathReference: TokenType = createToken({
  name: 'PathReference',
  // `//` and `/*` begin comments to cpp.
  pattern: /&\{(?:[A-Za-z_][A-Za-z0-9_]*)?(?:\/(?![/*])[A-Za-z0-9,._+*#?@-]*)+\}/,
  label: '&{/path}',
});
/** `&{` with something else than a path in it. */
export const BadReference: TokenType = createToken({ name: 'BadReference', pattern: /&\{[^}\n;]*\}?/ });

function matchString(text: string, start: number): readonly [string] | null {
  const end = endOfString(text, start);
  return end === -1 ? null : [text.slice(start, end)];
}

export const StringLiteral: TokenType = createToken({
  name: 'StringLiteral',
  pattern: { exec: matchString, source: /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/.source } as unknown as RegExp,
  start_chars_hint: ['"'],
  line_breaks: true,
  label: '"string"',
});
/** A quote without its partner: the stretch up to the end of the line, a semicolon or a brace. */
export const UnterminatedString: TokenType = createToken({
  name: 'UnterminatedString',
  pattern: /"[^"\n;}]*/,
  start_chars_hint: ['"'],
});
/** A string that ends on its line; used when the quotes of a text do not pair up. */
export const StringOfOneLine: RegExp = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/;

function matchCharacter(text: string, start: number): readonly [string] | null {
  const end = endOfCharacter(text, start);
  return end === -1 ? null : [text.slice(start, end)];
}

export const CharLiteral: TokenType = createToken({
  name: 'CharLiteral',
  pattern: { exec: matchCharacter, source: /'(?:[^']|\\')*'/.source } as unknown as RegExp,
  start_chars_hint: ["'"],
  line_breaks: true,
  label: "'c'",
});
export const Literal: TokenType = createToken({
  name: 'Literal',
  pattern: /(?:0[xX][0-9A-Fa-f]+|[0-9]+)(?:ULL|UL|LL|U|L)?/,
  label: 'number',
});
/** An identifier where a value is expected: most often a macro whose header is missing. */
export const Word: TokenType = createToken({ name: 'Word', pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
export const Byte: TokenType = createToken({ name: 'Byte', pattern: /[0-9A-Fa-f]{2}/, label: 'hex byte' });
/** Something else than a pair of hex digits inside `[ ]`. */
export const BadByte: TokenType = createToken({ name: 'BadByte', pattern: /[0-9A-Za-z_]+/ });

const punctuation = (name: string, pattern: string, mode: object = {}): TokenType =>
  createToken({ name, pattern, label: pattern, ...mode });

export const LeftBrace: TokenType = punctuation('LeftBrace', '{', toName);
export const RightBrace: TokenType = punctuation('RightBrace', '}');
export const Semicolon: TokenType = punctuation('Semicolon', ';', toName);
export const Equals: TokenType = punctuation('Equals', '=');
export const Comma: TokenType = punctuation('Comma', ',');
export const LeftBracket: TokenType = punctuation('LeftBracket', '[', toBytes);
export const RightBracket: TokenType = punctuation('RightBracket', ']', toValue);
export const LeftParen: TokenType = punctuation('LeftParen', '(');
export const RightParen: TokenType = punctuation('RightParen', ')');
export const Less: TokenType = punctuation('Less', '<');
export const Greater: TokenType = punctuation('Greater', '>');
export const ShiftLeft: TokenType = punctuation('ShiftLeft', '<<');
export const ShiftRight: TokenType = punctuation('ShiftRight', '>>');
export const LessOrEqual: TokenType = punctuation('LessOrEqual', '<=');
export const GreaterOrEqual: TokenType = punctuation('GreaterOrEqual', '>=');
export const EqualTo: TokenType = punctuation('EqualTo', '==');
export const NotEqualTo: TokenType = punctuation('NotEqualTo', '!=');
export const LogicalAnd: TokenType = punctuation('LogicalAnd', '&&');
export const LogicalOr: TokenType = punctuation('LogicalOr', '||');
export const And: TokenType = punctuation('And', '&');
export const Or: TokenType = punctuation('Or', '|');
export const Xor: TokenType = punctuation('Xor', '^');
export const Plus: TokenType = punctuation('Plus', '+');
export const Minus: TokenType = punctuation('Minus', '-');
export const Star: TokenType = punctuation('Star', '*');
export const Slash: TokenType = punctuation('Slash', '/');
export const Percent: TokenType = punctuation('Percent', '%');
export const Tilde: TokenType = punctuation('Tilde', '~');
export const Bang: TokenType = punctuation('Bang', '!');
export const Question: TokenType = punctuation('Question', '?');
export const Colon: TokenType = punctuation('Colon', ':');
/** Anything else. Runs of it are one token, so that binary rubbish stays cheap. */
export const Rubbish: TokenType = createToken({
  name: 'Rubbish',
  pattern: /[^\x20-\x7e\s]+|[\s\S]/,
  // Any character: chevrotain needs one of each of its classes, of 255 codes beyond the first.
  start_chars_hint: Array.from({ length: 512 }, (_, index) => (index < 256 ? index : (index - 255) * 255)),
  line_breaks: true,
});

const blank = [WhiteSpace, LineComment, BlockComment, UnterminatedComment];
const directives = [
  DeleteProperty,
  DeleteNode,
  OmitIfNoRef,
  Bits,
  Version,
  Plugin,
  Memreserve,
  Incbin,
  UnknownDirective,
];
const quoted = [StringLiteral, UnterminatedString, CharLiteral];
const references = [LabelReference, PathReference, BadReference];
// Longer ones first: chevrotain takes the first that matches.
const signs = [
  Semicolon,
  LeftBrace,
  RightBrace,
  Comma,
  LeftBracket,
  RightBracket,
  LeftParen,
  RightParen,
  ShiftLeft,
  LessOrEqual,
  Less,
  ShiftRight,
  GreaterOrEqual,
  Greater,
  EqualTo,
  Equals,
  NotEqualTo,
  Bang,
  LogicalAnd,
  And,
  LogicalOr,
  Or,
  Xor,
  Plus,
  Minus,
  Star,
  Slash,
  Percent,
  Tilde,
  Question,
  Colon,
];

/** Which tokens each state knows, in the order in which they are tried. */
export const lexerDefinition: IMultiModeLexerDefinition = {
  defaultMode: 'name',
  modes: {
    name: [...blank, Label, Name, ...references, ...directives, ...quoted, ...signs, Rubbish],
    value: [...blank, Literal, Label, Word, ...references, ...directives, ...quoted, ...signs, Rubbish],
    bytes: [
      ...blank,
      LabelAmongBytes,
      Byte,
      BadByte,
      ...references,
      ...directives,
      ...quoted,
      ...signs,
      Rubbish,
    ],
  },
};
