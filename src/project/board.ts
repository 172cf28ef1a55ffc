import type { DeviceTree } from '../devicetree/tree.ts';
import type { MemoryModel } from '../memory/model.ts';

/** One board, read to the end of the line. */
export interface Board {
  /** As shown to the user. */
  readonly path: string;
  readonly tree: DeviceTree;
  readonly model: MemoryModel;
  /** The architecture that its CPUs name, else the one that its folder tells (`arch/<arch>/`, `src/<arch>/`). */
  readonly arch: string | undefined;
}
