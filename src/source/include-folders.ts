import { dirname, join } from 'node:path';
import { diskFiles, type FileAccess } from './file-access.ts';

/** The kinds of source tree whose include folders are known. */
export type TreeKind = 'kernel' | 'devicetree-rebasing' | 'u-boot' | 'zephyr' | 'other';

/** Where a board's sources may come from. */
export interface SourceTree {
  readonly kind: TreeKind;
  /** Absolute: the tree's top, else that of the git repository, else the input's own folder. Nothing above is read. */
  readonly root: string;
  /**
   * Absolute, in the order of the tree's own makefiles. A `*` stands for the first part of the included name:
   * `arch/*` + `/boot/dts` finds `<arm64/qcom/sm8550.dtsi>`.
   */
  readonly includeFolders: readonly string[];
}

/** Finds the tree that a file stands in, and with it the include folders, by what its folders hold. */
export function findSourceTree(path: string, access: FileAccess = diskFiles): SourceTree {
  const own = dirname(path);
  let repository: string | undefined;

  for (let folder = own; ; folder = dirname(folder)) {
    const has = (name: string) => access.kind(join(folder, name)) !== undefined;
    const below = path.slice(folder.length).replace(/\\/g, '/').replace(/^\//, '');
    // U-Boot carries a devicetree-rebasing tree, whose sources are built with U-Boot's headers.
    const isInner = /[\\/]dts[\\/]upstream$/.test(folder);
    const kind = isInner ? undefined : kindOf(has, below);
    if (kind !== undefined)
      return { kind, root: folder, includeFolders: FOLDERS[kind](folder, below, access) };

    if (has('.git')) repository ??= folder;
    if (dirname(folder) === folder) break;
  }
  return { kind: 'other', root: repository ?? own, includeFolders: [] };
}

/** The include folders for a file, found from where it stands: those of {@link findSourceTree}. */
export function includeFoldersFor(path: string, access: FileAccess = diskFiles): readonly string[] {
  return findSourceTree(path, access).includeFolders;
}

type KnownTree = Exclude<TreeKind, 'other'>;

function kindOf(has: (name: string) => boolean, below: string): KnownTree | undefined {
  // U-Boot first: it has arch/ and include/ and scripts/ as the kernel has them.
  if (/^(arch\/[^/]+\/dts|dts\/upstream)\//.test(below) && has('include')) return 'u-boot';
  if (/^arch\/[^/]+\/boot\/dts\//.test(below) && has('include')) return 'kernel';
  if (/^src\/[^/]+\//.test(below) && has('include/dt-bindings')) return 'devicetree-rebasing';
  if (has('include/zephyr') && has('dts')) return 'zephyr';
  // A file elsewhere in a kernel or U-Boot tree: drivers/of/unittest-data, a board of one's own.
  if (has('scripts/dtc') && has('include/dt-bindings'))
    return has('dts/upstream') || has('boot') ? 'u-boot' : 'kernel';
  return undefined;
}

const FOLDERS: Readonly<
  Record<KnownTree, (root: string, below: string, access: FileAccess) => readonly string[]>
> = {
  // Documentation of -I in scripts/Makefile.lib: one folder of links, which a copied tree may lack.
  kernel: (root) => {
    return [join(root, 'scripts/dtc/include-prefixes'), join(root, 'include'), join(root, 'arch/*/boot/dts')];
  },

  'devicetree-rebasing': (root, below) => {
    return [join(root, 'include'), join(root, 'src', part(below, 1)), join(root, 'src')];
  },

  'u-boot': (root, below, access) => {
    const inUpstream = below.startsWith('dts/upstream/');
    const arch = inUpstream ? part(below, 3) : part(below, 1);
    const folders = [
      'include',
      `arch/${arch}/dts`,
      `arch/${arch}/dts/include`,
      'arch/*/dts',
      'dts/upstream/include',
      ...(arch === 'arm' ? ['dts/upstream/src/arm64', 'dts/upstream/src/arm'] : [`dts/upstream/src/${arch}`]),
      'dts/upstream/src',
    ].map((folder) => join(root, folder));
    return folders.filter((folder) => folder.includes('*') || access.kind(folder) === 'folder');
  },

  zephyr: (root, below, access) => {
    // Boards moved from boards/<arch>/ to boards/<vendor>/, so the file's place may not tell the architecture.
    const own = part(below, 1);
    const names = (access.list(join(root, 'dts')) ?? []).filter(
      (name) => access.kind(join(root, 'dts', name)) === 'folder',
    );
    const known = names.filter((name) => name !== 'bindings' && name !== 'common');
    const ordered = known.includes(own) ? [own, ...known.filter((name) => name !== own)] : known;
    return [
      join(root, 'include'),
      join(root, 'include/zephyr'),
      join(root, 'dts/common'),
      ...ordered.map((name) => join(root, 'dts', name)),
      join(root, 'dts'),
    ];
  },
};

function part(path: string, index: number): string {
  return path.split('/')[index] ?? '';
}
