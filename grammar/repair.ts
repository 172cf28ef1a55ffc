import type { IToken, TokenType } from 'chevrotain';
import { lex } from './lexer.ts';
import { endOf } from './recovering-parser.ts';
import { type Edit, editsAround, editsNearby } from './repair-edits.ts';
import { SyntaxScan } from './syntax-scan.ts';
import type { LexerMode } from './tokens.ts';
import * as token from './tokens.ts';

/** A text's tokens without its first mistake. */
export interface Repair {
  readonly tokens: IToken[];
  readonly edit: Edit;
  /** Index of the token that could not stand where it stood. */
  readonly index: number;
  /** How many tokens behind the edit are right. */
  readonly reach: number;
}

/** So many tokens behind an edit are looked at before those to the end of the text are. */
const nearTokens = 120;
/** An edit that costs less is taken if only so many tokens behind it are right: a semicolon at the end of its line. */
export const certainCost = 0.45;
const fewTokens = 3;
/** So many edits may do equally well there. */
const mostFinalists = 24;
/** A second slip is looked for behind so many first edits, where those stop so few tokens behind the mistake. */
const mostFirsts = 8;
const tokensToSecond = 16;
/** Where an attempt begins further back, looking behind it again and again would take long. */
const longestHead = 500;
/** What it costs to suppose two slips rather than one. */
const costOfSecond = 0.8;
/** A `;` or `{` behind an edit, at which the lexer must be in the same state with it as without it. */
const mostResumptions = 4;
/** If there is none among so many tokens, the rest is taken as it is. */
const mostLexedAgain = 100;

/**
 * The tokens with the smallest edit after which the most of the rest is right: a token inserted, left out, exchanged for
 * another or for its neighbour, or a statement left out. Undefined if all is right, or if no edit helps.
 *
 * @param truncated the end of the text is missing, so that open bodies are no mistake
 * @param supposesSecond whether to look for a second slip beside the first, which takes several times as long
 */
export function repairFirst(
  text: string,
  tokens: readonly IToken[],
  truncated: boolean,
  supposesSecond: boolean,
): Repair | undefined {
  const search = new RepairSearch(text, tokens, truncated);
  return search.best(supposesSecond);
}

/** What an edit makes of the tokens: `head` from the checkpoint on, then the old ones from `tail` on. */
interface Attempt {
  readonly edit: Edit;
  /** Where `head` begins among the old ones. */
  readonly start: number;
  readonly head: readonly IToken[];
  readonly tail: number;
}

interface Judged extends Attempt {
  /** Where a second slip was supposed, the attempt without it: that is told and undone in its turn. */
  readonly first?: Judged | undefined;
  /** How many tokens behind the mistake are right. */
  readonly reach: number;
  readonly cost: number;
}

class RepairSearch {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  readonly #truncated: boolean;
  /** The bodies that are open before the first token. */
  readonly #outer: readonly boolean[];
  readonly #error: number;
  /** Between two members or statements, shortly before the mistake. */
  #start = 0;
  #bodies: readonly boolean[] = [];

  constructor(text: string, tokens: readonly IToken[], truncated: boolean, outer: readonly boolean[] = []) {
    this.#text = text;
    this.#outer = outer;
    this.#tokens = tokens;
    this.#truncated = truncated;
    const scan = new SyntaxScan((index) => tokens[index], outer);
    const { index, isWhole } = scan.run();
    const isCut = index === tokens.length && (scan.bodies.length > 0 || !isWhole) && !truncated;
    this.#error = index === tokens.length && !isCut ? -1 : index;
    if (this.#error !== -1) this.#findStart();
  }

  best(supposesSecond: boolean): Repair | undefined {
    if (this.#error === -1) return undefined;
    const attempts = editsAround(this.#text, this.#tokens, this.#error).flatMap(
      (edit) => this.#attempt(edit) ?? [],
    );
    const near = attempts.map((attempt) => this.#judge(attempt, nearTokens, attempt));
    const certain = near.find(({ edit, reach }) => edit.cost < certainCost && reach >= fewTokens);
    if (certain !== undefined) return this.#repairBy(certain);
    const all = supposesSecond ? [...near, ...this.#withSecondSlip(near)] : near;
    const best = foremost(all.map((each) => ({ ...each, reach: Math.min(each.reach, nearTokens) })));
    const finalists = all
      .filter(({ reach }) => reach >= best)
      .sort((left, right) => left.cost - right.cost)
      .slice(0, mostFinalists)
      .map((judged) => this.#judge(judged, Number.POSITIVE_INFINITY, judged));
    const furthest = foremost(finalists);
    const chosen = finalists
      .filter(({ reach }) => reach === furthest)
      .reduce<Judged | undefined>(
        (least, each) => (least !== undefined && least.cost <= each.cost ? least : each),
        undefined,
      );
    if (chosen === undefined || chosen.reach <= 0) return undefined;
    return this.#repairBy(chosen);
  }

  /** The likeliest attempts that soon meet another mistake, with that undone as well. */
  #withSecondSlip(near: readonly Judged[]): Judged[] {
    const firsts = near
      .filter(({ reach }) => reach >= 0 && reach < tokensToSecond)
      .sort((left, right) => left.cost - right.cost)
      .slice(0, mostFirsts);
    // The others must not go further only because one of them could not be looked at.
    if (firsts.some(({ head }) => head.length > longestHead)) return [];
    return firsts.flatMap((first) => this.#secondsOf(first));
  }

  #secondsOf(first: Judged): Judged[] {
    const { head, tail, start } = first;
    const rest = this.#tokens.slice(tail, Math.max(tail, this.#error) + nearTokens);
    const outer = start === this.#start ? this.#bodies : this.#outer;
    const search = new RepairSearch(this.#text, [...head, ...rest], true, outer);
    if (search.#error === -1) return [];
    const attempts = editsNearby(this.#text, search.#tokens, search.#error).flatMap(
      (edit) => search.#attempt(edit) ?? [],
    );
    return attempts.map((second) => {
      const whole = [...search.#tokens.slice(0, second.start), ...second.head];
      const isBehindHead = second.tail >= head.length;
      const attempt = {
        edit: first.edit,
        start,
        head: isBehindHead ? whole : [...whole, ...head.slice(second.tail)],
        tail: isBehindHead ? tail + second.tail - head.length : tail,
      };
      const cost = first.edit.cost + second.edit.cost + costOfSecond;
      return this.#judge(attempt, nearTokens, { first, edit: { ...first.edit, cost } });
    });
  }

  #repairBy(judged: Judged): Repair {
    const { edit, first } = judged;
    const { start, head, tail } = first ?? judged;
    // What was taken away beside a second slip may have been a part of it.
    const reach = first !== undefined && edit.to !== edit.from ? first.reach : judged.reach;
    return {
      tokens: [...this.#tokens.slice(0, start), ...head, ...this.#tokens.slice(tail)],
      edit,
      index: this.#error,
      reach,
    };
  }

  #findStart(): void {
    const scan = new SyntaxScan((index) => this.#tokens[index], this.#outer);
    while (scan.index < this.#error) {
      if (scan.index <= Math.max(0, this.#error - 6)) {
        this.#start = scan.index;
      }
      if (!scan.step()) break;
    }
    const again = new SyntaxScan((index) => this.#tokens[index], this.#outer);
    while (again.index < this.#start && again.step());
    this.#bodies = [...again.bodies];
  }

  #attempt(edit: Edit): Attempt | undefined {
    const tokens = this.#tokens;
    const start = edit.from < this.#start ? 0 : this.#start;
    const { inserted, kept } = this.#piecesOf(edit);
    const resumeAt = tokens[edit.to]?.startOffset ?? this.#text.length;
    const mode = modeBefore(tokens, edit.from);
    let resumption = edit.to - 1;
    for (let count = 0; count < mostResumptions; count++) {
      resumption = nextResumption(tokens, resumption + 1);
      const last = tokens[resumption];
      const end = last === undefined ? this.#text.length : endOf(last);
      const lexed = lex(`${inserted} ${this.#text.slice(resumeAt, end)}`, mode).tokens;
      const isTooFar = last !== undefined && !isResumption(last.tokenType);
      if (last !== undefined && !isTooFar && lexed.at(-1)?.tokenType !== last.tokenType) continue;
      if (isNoSign(lexed, edit)) return undefined;
      this.#place(lexed, inserted.length + 1, resumeAt, edit, kept);
      return {
        edit,
        start,
        head: [...tokens.slice(start, edit.from), ...lexed],
        tail: Math.min(resumption + 1, tokens.length),
      };
    }
    return undefined;
  }

  #piecesOf({ images, from }: Edit): { inserted: string; kept: number } {
    return { inserted: images.join(' '), kept: this.#tokens[from]?.startOffset ?? this.#text.length };
  }

  /** Gives what was lexed again its offsets in the text; what was inserted stands where the edit is. */
  #place(lexed: readonly IToken[], insertedLength: number, resumeAt: number, edit: Edit, at: number): void {
    const previous = this.#tokens[edit.from - 1];
    const insertion = edit.to > edit.from || previous === undefined ? at : endOf(previous);
    for (const each of lexed) {
      const isOld = each.startOffset >= insertedLength;
      each.startOffset = isOld ? each.startOffset - insertedLength + resumeAt : insertion;
    }
  }

  #judge(
    { start, head, tail }: Attempt,
    limit: number,
    { edit, first }: { readonly edit: Edit; readonly first?: Judged | undefined },
  ): Judged {
    const tokens = this.#tokens;
    const count = head.length + tokens.length - tail;
    const at = (index: number) => (index < head.length ? head[index] : tokens[tail + index - head.length]);
    const limitIndex = head.length + Math.max(0, this.#error - tail) + limit;
    const scan = new SyntaxScan(at, start === this.#start ? this.#bodies : this.#outer, limitIndex);
    const { index, oddities, isWhole } = scan.run();
    const ends = index === count && (this.#truncated || (isWhole && scan.bodies.length === 0));
    const old = tail - head.length + index;
    const reach = ends ? Number.POSITIVE_INFINITY : old - this.#error;
    return { edit, first, start, head, tail, reach, cost: edit.cost + oddities };
  }
}

/** Between names a comma, a number or an operator is one itself. */
function isNoSign([first]: readonly IToken[], { images: [image] }: Edit): boolean {
  return first?.tokenType === token.Name && (image === ',' || image === '0' || image === '|');
}

function foremost(judged: readonly { readonly reach: number }[]): number {
  return judged.reduce((most, { reach }) => Math.max(most, reach), 0);
}

function nextResumption(tokens: readonly IToken[], from: number): number {
  const end = Math.min(tokens.length, from + mostLexedAgain);
  for (let index = from; index < end; index++) {
    if (isResumption(tokens[index]?.tokenType)) return index;
  }
  return end;
}

function isResumption(type: TokenType | undefined): boolean {
  return type === token.Semicolon || type === token.LeftBrace;
}

function modeBefore(tokens: readonly IToken[], index: number): LexerMode {
  for (let before = index - 1; before >= 0; before--) {
    const mode = tokens[before]?.tokenType.PUSH_MODE;
    if (mode !== undefined) return mode as LexerMode;
  }
  return 'name';
}
