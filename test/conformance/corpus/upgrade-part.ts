import { versionsOf } from '../../../src/kernel/profile.ts';
import { type BootChange, compareBoots } from '../../../src/project/compare-boots.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import { assumedMemory } from './assumed-memory.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** A board that boots otherwise under the newer kernel. */
export interface ChangedBoard {
  readonly board: string;
  /** Whether its RAM was assumed. */
  readonly assumed: boolean;
  readonly changes: readonly BootChange[];
}

/** Boots every board under two kernels and keeps those whose outcome differs; messages do not count. */
export class UpgradePart implements CorpusPart {
  readonly name = 'upgrade';
  readonly from: string;
  readonly to: string;
  readonly changed: ChangedBoard[] = [];
  /** Boards that were booted, by architecture. */
  readonly booted: Map<string, number> = new Map();
  readonly #tally = new Tally('upgrade');

  constructor(from: string, to: string) {
    this.from = from;
    this.to = to;
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board: name }: ExpectedBoard, { board }: LoadedBoard): void {
    const arch = board?.arch ?? '';
    if (board === undefined || versionsOf(arch).length === 0) return;

    this.#tally.board();
    const memory = assumedMemory(board.model);
    const compared = compareBoots(
      board,
      [this.from, this.to],
      { kernel: { arch }, machine: { memory } },
      { withoutMessages: true },
    );
    if (!compared.ok) {
      this.#tally.difference(name, compared.problem.message);
      return;
    }
    this.booted.set(arch, (this.booted.get(arch) ?? 0) + 1);
    const changes = compared.comparison.steps.flatMap((step) => step.changes);
    if (changes.length > 0) this.changed.push({ board: name, assumed: memory !== undefined, changes });
  }

  summary(): string {
    return `${this.#tally.summary()}, ${this.changed.length} boards boot otherwise`;
  }
}
