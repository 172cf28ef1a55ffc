import type { IToken } from 'chevrotain';
import { howToRaise } from '../src/source/limits.ts';
import type { Place } from '../src/source/place.ts';
import type { Problem } from '../src/source/problem.ts';
import type { LiteralTrouble } from './literals.ts';
import type { Trouble } from './recovering-parser.ts';
import * as token from './tokens.ts';
import type { Unsigned64 } from './unsigned64.ts';

/*
 * What the parser says about each mistake that it knows by name.
 */

export const labelOnRoot: Trouble = {
  code: 'label-on-root',
  message: 'A label cannot stand before `/ {`.',
  help: 'Write `label: &{/} { };` to label the root node.',
};

export const secondLabel: Trouble = {
  code: 'second-label',
  message: 'Only one label may stand before a reference.',
  help: 'Write a second `label: &target { };` statement.',
};

export function propertyAfterSubnode(property: string, subnode: string, place: Place | undefined): Trouble {
  return {
    code: 'property-after-subnode',
    message: `\`${property}\` stands behind a subnode: properties come first in their node.`,
    help: `Move \`${property}\` above \`${subnode}\`.`,
    ...(place && { related: [{ message: 'the first subnode', place }] }),
  };
}

export const omitProperty: Trouble = {
  code: 'omit-property',
  message: '`/omit-if-no-ref/` is for nodes, not for properties.',
  help: 'Remove it.',
};

export const straySemicolon: Trouble = {
  code: 'stray-semicolon',
  message: 'This `;` ends nothing.',
  help: 'Remove it.',
};

export const strayBrace: Trouble = {
  code: 'stray-brace',
  message: 'This `}` closes nothing: every node is closed already.',
};

export const commaBetweenCells: Trouble = {
  code: 'comma-between-cells',
  message: 'Cells are separated by spaces, not by commas.',
  help: 'Write `<1 2>`, or `<1>, <2>`.',
};

export const divisionByZero: Trouble = {
  code: 'division-by-zero',
  message: 'Division by zero.',
  help: 'dtc evaluates every branch of an expression, one that is not taken too: give the divisor another value.',
};

export const emptyHexEscape: Trouble = {
  code: 'bad-escape',
  message: 'Behind `\\x` stands no hex digit.',
  help: 'Write `\\\\x` for a backslash and an x.',
};

export function nameAtTopLevel(name: string): Trouble {
  return {
    code: 'name-at-top-level',
    message: `\`${name}\` cannot stand outside a node.`,
    help: /^[A-Za-z_]\w*$/.test(name)
      ? `Write \`/ { ${name} … };\`, or \`&${name} { … };\` if it is a label.`
      : `Write \`/ { ${name} … };\`.`,
  };
}

export function referenceInBody(reference: string): Trouble {
  return {
    code: 'reference-in-body',
    message: `\`${reference}\` cannot stand inside a node: nodes are extended and deleted by reference only at top level.`,
    help: `Write \`${reference} { … };\` behind the \`};\` that ends the outermost node.`,
  };
}

export function missingOpeningBrace(name: string, found: string): Trouble {
  return {
    code: 'missing-brace',
    message: `Expected \`{\` after ${name}, found ${found}.`,
    help: `Write ${name.replace(/`$/, ' {`')} to open the node.`,
  };
}

export function missingBrace(found: string, place: Place | undefined): Trouble {
  return {
    code: 'missing-brace',
    message: `Expected \`};\`, found ${found}.`,
    ...(place && { related: [{ message: 'probably this brace is never closed', place }] }),
  };
}

export function missingComma(previous: string, found: string): Trouble {
  return {
    code: 'missing-comma',
    message: `Expected \`,\` or \`;\` after ${previous}, found ${found}.`,
    help: 'The values of a property are separated by commas.',
  };
}

export function missingSign(sign: string, previous: string, found: string): Trouble {
  return {
    code: 'missing-sign',
    message: `Expected \`${sign}\` after ${previous}, found ${found}.`,
    help: `Add \`${sign}\` here.`,
  };
}

export function missingAngle(found: string): Trouble {
  return {
    code: 'missing-angle',
    message: `Expected \`>\` to close the cells, found ${found}.`,
    help: 'Add `>` here.',
  };
}

export function missingEnd(sign: '>;' | '];', what: string, found: string): Trouble {
  return {
    code: sign === '>;' ? 'missing-angle' : 'missing-bracket',
    message: `Expected \`${sign}\` to close ${what}, found ${found}.`,
    help: `Add \`${sign}\` here.`,
  };
}

export function missingBracket(found: string): Trouble {
  return {
    code: 'missing-bracket',
    message: `Expected \`]\` to close the bytes, found ${found}.`,
    help: 'Add `]` here.',
  };
}

export function badByte(found: string): Trouble {
  return {
    code: 'bad-byte',
    message: `Expected a pair of hex digits, found ${found}.`,
    help: 'Write each byte with two digits: `[01 ff]`.',
  };
}

const operators: ReadonlySet<unknown> = new Set([
  token.Plus,
  token.Minus,
  token.Star,
  token.Slash,
  token.Percent,
  token.Or,
  token.And,
  token.Xor,
  token.Tilde,
  token.Bang,
  token.Question,
  token.ShiftLeft,
  token.ShiftRight,
  token.LogicalAnd,
  token.LogicalOr,
  token.EqualTo,
  token.NotEqualTo,
]);

/** Whether the token is an operator of expressions. */
export function isOperator({ tokenType }: IToken): boolean {
  return operators.has(tokenType);
}

export function bareOperator(image: string): Trouble {
  return {
    code: 'bare-operator',
    message: `Found \`${image}\` between cells: expressions must stand in parentheses.`,
    help: 'Write `<(1 + 2)>`.',
  };
}

export function elementSize(image: string): Trouble {
  return {
    code: 'bits-width',
    message: `/bits/ takes 8, 16, 32 or 64, not ${image}.`,
    help: `Write \`/bits/ ${nearestWidth(image)} <...>\`.`,
  };
}

function twoCells(value: Unsigned64): string {
  const wide = BigInt.asUintN(64, BigInt(value));
  return `0x${(wide >> 32n).toString(16)} 0x${(wide & 0xffff_ffffn).toString(16)}`;
}

function widthOf(value: Unsigned64): number {
  return [16, 32].find((bits) => BigInt(value) >> BigInt(bits) === 0n) ?? 64;
}

/** The smallest width that is at least as wide. */
function nearestWidth(image: string): number {
  return [8, 16, 32].find((width) => Number(image) <= width) ?? 64;
}

export function referenceSize(bits: number): Trouble {
  return {
    code: 'reference-width',
    message: `A reference needs 32-bit cells, this list has ${bits} bits.`,
    help: `Write the reference in a list of its own: \`<&label>, /bits/ ${bits} <...>\`.`,
  };
}

export function truncated(value: Unsigned64, bits: number): Trouble {
  return {
    code: 'value-truncated',
    severity: 'warning',
    message: `0x${value.toString(16)} does not fit into ${bits} bits; the upper bits are lost.`,
    help:
      bits === 32
        ? `Write it as two cells: \`${twoCells(value)}\`.`
        : `Write \`/bits/ ${widthOf(value)} <...>\`.`,
  };
}

export function literal(kind: LiteralTrouble, written: string): Trouble {
  const image = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  switch (kind) {
    case 'bad-octal':
      return {
        code: 'bad-number',
        message: `\`${image}\` is no number: a leading 0 means octal, which has no digits 8 and 9.`,
        ...(/^0+[1-9]\d*$/.test(image) && {
          help: `Write \`${image.replace(/^0+/, '')}\`, or \`0x…\` for hex.`,
        }),
      };
    case 'out-of-range':
      return { code: 'number-out-of-range', message: `\`${image}\` does not fit into 64 bits.` };
    case 'empty-character':
      return { code: 'bad-character', message: 'A character literal must not be empty.' };
    case 'long-character':
      return { code: 'bad-character', message: `\`${image}\` holds more than one character.` };
  }
}

export function deepNodes(limit: number): Trouble {
  const message = `Nodes are nested deeper than ${limit} levels.`;
  return { code: 'nesting-too-deep', message, help: howToRaise('nesting') };
}

export function deepParentheses(limit: number): Trouble {
  const message = `Parentheses are nested deeper than ${limit} levels.`;
  return { code: 'nesting-too-deep', message, help: howToRaise('nesting') };
}

/** dtc only warns of it; so does this. */
export function addressWithPrefix(name: string): Trouble | undefined {
  const at = name.indexOf('@');
  if (at === -1 || !/^0[xX]/.test(name.slice(at + 1))) return undefined;
  return {
    code: 'unit-address-prefix',
    severity: 'warning',
    message: `The unit address of \`${name}\` begins with 0x.`,
    help: `Write \`${name.slice(0, at + 1)}${name.slice(at + 3).toLowerCase()}\`: unit addresses are hex without a prefix.`,
  };
}

export const tooManyBytes: Trouble = {
  code: 'input-too-large',
  message: 'The files that /incbin/ takes in come to more bytes than an input may have.',
  help: howToRaise('fileBytes'),
};

export const farOffset: Trouble = {
  code: 'incbin',
  message: 'The offset of /incbin/ lies beyond the end of any file.',
  help: 'Write `/incbin/("file", OFFSET, LENGTH)` with both in bytes.',
};

export function noBinary(place: Place): Problem {
  return { severity: 'error', code: 'incbin', message: '/incbin/ is not available here.', place };
}
