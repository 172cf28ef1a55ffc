import type { Chunk, Preprocessed, PreprocessedUnit } from './preprocessed.ts';

export interface PrintOptions {
  /** Writes `# 12 "file"` where the text goes on in another file or line, as cpp does (default: no). */
  readonly lineMarkers?: boolean;
}

/**
 * The preprocessed text, such as cpp writes it, with comments taken out.
 */
export function printPreprocessed(preprocessed: Preprocessed, options: PrintOptions = {}): string {
  const printer = new Printer(options.lineMarkers ?? false);
  printer.printUnit(preprocessed.unit);
  return printer.text();
}

class Printer {
  readonly #markers: boolean;
  readonly #pieces: string[] = [];
  #endsLine = true;

  constructor(markers: boolean) {
    this.#markers = markers;
  }

  printUnit(unit: PreprocessedUnit): void {
    for (const chunk of unit.chunks) {
      if (chunk.kind !== 'included') {
        this.#printText(chunk);
        continue;
      }
      this.#endLine();
      this.printUnit(chunk.unit);
      this.#endLine();
    }
  }

  text(): string {
    this.#endLine();
    return this.#pieces.join('');
  }

  #printText(chunk: Exclude<Chunk, { kind: 'included' }>): void {
    if (this.#markers) this.#printMarker(chunk);
    const text =
      chunk.kind === 'expanded'
        ? `${chunk.text}\n`
        : withoutComments(chunk.file.text.slice(chunk.start, chunk.end));
    this.#pieces.push(text);
    this.#endsLine = text === '' ? this.#endsLine : text.endsWith('\n');
  }

  #printMarker(chunk: Exclude<Chunk, { kind: 'included' }>): void {
    const place = chunk.kind === 'clean' ? chunk : chunk.segments[0]?.place;
    if (place === undefined) return;

    this.#endLine();
    const { line } = place.file.lineColumn(place.start);
    this.#pieces.push(`# ${line} "${place.file.path.replace(/[\\"]/g, '\\$&')}"\n`);
  }

  #endLine(): void {
    if (!this.#endsLine) this.#pieces.push('\n');
    this.#endsLine = true;
  }
}

/** Takes comments out of text that no macro and no lone quote is in; the new lines in them stay, so that lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) => {
    if (!found.startsWith('/')) return found;
    return found.startsWith('//') ? '' : ` ${found.replace(/[^\n]+/g, '')}`;
  });
}
