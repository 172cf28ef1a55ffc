import type { Chunk, PreprocessedUnit } from '../src/preprocessor/preprocessed.ts';
import { defaultLimits, type Limits } from '../src/source/limits.ts';
import type { Problem } from '../src/source/problem.ts';
import { elementsByGrammar, type GrammarStretch, startGrammar } from './grammar-stretch.ts';
import { everythingLost, joinedLosses, type Losses, nothingLost, wordsOf } from './losses.ts';
import { parsePlain } from './plain/plain-parser.ts';
import { PlainTokens } from './plain/plain-tokens.ts';
import { lengthOfChunks, SourceText, type TextChunk, type TextPiece } from './source-text.ts';
import type { PropertySyntax, StatementSyntax } from './syntax.ts';
import { type BudgetMark, type Cost, TokenBudget } from './token-budget.ts';
import type { ValueElement } from './value-element.ts';
import type { ReadBinary } from './value-parser.ts';

export interface ParseOptions {
  /** Reads what /incbin/ names; without it, /incbin/ is an error. */
  readonly readBinary?: ReadBinary;
  /** Of them `nesting`, `tokens` and `fileBytes` count here. */
  readonly limits?: Limits | undefined;
  /** The grammar reads all of it, plain text too: what the short cut of `plain/` is held against. */
  readonly grammarOnly?: boolean;
}

export interface ParsedDts {
  /** All top-level statements in order, those of included files in their place. Shared between boards: never changed. */
  readonly statements: readonly StatementSyntax[];
  readonly problems: readonly Problem[];
  /** What the problems may have swallowed. */
  readonly losses: Losses;
}

/**
 * The syntax tree of a preprocessed input. Mistakes become problems, each with its place, and parsing goes on: the
 * statements are what could be understood.
 *
 * An included unit that begins and ends between two statements is parsed once and remembered by its identity, so that a
 * .dtsi which two hundred boards include costs one parse.
 */
export function parseDts(unit: PreprocessedUnit, options: ParseOptions = {}): ParsedDts {
  const { limits = defaultLimits, readBinary, grammarOnly = false } = options;
  const budget = new TokenBudget(limits);
  const known = grammarOnly ? new WeakMap<PreprocessedUnit, ParsedUnit>() : parsedUnits;
  const parsed = parseUnit(unit, { limits, readBinary, budget, grammarOnly, known, cut: new Map() });
  const statements: StatementSyntax[] = [];
  const problems: Problem[] = [];
  const losses: Losses[] = [];
  flatten(parsed, statements, problems, losses);
  const told = withoutRepetition(problems);
  const place = { file: unit.file, start: 0, end: 0 };
  if (statements.length > maximumStatements) {
    const message = `The input has more than ${maximumStatements} top-level statements.`;
    const told: Problem = { severity: 'error', code: 'input-too-large', message, place };
    return { statements: [], problems: [told], losses: everythingLost };
  }
  // The estimate of a text's tokens may have been too low.
  if ((budget.isOverspent || budget.refusals > 0) && !budget.isTold)
    return {
      statements: [],
      problems: [{ severity: 'error', ...budget.tooManyTokens(), place }],
      losses: everythingLost,
    };
  return { statements, problems: told, losses: joinedLosses(losses) };
}

/** What is wrong with a file that is included twice is told once. */
function withoutRepetition(problems: readonly Problem[]): readonly Problem[] {
  const told = new Set<string>();
  return problems.filter(({ code, place }) => {
    const key = place === undefined ? code : `${code} ${place.start} ${place.file.path}`;
    return told.size < told.add(key).size;
  });
}

/** Files that include others twice, those again others twice, would go on for ever. Real boards have some hundreds. */
const maximumStatements = 100_000;

/** The elements of a property's value with their places, found by parsing the property once more. */
export function valueElements(property: PropertySyntax): readonly ValueElement[] {
  return elementsByGrammar(property);
}

/** What the texts of one input share. */
interface Context {
  readonly limits: Limits;
  readonly readBinary: ReadBinary | undefined;
  readonly budget: TokenBudget;
  readonly grammarOnly: boolean;
  /** Included units that were parsed before. */
  readonly known: WeakMap<PreprocessedUnit, ParsedUnit>;
  /** Those of this input for parts of which there was no room. They are not tried again: that could go on for ever. */
  readonly cut: Map<PreprocessedUnit, ParsedUnit>;
}

/** One unit's share of the statements. */
interface ParsedUnit {
  /** It ends between two statements, so that it can stand on its own. */
  readonly complete: boolean;
  readonly cost: Cost;
  readonly parts: readonly (readonly StatementSyntax[] | ParsedUnit)[];
  readonly problems: readonly Problem[];
  readonly losses: Losses;
  /** One of them, or of those of what it includes, is an error. */
  readonly hasErrors: boolean;
}

const parsedUnits = new WeakMap<PreprocessedUnit, ParsedUnit>();

function parseUnit(unit: PreprocessedUnit, context: Context): ParsedUnit {
  const assembly = new Assembly(context);
  assembly.add(unit);
  return assembly.finish(true);
}

function parseIncluded(unit: PreprocessedUnit, context: Context): ParsedUnit {
  const { budget, known, cut } = context;
  const isCut = cut.has(unit);
  const before = isCut ? cut.get(unit) : known.get(unit);
  // Where there is less room it is read once more: which part has none is found only so.
  if (before !== undefined && (isCut || before.cost.room <= budget.left)) {
    budget.charge(before.cost);
    if (isCut && before.complete) budget.isTold = true;
    return before;
  }
  const { refusals } = budget;
  const assembly = new Assembly(context);
  assembly.add(unit);
  const parsed = assembly.finish(false);
  // What one input had no room for may fit into another.
  if (budget.refusals === refusals) known.set(unit, parsed);
  else cut.set(unit, parsed);
  return parsed;
}

function incomplete(cost: Cost): ParsedUnit {
  return { complete: false, cost, parts: [], problems: [], losses: nothingLost, hasErrors: false };
}

function flatten(
  parsed: ParsedUnit,
  statements: StatementSyntax[],
  problems: Problem[],
  losses: Losses[],
): void {
  if (statements.length > maximumStatements || problems.length > maximumStatements) return;
  for (const problem of parsed.problems) problems.push(problem);
  if (parsed.losses !== nothingLost) losses.push(parsed.losses);
  for (const part of parsed.parts) {
    if ('complete' in part) flatten(part, statements, problems, losses);
    else for (const statement of part) statements.push(statement);
  }
}

/** Puts the chunks of a unit together, and parses each stretch that ends between two statements. */
class Assembly {
  readonly #context: Context;
  readonly #parts: (readonly StatementSyntax[] | ParsedUnit)[] = [];
  readonly #problems: Problem[] = [];
  readonly #losses: Losses[] = [];
  readonly #mark: BudgetMark;
  #stretch: Stretch;

  constructor(context: Context) {
    this.#context = context;
    this.#mark = context.budget.begin();
    this.#stretch = new Stretch(context);
  }

  add(unit: PreprocessedUnit): void {
    const { chunks } = unit;
    let from = 0;
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index] as Chunk;
      if (chunk.kind !== 'included') continue;
      this.#stretch.append(chunks, from, index);
      from = index + 1;
      this.#include(chunk.unit);
    }
    this.#stretch.append(chunks, from, chunks.length);
  }

  finish(whole: boolean): ParsedUnit {
    const { budget } = this.#context;
    if (!whole && !this.#stretch.isBetweenStatements) {
      this.#stretch.leave();
      return incomplete(budget.putInVain(budget.end(this.#mark), this.#mark.isTold));
    }
    this.#parseStretch();
    this.#stretch.leave();
    const cost = budget.end(this.#mark);
    const hasErrors =
      this.#problems.some(({ severity }) => severity === 'error') ||
      this.#parts.some((part) => 'hasErrors' in part && part.hasErrors);
    const [parts, problems, losses] = [this.#parts, this.#problems, joinedLosses(this.#losses)];
    return { complete: true, cost, parts, problems, losses, hasErrors };
  }

  #include(unit: PreprocessedUnit): void {
    if (this.#stretch.isBetweenStatements) {
      const { budget } = this.#context;
      const { isTold } = budget;
      const parsed = parseIncluded(unit, this.#context);
      // Where a brace is missing, what looks like the end of a statement may stand deep in a node.
      const isInNode = parsed.hasErrors && this.#stretch.hasMistake;
      if (parsed.complete && !isInNode) {
        this.#parseStretch();
        if (parsed.parts.length > 0 || parsed.problems.length > 0) this.#parts.push(parsed);
        return;
      }
      if (parsed.complete) budget.putInVain(parsed.cost, isTold);
    }
    this.add(unit);
  }

  #parseStretch(): void {
    const stretch = this.#stretch;
    if (stretch.isEmpty) return;
    this.#stretch = new Stretch(this.#context);
    const { readBinary, limits } = this.#context;
    const plain = stretch.parsePlain(limits.nesting);
    if (plain !== undefined) {
      if (plain.length > 0) this.#parts.push(plain);
      return;
    }

    const options = {
      readBinary,
      truncated: stretch.truncated,
      maxNesting: limits.nesting,
      maxValueBytes: limits.fileBytes,
    };
    const { statements, problems, losses } = stretch.grammar.parse(options, this.#context.budget);
    if (statements.length > 0) this.#parts.push(statements);
    this.#losses.push(losses, ...stretch.problems.map(lossesOfText));
    for (const problem of stretch.problems) this.#problems.push(problem);
    for (const problem of problems)
      if (!stretch.problems.some((told) => followsFrom(told, problem))) this.#problems.push(problem);
  }
}

/** What a mistake of the lexer may have lost: of a quote without its partner the line, else all that follows. */
function lossesOfText({ code, place }: Problem): Losses {
  if (code !== 'unterminated-string' || place === undefined) return everythingLost;
  const { text } = place.file;
  const start = text.lastIndexOf('\n', place.start - 1) + 1;
  const [line = ''] = text.slice(start, start + longestLine).split('\n', 1);
  return { everything: false, structure: true, words: wordsOf(line) };
}

const longestLine = 2_000;

/** Whether a mistake stands on the line of a quote without its partner: what that has swallowed is missed there. */
function followsFrom(told: Problem, { place, severity }: Problem): boolean {
  if (told.code !== 'unterminated-string' || severity !== 'error') return false;
  if (place === undefined || told.place === undefined || place.file !== told.place.file) return false;
  const { file } = place;
  return file.lineColumn(place.start).line === file.lineColumn(told.place.start).line;
}

/** Of stretches that are parsed: a text has hundreds, of which few are open at a time. */
const spareTokens: PlainTokens[] = [];
const mostSpare = 8;
/** Larger ones are rare, and would be kept for the whole run. */
const longestSpare = 1 << 18;

function spare(tokens: PlainTokens): void {
  if (spareTokens.length >= mostSpare || tokens.kinds.length > longestSpare) return;
  tokens.clear();
  spareTokens.push(tokens);
}

/** Text without an included unit that could be parsed on its own. */
class Stretch {
  readonly text = new SourceText();
  readonly problems: Problem[] = [];
  readonly #budget: TokenBudget;
  /** All of it is plain so far; if not, `#grammar` is in force. */
  #isPlain: boolean;
  /** Its plain tokens, if it has any. */
  #plain: PlainTokens | undefined;
  #grammar: GrammarStretch | undefined;
  #isTruncated = false;

  constructor({ budget, grammarOnly }: Context) {
    this.#budget = budget;
    this.#isPlain = !grammarOnly;
  }

  get isEmpty(): boolean {
    if (this.problems.length > 0) return false;
    return this.#isPlain ? this.#plain === undefined || this.#plain.count === 0 : this.grammar.isEmpty;
  }

  /** The end of the text is known to be missing. */
  get truncated(): boolean {
    return this.#isTruncated || this.#grammar?.truncated === true;
  }

  get isBetweenStatements(): boolean {
    if (!this.#isPlain) return this.grammar.isBetweenStatements;
    return this.#plain === undefined || this.#plain.isBetweenStatements;
  }

  /** The tokens for the grammar itself. */
  get grammar(): GrammarStretch {
    return this.#grammarUpTo(undefined);
  }

  /** Its statements, where nothing in it is wrong or rare. */
  parsePlain(maxNesting: number): StatementSyntax[] | undefined {
    if (this.#plain === undefined || this.problems.length > 0) return undefined;
    const statements = parsePlain(this.text, this.#plain, maxNesting);
    if (statements !== undefined) this.leave();
    return statements;
  }

  /** Gives its tokens back, for other texts. */
  leave(): void {
    if (this.#plain !== undefined) spare(this.#plain);
    this.#plain = undefined;
  }

  /** Whether what was read so far does not follow the grammar. */
  get hasMistake(): boolean {
    return this.grammar.hasMistake;
  }

  /** Adds the chunks of a list from an index up to another, none of which is an included one. */
  append(chunks: readonly Chunk[], from: number, to: number): void {
    if (from === to) return;
    const plain = this.#plainTokens();
    const length = plain?.write(chunks, from, to, this.#budget.textLength) ?? -1;
    if (length === -1 && !this.#hasRoom(chunks, from, to)) return;
    if (plain === undefined || length === -1) {
      this.#lex(this.text.append(chunks, from, to));
      return;
    }
    const piece = this.text.append(chunks, from, to, length);
    const added = plain.add(this.#budget.left);
    if (added === -1) this.#lex(piece);
    else this.#budget.spend(added);
  }

  /** Reads a piece for the grammar. */
  #lex(piece: TextPiece): void {
    const grammar = this.#grammarUpTo(piece);
    const { text, start } = piece;
    if (this.#budget.covers(text)) this.#budget.spend(grammar.lex(text, start));
    else this.#giveUp(start, this.#budget.tooManyTokens());
  }

  /** Those that the next piece's are added to; undefined where the grammar is in force. */
  #plainTokens(): PlainTokens | undefined {
    if (this.#isPlain) this.#plain ??= spareTokens.pop() ?? new PlainTokens();
    return this.#plain;
  }

  /** The grammar's tokens of all pieces before that one: so far they may have been read without it. */
  #grammarUpTo(end: TextPiece | undefined): GrammarStretch {
    this.#grammar ??= startGrammar(this.text, this.problems);
    if (!this.#isPlain) return this.#grammar;
    this.#isPlain = false;
    this.leave();
    for (const piece of this.text.pieces) {
      if (piece === end) break;
      this.#grammar.lex(piece.text, piece.start);
    }
    return this.#grammar;
  }

  /** Whether the text stays of a length that can be worked on: one file, or a file included again and again, may have any. */
  #hasRoom(chunks: readonly Chunk[], from: number, to: number): boolean {
    if (this.text.length + lengthOfChunks(chunks, from, to) <= this.#budget.textLength) return true;
    if (!this.#budget.isTold) this.text.append([emptyChunkAt(chunks[from] as TextChunk)]);
    this.#giveUp(this.text.length, this.#budget.textTooLong());
    return false;
  }

  /** What follows is not read: nothing more shall be said of it. */
  #giveUp(at: number, { code, message, help }: Omit<Problem, 'severity'>): void {
    this.#budget.refusals++;
    if (!this.#budget.isTold) {
      this.#budget.isTold = true;
      const place = this.text.place(at, at + 1);
      this.problems.push({ severity: 'error', code, message, help, place });
    }
    this.#isTruncated = true;
  }
}

/** A stretch of nothing, where a chunk begins. */
function emptyChunkAt(chunk: TextChunk): TextChunk {
  return chunk.kind === 'clean' ? { ...chunk, end: chunk.start } : { ...chunk, text: '' };
}
