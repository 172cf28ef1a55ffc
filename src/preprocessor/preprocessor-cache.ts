import { SourceFile } from '../source/source-file.ts';
import { directiveKinds, type LineKind } from './directive.ts';
import { Identifiers } from './identifiers.ts';
import { type BuiltInMacro, Macro } from './macro.ts';
import { type ScannedFile, scanFile } from './scan.ts';

const BUILT_IN: readonly BuiltInMacro[] = [
  '__LINE__',
  '__FILE__',
  '__BASE_FILE__',
  '__FILE_NAME__',
  '__COUNTER__',
  '__INCLUDE_LEVEL__',
  '__DATE__',
  '__TIME__',
  '__TIMESTAMP__',
  '_Pragma',
];

/** What is defined for every input: `-undef` leaves these of cpp's own, and dtc's makefiles add `__DTS__`. */
const PREDEFINED: readonly string[] = ['__DTS__', '__ASSEMBLER__', '__STDC__', '__STDC_HOSTED__'];

/**
 * What the preprocessor keeps between the inputs of a run: scanned files, macro definitions, results. Give the same one to every
 * input that reads from the same {@link FileStore}; it grows with the files, not with the inputs.
 */
export class PreprocessorCache {
  readonly identifiers: Identifiers = new Identifiers();
  readonly builtIns: readonly Macro[];
  /** The definition of each identifier, by its number, in the input that is being preprocessed. */
  readonly macros: (Macro | undefined)[] = [];
  readonly #directives: ReadonlyMap<number, LineKind>;
  readonly #scans = new WeakMap<SourceFile, ScannedFile>();
  readonly #definitionTexts = new Map<string, SourceFile>();

  constructor() {
    this.#directives = directiveKinds(this.identifiers);
    this.builtIns = BUILT_IN.map((name) => Macro.builtIn(this.identifiers.numberOf(name), name));
  }

  scanOf(file: SourceFile): ScannedFile {
    const known = this.#scans.get(file);
    if (known !== undefined) return known;

    const scan = scanFile(file, this.identifiers, this.#directives);
    this.#scans.set(file, scan);
    return scan;
  }

  /** The text that stands for the predefined macros and the `-D` options: the same file for the same options. */
  commandLine(
    defines: readonly { readonly name: string; readonly value?: string | undefined }[],
  ): SourceFile {
    const lines = [
      ...PREDEFINED.map((name) => `#define ${name} 1\n`),
      ...defines.map(({ name, value }) => `#define ${oneLine(name)} ${oneLine(value ?? '1')}\n`),
    ];
    const text = lines.join('');
    const known = this.#definitionTexts.get(text);
    if (known !== undefined) return known;

    const file = new SourceFile('<command-line>', text);
    this.#definitionTexts.set(text, file);
    return file;
  }
}

/** A new line would end the definition and begin a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
