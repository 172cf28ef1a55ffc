interface Condition {
  /** Where its `#if` is: a line. */
  readonly line: number;
  /** The groups around it are looked at. */
  readonly outerLive: boolean;
  /** One of its groups was, or is. */
  taken: boolean;
  live: boolean;
  hasElse: boolean;
}

/** The nested `#if` groups of one file. */
export class Conditions {
  readonly #open: Condition[] = [];

  /** Whether the lines here count. */
  get live(): boolean {
    return this.#open.at(-1)?.live ?? true;
  }

  /** The lines of the directives that no `#endif` has closed, the outermost first. */
  get unclosed(): readonly number[] {
    return this.#open.map((condition) => condition.line);
  }

  /** Whether the innermost `#if` itself counts. */
  get outerLive(): boolean {
    return this.#open.at(-1)?.outerLive ?? true;
  }

  begin(line: number, holds: () => boolean): void {
    const outerLive = this.live;
    const live = outerLive && holds();
    this.#open.push({ line, outerLive, taken: live, live, hasElse: false });
  }

  /** Begins the group of an `#elif`, whose condition is evaluated only where it counts. */
  elseIf(holds: () => boolean): 'done' | 'no-if' | 'after-else' {
    const top = this.#open.at(-1);
    if (top === undefined) return 'no-if';
    if (top.hasElse) return 'after-else';

    top.live = top.outerLive && !top.taken && holds();
    top.taken ||= top.live;
    return 'done';
  }

  otherwise(): 'done' | 'no-if' | 'after-else' {
    const answer = this.elseIf(() => true);
    const top = this.#open.at(-1);
    if (top !== undefined) top.hasElse = true;
    return answer;
  }

  /** False where there is nothing to end. */
  end(): boolean {
    return this.#open.pop() !== undefined;
  }
}
