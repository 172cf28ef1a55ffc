import type { MacroUse, Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { ExpandedChunk, Segment } from './preprocessed.ts';
import { outermostUse } from './token-place.ts';

/** The expanded chunk that a line builder makes: keeps its segments as plain columns, since few are ever asked for. */
export class ExpandedLine implements ExpandedChunk {
  readonly kind = 'expanded';
  text = '';
  /** For each segment: offset in the text, start and end in its file. */
  readonly #numbers: number[] = [];
  readonly #files: SourceFile[] = [];
  readonly #uses: (MacroUse | undefined)[] = [];

  add(at: number, file: SourceFile, start: number, end: number, via: MacroUse | undefined): void {
    this.#numbers.push(at, start, end);
    this.#files.push(file);
    this.#uses.push(via);
  }

  get segments(): readonly Segment[] {
    return this.#files.map((file, index) => {
      const [at = 0, start = 0, end = 0] = this.#numbers.slice(index * 3, index * 3 + 3);
      const via = this.#uses[index];
      const spelled = { file, start, end };
      if (via === undefined) return { at, place: spelled };

      const place: Place = { ...outermostUse(via), via };
      return { at, place, spelled };
    });
  }
}
