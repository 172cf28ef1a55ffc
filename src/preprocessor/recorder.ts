import type { SourceFile } from '../source/source-file.ts';
import type { Macro } from './macro.ts';

/** The definition that a stretch of text found for each name that it asked for. */
export interface Seen {
  readonly ids: readonly number[];
  readonly macros: readonly (Macro | undefined)[];
}

/** Whether the names have the same definitions now as they had then. */
export function stillHolds(seen: Seen, now: readonly (Macro | undefined)[]): boolean {
  const { ids, macros } = seen;
  for (let index = 0; index < ids.length; index++) {
    if (now[ids[index] as number] !== macros[index]) return false;
  }
  return true;
}

/** For each identifier, the last recorder of one depth that knows it. */
export class SeenMarks {
  #serials: Int32Array = new Int32Array(1024);
  #last = 0;

  nextSerial(): number {
    return ++this.#last;
  }

  /** Marks an identifier; false where it had that mark. */
  mark(id: number, serial: number): boolean {
    if (id >= this.#serials.length) {
      const grown = new Int32Array(id * 2);
      grown.set(this.#serials);
      this.#serials = grown;
    }
    if (this.#serials[id] === serial) return false;
    this.#serials[id] = serial;
    return true;
  }
}

/**
 * Takes down what a stretch of preprocessing asked of the macros that were defined before it, and which it changed. If all of
 * that is the same again, so is the result.
 */
export class Recorder implements Seen {
  readonly ids: number[] = [];
  readonly macros: (Macro | undefined)[] = [];
  /** Identifiers that were defined or undefined, perhaps several times. */
  readonly changes: number[] = [];
  /** False where the result depends on more: on `__COUNTER__`, on the input's own name, on `#pragma once`. */
  repeatable = true;
  /** dtc's `/include/` was resolved, which depends on the input's folder. */
  resolvesForDtc = false;
  /** Every file read, in order. */
  readonly files: Set<SourceFile> = new Set();
  /** How many files were included, and the most that were open inside one another. */
  includes = 0;
  height = 0;
  readonly #marks: SeenMarks;
  readonly #serial: number;

  constructor(marks: SeenMarks) {
    this.#marks = marks;
    this.#serial = marks.nextSerial();
  }

  /** A name was asked for, and had this definition. */
  look(id: number, macro: Macro | undefined): void {
    if (!this.#marks.mark(id, this.#serial)) return;
    this.ids.push(id);
    this.macros.push(macro);
  }

  /** A name got another definition: what is asked of it from now on is no question to the outside. */
  change(id: number): void {
    this.#marks.mark(id, this.#serial);
    this.changes.push(id);
  }

  /** Takes over what a part of the stretch saw. */
  lookAll(seen: Seen): void {
    const { ids, macros } = seen;
    for (let index = 0; index < ids.length; index++) this.look(ids[index] as number, macros[index]);
  }
}
