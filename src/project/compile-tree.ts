import { type WriteDtbOptions, writeDtb } from '../fdt/write-dtb.ts';
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
}

/** Compiles an input of any kind to a blob, byte for byte as dtc 1.8.1 does. */
export function compileTree(input: TreeInput, options: CompileOptions = {}): CompiledTree {
  const loaded = loadTree(input, { ...options, keepLabelled: options.symbols });
  return {
    blob: isUsable(loaded, options.force) ? writeDtb(loaded.tree, options) : undefined,
    problems: loaded.problems,
    dependencies: [...loaded.files.map((file) => file.absolutePath ?? file.path), ...loaded.binaries],
  };
}

function isUsable(
  loaded: LoadedTree,
  force = false,
): loaded is LoadedTree & { readonly tree: NonNullable<LoadedTree['tree']> } {
  if (loaded.tree === undefined) return false;
  return loaded.problems.every(({ severity }) => severity !== 'error') || (force && loaded.readable);
}
