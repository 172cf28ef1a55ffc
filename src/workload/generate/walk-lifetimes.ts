import { flag, type Program } from '../program.ts';
import type { WalkCursor } from '../walk-cursor.ts';
import { type Expire, type IsLive, LifetimeCalendar } from './lifetime-calendar.ts';

/** The buffers of a walk that are freed by themselves, by what they live in: loops and phases here, actors at their cursors. */
export class WalkLifetimes {
  readonly #expire: Expire;
  readonly #isLive: IsLive;
  /** By instruction, of a loop or a phase. */
  readonly #calendars = new Map<number, LifetimeCalendar>();

  /** @param expire frees a buffer, if it is still there */
  constructor(expire: Expire, isLive: IsLive) {
    this.#expire = expire;
    this.#isLive = isLive;
  }

  /** A buffer of instruction `at`, by what its step says. */
  add(program: Program, cursor: WalkCursor, at: number, slot: number, serial: number): void {
    const lifetime = program.lifetimes.get(at);
    if (lifetime === undefined) return;
    if (lifetime.kind === 'operations') {
      cursor.calendar ??= new LifetimeCalendar(this.#isLive);
      cursor.calendar.add(at, slot, serial, lifetime.count);
      return;
    }
    let calendar = this.#calendars.get(lifetime.scope);
    if (calendar === undefined) {
      calendar = new LifetimeCalendar(this.#isLive);
      this.#calendars.set(lifetime.scope, calendar);
    }
    calendar.add(at, slot, serial, lifetime.kind === 'rounds' ? lifetime.count : 1);
  }

  /** A round of a loop is over; `isLast`: and so is the loop. */
  endRound(program: Program, loop: number, isLast: boolean): void {
    if (((program.flags[loop] ?? 0) & flag.lifetime) === 0) return;
    this.#calendars.get(loop)?.tick(this.#expire);
    if (isLast) this.#close(loop);
  }

  endPhase(program: Program, phase: number): void {
    if (((program.flags[phase] ?? 0) & flag.lifetime) !== 0) this.#close(phase);
  }

  /** An operation is over: that of an actor, and of those in whose turn he has his. */
  endOperation(cursor: WalkCursor): void {
    for (let one: WalkCursor | undefined = cursor; one !== undefined; one = one.parent)
      one.calendar?.tick(this.#expire);
  }

  endActor(cursor: WalkCursor): void {
    cursor.calendar?.close(this.#expire);
  }

  #close(scope: number): void {
    this.#calendars.get(scope)?.close(this.#expire);
    this.#calendars.delete(scope);
  }
}
