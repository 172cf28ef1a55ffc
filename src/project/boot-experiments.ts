import { boot } from '../kernel/boot.ts';
import { type KernelProfile, profileFor } from '../kernel/profile.ts';
import type { Board } from './board.ts';
import type { BootRequest } from './boot-board.ts';
import { type BootFacts, bootFacts } from './boot-facts.ts';

type Behaviours = KernelProfile['behaviours'];

/** A boot that was tried: which behaviours the kernel asked for, with their values, and what it came to. */
interface Run {
  readonly config: string;
  readonly asked: ReadonlyMap<string, unknown>;
  readonly facts: BootFacts;
}

/** Boots of one board, and facts of all of them: beyond that nothing new is tried. */
const mostRuns = 600;
const fewestRuns = 40;
const mostFacts = 400_000;

/**
 * Boots one board under one kernel with single behaviours of other kernels. A boot never asks for most behaviours; one that
 * differs from an earlier one in none that was asked for would come to the same, and is not run.
 */
export class BootExperiments {
  readonly #board: Board;
  readonly #request: BootRequest;
  readonly #most: number | undefined;
  readonly #runs: Run[] = [];
  #isStopped = false;

  /**
   * @param request names the kernel, with its architecture
   * @param most boots; by default as many as the board's size allows
   */
  constructor(board: Board, request: BootRequest, most?: number) {
    this.#most = most;
    this.#board = board;
    this.#request = request;
  }

  /** Boots after which something was no more tried; undefined: all was. */
  get stoppedAfter(): number | undefined {
    return this.#isStopped ? this.#runs.length : undefined;
  }

  /** What the board's boot comes to with these behaviours; undefined: enough has been tried. */
  facts(behaviours: Partial<Behaviours>): BootFacts | undefined {
    const { kernel, machine = {}, hooks = [] } = this.#request;
    const found = profileFor({ ...kernel, behaviours: { ...kernel?.behaviours, ...behaviours } });
    if (!found.ok) throw new Error(found.problem.message);

    const { profile } = found;
    const config = Object.entries(profile.config).join(';');
    const values: Readonly<Record<string, unknown>> = { ...profile.behaviours };
    const isAlike = (run: Run): boolean =>
      run.config === config && [...run.asked].every(([name, value]) => values[name] === value);
    const known = this.#runs.find(isAlike);
    if (known !== undefined) return known.facts;
    if (this.#runs.length >= this.#mostRuns()) {
      this.#isStopped = true;
      return undefined;
    }

    const { watched, asked } = watch(profile);
    const facts = bootFacts(boot({ model: this.#board.model, profile: watched, machine, hooks }));
    this.#runs.push({ config, asked, facts });
    return facts;
  }

  #mostRuns(): number {
    if (this.#most !== undefined) return this.#most;
    const size = this.#runs[0]?.facts.size ?? 0;
    return Math.min(mostRuns, Math.max(fewestRuns, Math.floor(mostFacts / (size + 1))));
  }
}

/** A profile that notes which of its behaviours are asked for. */
function watch(profile: KernelProfile): {
  readonly watched: KernelProfile;
  readonly asked: ReadonlyMap<string, unknown>;
} {
  const asked = new Map<string, unknown>();
  const behaviours = new Proxy(profile.behaviours, {
    get(all, name): unknown {
      const value: unknown = Reflect.get(all, name);
      if (typeof name === 'string') asked.set(name, value);
      return value;
    },
  });
  return { watched: { ...profile, behaviours }, asked };
}
