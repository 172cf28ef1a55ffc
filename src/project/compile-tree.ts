import { checkBlobTree } from '../fdt/check-blob-tree.ts';
import { FdtFaults } from '../fdt/fdt-faults.ts';
import { PlainTree } from '../fdt/plain-tree.ts';
import { type WriteDtbOptions, writeDtb } from '../fdt/write-dtb.ts';
import type { Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { type LoadedTree, loadTree, type TreeOptions } from './load-tree.ts';
import type { TreeInput } from './tree-input.ts';

export interface CompileOptions extends Omit<TreeOptions, 'keepLabelled' | 'force'>, WriteDtbOptions {
  /** dtc's `-f`: a blob even of a tree that is wrong, as long as the source can be parsed. */
  readonly force?: boolean | undefined;
}

export interface CompiledTree {
  /** Undefined where there are errors. */
  readonly blob: Uint8Array | undefined;
  readonly problems: readonly Problem[];
  /** Absolute where they have a place: the input, what it includes, and the files of /incbin/. */
  readonly dependencies: readonly string[];
  /** Of the dependencies that are included by the input the directives that brought them in first. */
  readonly includedFrom?: ReadonlyMap<string, Span> | undefined;
}

/** Compiles an input of any kind to a blob, byte for byte as dtc 1.8.1 does. */
export function compileTree(input: TreeInput, options: CompileOptions = {}): CompiledTree {
  const read = loadTree(input, { ...options, keepLabelled: options.symbols });
  // What overlays were applied to is as fdtoverlay leaves it.
  const loaded = (options.overlays ?? []).length > 0 ? read : checked(read);
  return {
    blob: isUsable(loaded, options.force) ? writeDtb(loaded.tree, options) : undefined,
    problems: loaded.problems,
    dependencies: [...loaded.files.map((file) => file.absolutePath ?? file.path), ...loaded.binaries],
    includedFrom: byPath(loaded.includedFrom),
  };
}

function byPath(includedFrom: LoadedTree['includedFrom']): ReadonlyMap<string, Span> {
  return new Map(Array.from(includedFrom ?? [], ([file, from]) => [file.absolutePath ?? file.path, from]));
}

/** A blob with the checks that dtc makes of one. */
function checked(loaded: LoadedTree): LoadedTree {
  const { tree } = loaded;
  if (!(tree instanceof PlainTree)) return loaded;
  const faults = new FdtFaults(tree.file);
  checkBlobTree(tree, faults);
  return { ...loaded, problems: [...loaded.problems, ...faults.problems] };
}

function isUsable(
  loaded: LoadedTree,
  force = false,
): loaded is LoadedTree & { readonly tree: NonNullable<LoadedTree['tree']> } {
  if (loaded.tree === undefined) return false;
  return loaded.problems.every(({ severity }) => severity !== 'error') || (force && loaded.readable);
}
