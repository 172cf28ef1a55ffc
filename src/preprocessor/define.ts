import type { Place } from '../source/place.ts';
import type { Identifiers } from './identifiers.ts';
import type { MacroShape } from './macro.ts';
import { Token, TokenFlag, TokenKind } from './token.ts';
import { spanOf } from './token-place.ts';

/** What is wrong with a definition, and where. */
export interface DefinitionFault {
  readonly code: string;
  readonly message: string;
  readonly place: Place;
}

/**
 * Reads what stands behind a macro's name in its `#define`, as GCC's `create_iso_definition` does in assembler mode: `#`
 * before something else than a parameter is an ordinary token.
 *
 * @param tokens of the whole line; the name is at `nameAt`
 */
export function parseDefinition(
  tokens: readonly Token[],
  nameAt: number,
  identifiers: Identifiers,
): MacroShape | DefinitionFault {
  const open = tokens[nameAt + 1];
  if (open?.kind !== TokenKind.OpenParen || open.has(TokenFlag.SpaceBefore)) {
    return parseBody(tokens, nameAt + 1, undefined, false, identifiers);
  }

  // A set keeps the order, too.
  const parameters = new Set<string>();
  let variadic = false;
  let at = nameAt + 2;
  if (tokens[at]?.kind === TokenKind.CloseParen) return parseBody(tokens, at + 1, [], false, identifiers);

  for (;;) {
    const parameter = tokens[at];
    if (parameter === undefined) return fault(tokens, at, 'a parameter or "..."');

    const isDots = parameter.text === '...';
    if (!isDots && parameter.kind !== TokenKind.Name) return fault(tokens, at, 'the name of a parameter');
    const name = isDots ? '__VA_ARGS__' : parameter.text;
    if (parameters.has(name)) return duplicate(parameter);
    parameters.add(name);
    at++;

    variadic = isDots;
    if (!isDots && tokens[at]?.text === '...') {
      variadic = true;
      at++;
    }
    const next = tokens[at];
    if (next?.kind === TokenKind.CloseParen) break;
    if (variadic) return fault(tokens, at, '")" behind "..."');
    if (next?.kind !== TokenKind.Comma) return fault(tokens, at, '"," or ")"');
    at++;
  }
  return parseBody(tokens, at + 1, [...parameters], variadic, identifiers);
}

function parseBody(
  tokens: readonly Token[],
  start: number,
  parameters: readonly string[] | undefined,
  variadic: boolean,
  identifiers: Identifiers,
): MacroShape | DefinitionFault {
  const indexes = new Map<number, number>();
  parameters?.forEach((name, index) => {
    indexes.set(identifiers.numberOf(name), index);
  });
  const body: Token[] = [];
  let followsPaste = false;

  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;

    const last = body.at(-1);
    if (token.kind === TokenKind.Paste) {
      if (last === undefined) return pasteAtEdge(token);
      last.flags |= TokenFlag.PasteLeft;
      followsPaste = true;
      continue;
    }

    followsPaste = false;
    const index = token.kind === TokenKind.Name ? indexes.get(token.id) : undefined;
    if (index === undefined) {
      body.push(token.copy(token.flags & ~TokenFlag.LineStart));
      continue;
    }
    const isStringified = last?.kind === TokenKind.Hash;
    const flags = isStringified
      ? (last.flags & TokenFlag.SpaceBefore) | TokenFlag.Stringify
      : token.flags & TokenFlag.SpaceBefore;
    if (isStringified) body.pop();
    body.push(
      new Token(
        TokenKind.Parameter,
        flags,
        token.text,
        index,
        token.file,
        isStringified ? last.start : token.start,
        token.end,
      ),
    );
  }

  const first = body[0];
  if (first !== undefined) first.flags &= ~TokenFlag.SpaceBefore;
  const last = tokens.at(-1);
  if (followsPaste && last !== undefined) return pasteAtEdge(last);
  return { parameters, variadic, body };
}

function fault(tokens: readonly Token[], at: number, expected: string): DefinitionFault {
  const found = tokens[at];
  const near = found ?? tokens.at(-1);
  const what = found === undefined ? 'the line ends' : `"${found.text}" stands there`;
  return {
    code: 'bad-macro-definition',
    message: `The macro's parameter list lacks ${expected}; ${what}.`,
    place: spanOf(near ?? (tokens[0] as Token)),
  };
}

function duplicate(parameter: Token): DefinitionFault {
  const message = `The macro has two parameters named "${parameter.text}".`;
  return { code: 'bad-macro-definition', message, place: spanOf(parameter) };
}

function pasteAtEdge(token: Token): DefinitionFault {
  const message = '"##" needs a token on either side, and stands at an end of the macro.';
  return { code: 'bad-macro-definition', message, place: spanOf(token) };
}

/** Whether two definitions of a name mean the same: the standard lets them differ in the amount of white space only. */
export function sameDefinition(one: MacroShape, other: MacroShape): boolean {
  if (one === other) return true;
  if (one.variadic !== other.variadic || one.body.length !== other.body.length) return false;
  if (one.parameters?.join() !== other.parameters?.join()) return false;

  const relevant = TokenFlag.SpaceBefore | TokenFlag.PasteLeft | TokenFlag.Stringify;
  return one.body.every((token, index) => {
    const twin = other.body[index];
    return twin?.text === token.text && (twin.flags & relevant) === (token.flags & relevant);
  });
}
