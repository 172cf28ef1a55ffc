import type { KernelLog } from '../../log.ts';

/** WARN_ONCE() and its kin: a message of a place in the kernel's source is printed for the first time only. */
export class Once {
  readonly #log: KernelLog;
  readonly #seen = new Set<string>();

  constructor(log: KernelLog) {
    this.#log = log;
  }

  /** dev_WARN_ONCE(): `place` is file and function, and what tells the message from others. */
  warn(place: string, text: string): void {
    if (this.#isFirst(place)) this.#log.warn(place, text);
  }

  /** dev_warn_once(). */
  text(place: string, text: string): void {
    if (this.#isFirst(place)) this.#log.warning(text);
  }

  /** dev_err_once() and WARN_ON_ONCE() right behind it. */
  errorAndWarn(place: string, text: string): void {
    if (!this.#isFirst(place)) return;
    this.#log.error(text);
    this.#log.warn(place);
  }

  #isFirst(place: string): boolean {
    if (this.#seen.has(place)) return false;
    this.#seen.add(place);
    return true;
  }
}
