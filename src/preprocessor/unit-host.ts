import type { MacroUse } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { ExpanderHost, ExpansionBudget } from './expander.ts';
import type { LineReader } from './line-reader.ts';
import type { BuiltInMacro, Macro } from './macro.ts';
import { retokenized } from './retokenize.ts';
import type { Run } from './run.ts';
import { Token, TokenKind } from './token.ts';
import { placeOf, spanOf } from './token-place.ts';

/** What the expander asks while it works on a file: macros, and the values of the built-in ones at that place. */
export class UnitHost implements ExpanderHost {
  readonly #run: Run;
  readonly #lines: LineReader;

  constructor(run: Run, lines: LineReader) {
    this.#run = run;
    this.#lines = lines;
  }

  get budget(): ExpansionBudget {
    return this.#run.budget;
  }

  macro(id: number): Macro | undefined {
    if (this.#run.budget.tokens >= 0) return this.#run.macro(id);

    this.#run.dependsOnMore();
    return undefined;
  }

  report(problem: Problem): void {
    this.#run.report(problem);
  }

  /** Cuts a text that was made here into tokens, which stand where `like` stands. */
  readonly retokenize = (text: string, like: Token, via: MacroUse | undefined): Token[] =>
    retokenized(text, like, via, this.#run.cache.identifiers);

  builtIn(name: BuiltInMacro, token: Token, invocation: Token): Token | undefined {
    const text = this.#valueOf(name, token.via === undefined ? token : invocation);
    if (text === undefined) return undefined;

    const isString = text.startsWith('"');
    const use = { name, use: spanOf(token), definition: undefined, parent: token.via };
    const kind = isString ? TokenKind.String : TokenKind.Number;
    return new Token(kind, 0, text, -1, token.file, token.start, token.end, token.start, use);
  }

  #valueOf(name: BuiltInMacro, at: Token): string | undefined {
    switch (name) {
      case '__LINE__':
        return String(this.#lines.presumedLine(placeOf(at).start));
      case '__FILE__':
        return quoted(this.#lines.presumedPath);
      case '__FILE_NAME__':
        return quoted(this.#lines.presumedPath.slice(this.#lines.presumedPath.lastIndexOf('/') + 1));
      case '__BASE_FILE__':
        return quoted(this.#run.inputPath);
      case '__COUNTER__':
        return String(this.#run.nextCount());
      case '__INCLUDE_LEVEL__':
        return String(this.#run.includeLevel);
      // The result does not depend on the day: what GCC itself writes where it cannot tell the time.
      case '__DATE__':
        return '"??? ?? ????"';
      case '__TIME__':
        return '"??:??:??"';
      case '__TIMESTAMP__':
        return '"??? ??? ?? ??:??:?? ????"';
      case '_Pragma':
        return undefined;
    }
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
