import type { Node } from '../devicetree/tree.ts';
import type { BootResult } from '../kernel/boot.ts';
import type { BootedRegion } from '../kernel/booted-kernel.ts';
import type { Board } from '../project/board.ts';
import { bootBoard } from '../project/boot-board.ts';
import { lineNames } from '../project/explain/explain-node.ts';
import type { LintRequest } from '../project/lint-board.ts';

/** Lines times names that are looked through: beyond that, a hostile tree has no log in its hovers. */
const mostLookups = 200_000;

/** The emulated boot of a board, for those who ask about single nodes. */
export class BoardBoot {
  /** Undefined where the board cannot be booted: why is in `why`. */
  readonly result: BootResult | undefined;
  readonly why: string | undefined;
  readonly #regions: ReadonlyMap<string, BootedRegion>;
  #lookups = 0;

  constructor(board: Board, { kernel, memory, cmdline, kernelImage, initrd, fdt }: LintRequest) {
    const booted = bootBoard(board, { kernel, machine: { memory, cmdline, kernelImage, initrd, fdt } });
    this.result = booted.ok ? booted.result : undefined;
    this.why = booted.ok ? undefined : booted.problem.message;
    this.#regions = new Map(this.result?.kernel.regions.map((region) => [region.node.path, region]));
  }

  regionOf({ path }: Node): BootedRegion | undefined {
    return this.#regions.get(path);
  }

  /** What the kernel prints that names a node. */
  linesAbout(node: Node): readonly string[] {
    const { log = [] } = this.result ?? {};
    this.#lookups += log.length;
    if (this.#lookups > mostLookups) return [];
    return log.map(({ text }) => text).filter((text) => lineNames(text, node));
  }
}
