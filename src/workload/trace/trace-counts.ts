import type { DeviceCounts } from './trace-devices.ts';
import { countUp, Tally, type TraceSummary } from './trace-summary.ts';

/** What an import counts while it reads. */
export class TraceCounts {
  /** Number and text of the line that is being read. */
  line = 0;
  text = '';
  lostEvents = 0;
  otherEvents = 0;
  inferredFrees = 0;
  freesOfNull = 0;
  claimed = 0;
  unclaimed = 0;
  live = 0;
  /** Number of the last line that is none, or broken. */
  lastBad = 0;
  readonly events: Map<string, number> = new Map();
  readonly #leftOut = new Map<string, number>();
  readonly #lost = new Tally();
  readonly #unmatched = new Tally();
  readonly #unknown = new Tally();
  readonly #malformed = new Tally();
  readonly #tooLong = new Tally();
  readonly #earlier = new Tally();
  #lastTime = 0;

  event(name: string): void {
    this.events.set(name, (this.events.get(name) ?? 0) + 1);
  }

  leftOut(why: string): void {
    countUp(this.#leftOut, why);
  }

  lost(events: number): void {
    this.lostEvents += events;
    this.#lost.add(this.line, this.text);
  }

  unmatched(): void {
    this.#unmatched.add(this.line, this.text);
  }

  unknown(): void {
    this.lastBad = this.line;
    this.#unknown.add(this.line, this.text);
  }

  malformed(): void {
    this.lastBad = this.line;
    this.#malformed.add(this.line, this.text);
  }

  /** When an event was, where its line tells. */
  time(time: number | undefined): void {
    if (time === undefined) return;
    if (time < this.#lastTime) this.#earlier.add(this.line, this.text);
    this.#lastTime = time;
  }

  tooLong(): void {
    this.#tooLong.add(this.line, this.text);
  }

  summary(devices: readonly DeviceCounts[], operations: number, isCut: boolean): TraceSummary {
    return {
      lines: this.line,
      operations,
      events: this.events,
      otherEvents: this.otherEvents,
      devices,
      lost: { ...this.#lost.result(), events: this.lostEvents },
      unmatched: this.#unmatched.result(),
      inferredFrees: this.inferredFrees,
      freesOfNull: this.freesOfNull,
      claimed: this.claimed,
      unclaimed: this.unclaimed,
      live: this.live,
      unknownLines: this.#unknown.result(),
      malformed: this.#malformed.result(),
      tooLong: this.#tooLong.result(),
      earlier: this.#earlier.result(),
      leftOut: this.#leftOut,
      isCut,
    };
  }
}
