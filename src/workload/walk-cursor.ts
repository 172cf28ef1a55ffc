import type { LifetimeCalendar } from './generate/lifetime-calendar.ts';
import type { Actor } from './program.ts';

/** An instruction that has not begun. */
export const notBegun = -1;

/** Where one actor is in its part of a program: its instruction, its loops and phases, and what it is in the middle of. */
export class WalkCursor {
  at: number;
  readonly end: number;
  /** Rounds left of each loop that it is in. */
  readonly remaining: number[] = [];
  readonly phases: number[] = [];
  /** Operations that are left of the instruction at `at`, or `notBegun`. */
  left: number = notBegun;
  /** The actors of the `parallel` at `at`, while they take turns. */
  turns: Turns | undefined;
  /** Who this is; undefined: the workload itself. */
  readonly actor: number | undefined;
  /** The one in whose `parallel` this takes its turns. */
  readonly parent: WalkCursor | undefined;
  /** Of lifetimes that are counted in its operations; undefined until there is one. */
  calendar: LifetimeCalendar | undefined;

  constructor(
    from: number,
    end: number,
    actor: number | undefined = undefined,
    parent: WalkCursor | undefined = undefined,
  ) {
    this.at = from;
    this.end = end;
    this.actor = actor;
    this.parent = parent;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  /** The innermost phase: its own, else that of the one around. */
  get phase(): number | undefined {
    return this.phases.at(-1) ?? this.parent?.phase;
  }
}

/** Actors that take turns, in the order in which they are written, until all are done. */
export class Turns {
  readonly cursors: readonly WalkCursor[];
  readonly #actors: readonly Actor[];
  #running: number;
  #turn = 0;
  /** Operations performed in this turn. */
  #used = 0;
  #round = 0;
  /** The round from which on nobody waits. */
  readonly #lastStart: number;

  constructor(actors: readonly Actor[], parent: WalkCursor) {
    this.#actors = actors;
    this.cursors = actors.map(({ from, to, name }) => new WalkCursor(from, to, name, parent));
    this.#running = actors.length;
    this.#lastStart = Math.max(0, ...actors.map(({ start }) => start));
    this.#round = this.#firstStart();
  }

  get isDone(): boolean {
    return this.#running === 0;
  }

  /**
   * Performs up to `budget` operations and returns how many it did.
   *
   * @param run performs up to so many operations of one actor and returns how many it did: fewer where it is done
   */
  run(budget: number, run: (cursor: WalkCursor, budget: number) => number): number {
    let left = budget;
    while (this.#running > 0 && left > 0) {
      const cursor = this.cursors[this.#turn];
      const actor = this.#actors[this.#turn];
      if (cursor === undefined || actor === undefined) break;
      if (!cursor.isDone && actor.start <= this.#round) {
        const quota = Math.min(actor.per - this.#used, left);
        const made = run(cursor, quota);
        left -= made;
        this.#used += made;
        if (cursor.isDone) this.#running--;
        // Either the walk has ended, or the turn goes on when there is budget again.
        else if (made < quota) break;
        else if (this.#used < actor.per) continue;
      }
      this.#next();
    }
    return budget - left;
  }

  #next(): void {
    this.#used = 0;
    this.#turn++;
    if (this.#turn < this.#actors.length) return;
    this.#turn = 0;
    this.#round++;
    // Where all that are left still wait, nothing happens until the first of them begins.
    if (this.#round < this.#lastStart && this.#running > 0)
      this.#round = Math.max(this.#round, this.#firstStart());
  }

  #firstStart(): number {
    let first = this.#lastStart;
    for (const [index, cursor] of this.cursors.entries())
      if (!cursor.isDone) first = Math.min(first, this.#actors[index]?.start ?? 0);
    return first;
  }
}
