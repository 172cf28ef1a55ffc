import { boot } from '../../../src/kernel/boot.ts';
import type { MachineRequest } from '../../../src/kernel/machine.ts';
import { type KernelProfile, profileFor, versionsOf } from '../../../src/kernel/profile.ts';
import type { MemoryModel } from '../../../src/memory/model.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import { assumedMemory } from './assumed-memory.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/**
 * Boots every board in the emulation, under each profile of its architecture: none may end in an internal error. A board whose
 * RAM the boot loader would tell is given 2 GiB from its lowest region on.
 */
export class BootPart implements CorpusPart {
  readonly name = 'boot';
  readonly #tally = new Tally('boot');

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<undefined> {}

  compare({ board: name }: ExpectedBoard, { board }: LoadedBoard): void {
    const profiles = versionsOf(board?.arch ?? '').flatMap((version) => {
      const found = profileFor({ version, arch: board?.arch });
      return found.ok ? [found.profile] : [];
    });
    if (board === undefined || profiles.length === 0) return;

    this.#tally.board();
    const memory = assumedMemory(board.model);
    if (memory !== undefined) this.#tally.compared('boards with assumed memory');
    for (const profile of profiles) this.#boot(name, board.model, profile, { memory });
  }

  #boot(name: string, model: MemoryModel, profile: KernelProfile, machine: MachineRequest): void {
    this.#tally.compared(`boots of ${profile.arch}`);
    try {
      const { kernel } = boot({ model, profile, machine });
      if (kernel.outcome === 'panics')
        this.#tally.compared(`panics of ${profile.version} on ${profile.arch}`);
    } catch (error) {
      this.#tally.difference(
        name,
        `Linux ${profile.version}: ${error instanceof Error ? error.stack : error}`,
      );
    }
  }

  summary(): string {
    return this.#tally.summary();
  }
}
