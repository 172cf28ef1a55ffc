import type { Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Macro } from './macro.ts';
import type { Chunk, PreprocessedUnit } from './preprocessed.ts';
import { type Seen, stillHolds } from './recorder.ts';

/** One result of reading a file, and what it depends on and does besides. */
export interface RememberedUnit extends Seen {
  readonly unit: PreprocessedUnit;
  readonly changedIds: Uint32Array;
  readonly changedMacros: readonly (Macro | undefined)[];
  readonly problems: readonly Problem[];
  /** Every file read, this one first. */
  readonly files: readonly SourceFile[];
  /** What was included, and by the same index the directive that brought it in first. */
  readonly included: readonly SourceFile[];
  readonly includedFrom: readonly Span[];
  readonly includes: number;
  readonly height: number;
  /** What its macros took of the input's budget. */
  readonly tokens: number;
  /** The input's folder, where dtc's `/include/` was resolved from it. */
  readonly inputFolder: string | undefined;
}

/** Real files have a handful of results in a run; a hostile one could have as many as it is included. */
const MAX_RESULTS = 32;

/** The results of reading one file with one set of include folders. */
export class UnitMemo {
  readonly #results: RememberedUnit[] = [];

  /** The result that holds with these definitions; the last one that held is tried first. */
  find(macros: readonly (Macro | undefined)[], inputFolder: string): RememberedUnit | undefined {
    const results = this.#results;
    for (let index = results.length - 1; index >= 0; index--) {
      const result = results[index] as RememberedUnit;
      if (result.inputFolder !== undefined && result.inputFolder !== inputFolder) continue;
      if (!stillHolds(result, macros)) continue;

      if (index < results.length - 1) {
        results.splice(index, 1);
        results.push(result);
      }
      return result;
    }
    return undefined;
  }

  add(result: RememberedUnit): void {
    if (this.#results.length >= MAX_RESULTS) this.#results.shift();
    this.#results.push(result);
  }
}

/**
 * Units by what they are made of: two readings of a file that come to the same chunks give one object, whatever led to them. So
 * a `.dtsi` is parsed once though one board included a header before it that another did not.
 */
export class UnitPool {
  readonly #units = new WeakMap<SourceFile, PreprocessedUnit[]>();

  /** Lets go of the units of a file. */
  drop(file: SourceFile): void {
    this.#units.delete(file);
  }

  /** The units that came of a file. */
  unitsOf(file: SourceFile): readonly PreprocessedUnit[] {
    return this.#units.get(file) ?? [];
  }

  unify(file: SourceFile, chunks: readonly Chunk[]): PreprocessedUnit {
    let known = this.#units.get(file);
    if (known === undefined) {
      known = [];
      this.#units.set(file, known);
    }
    const twin = known.find((unit) => sameChunks(unit.chunks, chunks));
    if (twin !== undefined) return twin;

    const unit: PreprocessedUnit = { file, chunks };
    if (known.length >= MAX_RESULTS) known.shift();
    known.push(unit);
    return unit;
  }
}

function sameChunks(one: readonly Chunk[], other: readonly Chunk[]): boolean {
  return one.length === other.length && one.every((chunk, index) => sameChunk(chunk, other[index] as Chunk));
}

function sameChunk(one: Chunk, other: Chunk): boolean {
  if (one === other) return true;
  if (one.kind === 'clean' && other.kind === 'clean') {
    return one.file === other.file && one.start === other.start && one.end === other.end;
  }
  // An expanded line that is the same again is the same object: the lines are remembered too.
  if (one.kind === 'included' && other.kind === 'included') {
    return (
      one.unit === other.unit && one.from.file === other.from.file && one.from.start === other.from.start
    );
  }
  return false;
}
