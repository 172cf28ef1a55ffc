import type { Identifiers } from './identifiers.ts';
import type { MacroShape } from './macro.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';
import { RunMark, TokenRun } from './token-run.ts';

/** More than that, and texts that grow longer, are left to the full expander, which counts what an input may ask for. */
export const MOST_TOKENS = 512;
const LONGEST_TEXT = 1024;

/**
 * Puts arguments into a macro's body, as {@link replaceArguments} does, where they are not empty and `##` makes names.
 *
 * @param given undefined for an object-like macro
 * @param inLine the use stands in the line itself, and so do its arguments
 * @returns undefined where more is asked
 */
export function substitute(
  shape: MacroShape,
  given: readonly TokenRun[] | undefined,
  inLine: boolean,
  identifiers: Identifiers,
  expand: (argument: TokenRun) => TokenRun | undefined,
): TokenRun | undefined {
  const { body } = shape;
  if (body.length > MOST_TOKENS) return undefined;
  const run = new TokenRun();
  const expanded: (TokenRun | undefined)[] = [];
  let pastes = false;

  for (let at = 0; at < body.length; at++) {
    if (run.length > MOST_TOKENS) return undefined;
    const part = body[at] as Token;
    const pastesRight = (part.flags & TokenFlag.PasteLeft) !== 0;
    const space = part.flags & TokenFlag.SpaceBefore;
    if (part.kind !== TokenKind.Parameter) {
      if (shape.variadic && part.text === '__VA_OPT__') return undefined;
      if (!pastes) run.push(part, space);
      else if (!paste(run, part, space, inLine, identifiers)) return undefined;
      pastes = pastesRight;
      continue;
    }

    const argument = given?.[part.id];
    if (argument === undefined || argument.length === 0) return undefined;
    if (part.flags & TokenFlag.Stringify) {
      const string = pastes || pastesRight ? undefined : stringOf(argument, part);
      if (string === undefined) return undefined;
      run.push(string, space | RunMark.Padded);
      run.next |= RunMark.Padded;
      continue;
    }

    let put: TokenRun | undefined = argument;
    if (!pastes && !pastesRight) {
      put = expanded[part.id] ?? expand(argument);
      if (put === undefined || put.length === 0) return undefined;
      expanded[part.id] = put;
    }
    if (!pastes) {
      const own = (put.marks[0] as number) & RunMark.FromLine;
      run.append(put, own | space | RunMark.Padded);
    } else {
      const first = put.tokens[0] as Token;
      if (!paste(run, first, put.marks[0] as number, inLine, identifiers)) return undefined;
      for (let rest = 1; rest < put.length; rest++)
        run.push(put.tokens[rest] as Token, put.marks[rest] as number);
    }
    pastes = pastesRight;
    if (!pastesRight) run.next |= RunMark.Padded;
  }
  return run;
}

/** Joins a token to the last of a run; false where something else than a name might come of it. */
function paste(
  run: TokenRun,
  right: Token,
  marks: number,
  inLine: boolean,
  identifiers: Identifiers,
): boolean {
  const last = run.length - 1;
  const left = run.tokens[last];
  if (left === undefined || left.text.length + right.text.length > LONGEST_TEXT) return false;

  const padded = ((run.marks[last] as number) & ~RunMark.FromLine) | RunMark.Padded;
  if (left.kind === TokenKind.Name && isWord(right)) {
    const text = left.text + right.text;
    const { file, start, end } = left;
    run.tokens[last] = new Token(TokenKind.Name, 0, text, identifiers.numberOf(text), file, start, end);
    run.marks[last] = padded;
    run.next = RunMark.Padded;
    return true;
  }
  // The two do not make one token and stay. An argument of a use in a macro's body may have had other white space before it.
  if (left.text !== '-' || right.kind !== TokenKind.Name || !inLine) return false;
  run.marks[last] = (run.marks[last] as number) | RunMark.Padded;
  run.push(right, marks | RunMark.Padded);
  return true;
}

function isWord(token: Token): boolean {
  return token.kind === TokenKind.Name || (token.kind === TokenKind.Number && /^\w+$/.test(token.text));
}

/** What `#` makes of an argument; undefined where something in it takes an escape. */
function stringOf({ tokens, marks }: TokenRun, part: Token): Token | undefined {
  let text = '"';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.kind === TokenKind.String || token.kind === TokenKind.Char || token.kind === TokenKind.Other)
      return undefined;
    if (at > 0 && (marks[at] as number) & RunMark.Space) text += ' ';
    text += token.text;
    if (text.length > LONGEST_TEXT) return undefined;
  }
  return new Token(TokenKind.String, 0, `${text}"`, -1, part.file, part.start, part.end);
}
