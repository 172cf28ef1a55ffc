import type { IToken } from 'chevrotain';
import type { Problem } from '../src/source/problem.ts';
import { describeToken } from './expectations.ts';
import { everythingLost, joinedLosses, type Losses, nothingLost } from './losses.ts';
import { lossesOfRepair } from './losses-of-repair.ts';
import type { DtsParser, ParsedText, ParserOptions } from './parser.ts';
import { endOf, missingSemicolon, type Trouble } from './recovering-parser.ts';
import { certainCost, type Repair, repairFirst } from './repair.ts';
import type { SourceText } from './source-text.ts';
import * as token from './tokens.ts';
import * as trouble from './troubles.ts';

/**
 * So many mistakes of an input are repaired, those told and those not; about the rest the parser says what it finds. One that
 * includes itself has thousands.
 */
const mostRepairs = 60;
/** At so many mistakes of a text a second one is supposed beside the first. */
const mostPairs = 12;
/** So many tokens are parsed again in all: a text is parsed anew behind each repair. */
const mostTokensAgain = 400_000;
/** A mistake so near behind a repair is likely to come from it. */
const nearTokens = 5;

export interface RepairedText extends ParsedText {
  readonly losses: Losses;
}

/**
 * Parses a text, and where that meets a mistake repairs it and parses again: so each mistake is told once, in the parser's words,
 * and nothing that only follows from it.
 */
export function parseRepaired(
  parser: DtsParser,
  text: SourceText,
  tokens: readonly IToken[],
  options: ParserOptions,
  budget: { repairs: number } = { repairs: 0 },
): RepairedText {
  let parsed = parser.parse(text, tokens.slice(), options);
  if (parsed.mistake === undefined) return { ...parsed, losses: lossesOf(parsed, []) };

  const source = text.text;
  const losses: Losses[] = [];
  const told: { problem: Problem; at: number }[] = [];
  let current = tokens;
  let behind = Number.NEGATIVE_INFINITY;
  let before = -1;
  let again = tokens.length;
  for (; parsed.mistake !== undefined && budget.repairs < mostRepairs; budget.repairs++) {
    if (again >= mostTokensAgain) break;
    const repair = repairFirst(source, current, options.truncated ?? false, budget.repairs < mostPairs);
    const at = current[repair?.index ?? 0]?.startOffset ?? source.length;
    if (repair === undefined || at <= before) break;
    before = at;
    if (repair.index > behind + nearTokens || isWord(current, repair)) {
      const problem = problemOf(repair, parsed.mistake, current, text);
      told.push({ problem, at });
    }
    losses.push(lossesOfRepair(source, current, repair.edit));
    const isCertain = repair.reach > nearTokens || repair.edit.cost < certainCost;
    behind = isCertain ? Number.NEGATIVE_INFINITY : repair.edit.from + repair.edit.images.length;
    current = repair.tokens;
    again += current.length;
    parsed = parser.parse(text, repair.tokens.slice(), options);
  }
  return { ...parsed, problems: inOrder(told, parsed), losses: lossesOf(parsed, losses) };
}

/** What the repairs may have lost; all, where the parser has skipped something nevertheless. */
function lossesOf({ mistake, problems }: ParsedText, ofRepairs: readonly Losses[]): Losses {
  const isSkipped = mistake !== undefined || problems.some(({ code }) => code === 'nesting-too-deep');
  return isSkipped ? everythingLost : joinedLosses([nothingLost, ...ofRepairs]);
}

function isWord(tokens: readonly IToken[], { index }: Repair): boolean {
  return tokens[index]?.tokenType === token.Word;
}

function inOrder(
  told: readonly { problem: Problem; at: number }[],
  { problems, offsets }: ParsedText,
): Problem[] {
  const others = problems.map((problem) => ({ problem, at: offsets.get(problem) ?? 0 }));
  return [...told, ...others].sort((left, right) => left.at - right.at).map(({ problem }) => problem);
}

/** What the parser said; or what is missing, where the repair knows that and the parser only saw what came of it. */
function problemOf(
  { edit, index }: Repair,
  mistake: Problem,
  tokens: readonly IToken[],
  text: SourceText,
): Problem {
  if (edit.to !== edit.from) return mistake;
  const previous = tokens[edit.from - 1];
  if (previous === undefined) return mistake;
  const next = tokens[edit.from];
  const missing = missingSign(edit.images.join(' '), previous, next);
  if (missing === undefined) return mistake;
  if (missing.code === mistake.code && edit.from === index) return mistake;

  const { code, message, help, related } = missing;
  const place = text.place(endOf(previous) - 1, endOf(previous));
  const places = related ?? (missing.code === mistake.code ? mistake.related : undefined);
  return { severity: 'error', code, message, place, ...(places && { related: places }), help };
}

function missingSign(sign: string, previous: IToken, next: IToken | undefined): Trouble | undefined {
  const found = next === undefined ? 'the end of the file' : describeToken(next);
  switch (sign) {
    case ';':
      return missingSemicolon(previous, found);
    case '}':
    case '} ;':
      return trouble.missingBrace(found, undefined);
    case '{':
      return trouble.missingOpeningBrace(describeToken(previous), found);
    case '>':
      return trouble.missingAngle(found);
    case '> ,':
      return trouble.missingSign('>,', describeToken(previous), found);
    case '> ;':
      return trouble.missingEnd('>;', 'the cells', found);
    case '] ;':
      return trouble.missingEnd('];', 'the bytes', found);
    case ']':
      return trouble.missingBracket(found);
    case ',':
      return trouble.missingComma(describeToken(previous), found);
    case '<':
    case '[':
    case '(':
    case ')':
    case '=':
    case '= <':
      return trouble.missingSign(sign, describeToken(previous), found);
    default:
      return undefined;
  }
}
