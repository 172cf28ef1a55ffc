import { dirname, join, relative, sep } from 'node:path';
import type { FileStore } from '../source/file-store.ts';

/**
 * The include folders of the tree that a source stands in, found by walking up from it: devicetree-rebasing (`include/`,
 * `src/<arch>/`) or a kernel or U-Boot (`include/`, `arch/<arch>/boot/dts/` or `arch/<arch>/dts/`).
 *
 * An include that begins with an architecture (`<arm64/qcom/...>`) is found below any of them, as the links in the kernel's
 * scripts/dtc/include-prefixes have it.
 */
export function includeFoldersOf(files: FileStore, absolutePath: string): readonly string[] {
  const file = files.realPath(absolutePath) ?? absolutePath;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (files.realPath(join(folder, 'include', 'dt-bindings')) !== undefined)
      return foldersOfTree(folder, file);
    if (dirname(folder) === folder) return [];
  }
}

function foldersOfTree(root: string, file: string): readonly string[] {
  const [top, arch = ''] = relative(root, file).split(sep);
  const include = join(root, 'include');
  if (top === 'src') return [include, join(root, 'src', arch), join(root, 'src')];
  if (top !== 'arch') return [include];

  const sources = [join('boot', 'dts'), 'dts'];
  return [
    include,
    ...sources.map((folder) => join(root, 'arch', arch, folder)),
    ...sources.map((folder) => join(root, 'arch', '*', folder)),
  ];
}
