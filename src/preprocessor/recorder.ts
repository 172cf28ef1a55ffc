import type { Span } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { Identifiers } from './identifiers.ts';
import type { Macro } from './macro.ts';

/** What a stretch of text found when it asked for names. */
export interface Seen {
  /** The names that were no macros. */
  readonly absent: ArrayLike<number>;
  /** The names that were, and what they were. */
  readonly ids: ArrayLike<number>;
  readonly macros: readonly Macro[];
}

/** Whether the names have the same definitions now as they had then. */
export function stillHolds(seen: Seen, now: readonly (Macro | undefined)[]): boolean {
  const { absent, ids, macros } = seen;
  for (let index = 0; index < ids.length; index++) {
    if (now[ids[index] as number] !== macros[index]) return false;
  }
  for (let index = 0; index < absent.length; index++) {
    if (now[absent[index] as number] !== undefined) return false;
  }
  return true;
}

/** The same in little space, to be kept. */
export function packed(seen: Seen): Seen {
  return { absent: new Uint32Array(seen.absent), ids: new Uint32Array(seen.ids), macros: seen.macros };
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
  readonly absent: number[] = [];
  readonly ids: number[] = [];
  readonly macros: Macro[] = [];
  /** Identifiers that were defined or undefined, perhaps several times. */
  readonly changes: number[] = [];
  /** More of them, as lists that others hold too. */
  readonly changeLists: ArrayLike<number>[] = [];
  /** False where the result depends on more: on `__COUNTER__`, on the input's own name, on `#pragma once`. */
  repeatable = true;
  /** dtc's `/include/` was resolved, which depends on the input's folder. */
  resolvesForDtc = false;
  /** Every file read, in order. */
  readonly files: Set<SourceFile> = new Set();
  /** The directive that brought in each file first. */
  readonly includedFrom: Map<SourceFile, Span> = new Map();
  /** How many files were included. */
  includes = 0;
  readonly #marks: SeenMarks;
  readonly #serial: number;

  constructor(marks: SeenMarks) {
    this.#marks = marks;
    this.#serial = marks.nextSerial();
  }

  /** A name was asked for, and had this definition. */
  look(id: number, macro: Macro | undefined): void {
    if (!this.#marks.mark(id, this.#serial)) return;
    if (macro === undefined) {
      this.absent.push(id);
      return;
    }
    this.ids.push(id);
    this.macros.push(macro);
  }

  /** A name got another definition: what is asked of it from now on is no question to the outside. */
  change(id: number): void {
    this.#marks.mark(id, this.#serial);
    this.changes.push(id);
  }

  /** The same of many names. */
  changeAll(ids: ArrayLike<number>): void {
    if (ids.length === 0) return;
    for (let index = 0; index < ids.length; index++) this.#marks.mark(ids[index] as number, this.#serial);
    this.changeLists.push(ids);
  }

  /** Each identifier that was defined or undefined, once. */
  changedIds(identifiers: Identifiers): Uint32Array {
    let most = this.changes.length;
    for (const list of this.changeLists) most += list.length;
    const ids = new Uint32Array(most);
    identifiers.beginSet();
    let count = addNew(this.changes, ids, 0, identifiers);
    for (const list of this.changeLists) count = addNew(list, ids, count, identifiers);
    return count === most ? ids : ids.slice(0, count);
  }

  /** Takes over what a part of the stretch saw. */
  lookAll(seen: Seen): void {
    const { absent, ids, macros } = seen;
    for (let index = 0; index < absent.length; index++) this.look(absent[index] as number, undefined);
    for (let index = 0; index < ids.length; index++) this.look(ids[index] as number, macros[index]);
  }
}

/** Adds identifiers that are not in the set yet to the first `count` of a list; gives how many it has then. */
function addNew(from: ArrayLike<number>, to: Uint32Array, count: number, identifiers: Identifiers): number {
  let last = count;
  for (let index = 0; index < from.length; index++) {
    const id = from[index] as number;
    if (identifiers.addToSet(id)) to[last++] = id;
  }
  return last;
}
