import type { Place } from '../source/place.ts';
import { parseDefinition, sameDefinition } from './define.ts';
import type { LineReader } from './line-reader.ts';
import { Macro } from './macro.ts';
import type { FileMemory } from './preprocessor-cache.ts';
import type { Run } from './run.ts';
import { LineFlag } from './scan.ts';
import { type Token, TokenKind } from './token.ts';
import { spanOf } from './token-place.ts';

/** The macro definitions of one file. */
export class Definitions {
  readonly #run: Run;
  readonly #lines: LineReader;
  readonly #memory: FileMemory;
  readonly #isCommandLine: boolean;

  constructor(run: Run, lines: LineReader) {
    this.#run = run;
    this.#lines = lines;
    this.#memory = run.cache.memoryOf(lines.scan.file);
    this.#isCommandLine = run.cache.isCommandLine(lines.scan.file);
  }

  /** The name that `#ifdef`, `#undef` and the like speak of. */
  nameBehind(line: number): Token | undefined {
    const tokens = this.#lines.tokens(line);
    const name = tokens[2];
    if (name?.kind === TokenKind.Name) return name;

    const found = name === undefined ? 'the line ends' : `"${name.text}" stands there`;
    this.#fail(
      'missing-macro-name',
      `#${tokens[1]?.text} needs a macro's name; ${found}.`,
      this.#lines.lineSpan(line),
    );
    return undefined;
  }

  /** Obeys a `#define`. */
  define(line: number): void {
    const macro = this.#macroOf(line);
    if (macro === undefined) return;

    this.#warnOfChange(macro);
    this.#run.setMacro(macro.id, macro);
  }

  /** The macro that a line defines: one object for a line, whoever includes its file. */
  #macroOf(line: number): Macro | undefined {
    const { definitions } = this.#memory;
    const known = this.#lines.isPlain ? definitions.get(line) : undefined;
    if (known !== undefined) return known;

    const made = this.#plainMacro(line) ?? this.#parseMacro(line);
    if (made !== undefined && this.#lines.isPlain) definitions.set(line, made);
    return made;
  }

  /** Most definitions are `#define NAME value`: these are cut into tokens only when they are used. */
  #plainMacro(line: number): Macro | undefined {
    const lines = this.#lines;
    const { file, flags, names, nameStarts, namePositions } = lines.scan;
    const own = flags[line] ?? 0;
    if ((own & LineFlag.PlainDefine) === 0 || !lines.isPlain) return undefined;

    const { identifiers, reserved } = this.#run.cache;
    const first = nameStarts[line] ?? 0;
    const id = names[first] ?? 0;
    const nameStart = namePositions[first] ?? 0;
    const nameEnd = nameStart + identifiers.lengthOf(id);
    const end = lines.startOf(line + 1);
    // A comment may run on to another line, and a `##` stand there.
    const mayPaste = (own & LineFlag.Comment) !== 0 && file.text.slice(nameEnd, end).includes('##');
    if (mayPaste || reserved.has(id)) return undefined;
    return new Macro(identifiers, id, { file, nameStart, nameEnd, end }, this.#isCommandLine, undefined);
  }

  #parseMacro(line: number): Macro | undefined {
    const name = this.nameBehind(line);
    if (name === undefined) return undefined;
    const { identifiers, reserved } = this.#run.cache;
    if (reserved.has(name.id)) {
      const message = `"${name.text}" cannot be defined: it means something to the preprocessor.`;
      this.#fail('reserved-macro-name', message, spanOf(name));
      return undefined;
    }

    const shape = parseDefinition(this.#lines.tokens(line), 2, identifiers);
    if ('code' in shape) {
      this.#fail(shape.code, shape.message, shape.place);
      return undefined;
    }
    const { file, start, end } = name;
    const text = { file, nameStart: start, nameEnd: end, end };
    return new Macro(identifiers, name.id, text, this.#isCommandLine, shape);
  }

  #warnOfChange(macro: Macro): void {
    const old = this.#run.macro(macro.id);
    if (old === undefined || old === macro) return;
    if (old.builtIn === undefined && sameDefinition(old.shape, macro.shape)) return;

    const related =
      old.definition === undefined
        ? []
        : [{ message: 'The first definition is here', place: old.definition }];
    this.#run.report({
      severity: 'warning',
      code: 'macro-redefined',
      message: `The macro ${macro.name} is defined anew with another meaning.`,
      ...(macro.definition === undefined ? {} : { place: macro.definition }),
      related,
    });
  }

  #fail(code: string, message: string, place: Place): void {
    this.#run.report({ severity: 'error', code, message, place });
  }
}
