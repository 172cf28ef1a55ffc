import { parseDts } from '../../grammar/parse-dts.ts';
import { buildTree } from '../devicetree/build-tree.ts';
import type { DeviceTree } from '../devicetree/tree.ts';
import { applyOverlay } from '../fdt/apply-overlay.ts';
import { plainCopy } from '../fdt/plain-copy.ts';
import { readDtb } from '../fdt/read-dtb.ts';
import { treeOfFolder } from '../fdt/read-tree-folder.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { readTreeFolder } from '../source/tree-folder.ts';
import { preprocessSource, type SourceOptions } from './preprocess-source.ts';
import { Project } from './project.ts';
import { binaryReader } from './read-binary.ts';
import type { TreeInput } from './tree-input.ts';

export interface TreeOptions extends SourceOptions {
  /** Keeps labelled /omit-if-no-ref/ nodes, as dtc does with `-@`. */
  readonly keepLabelled?: boolean | undefined;
  /** Applied one after the other. */
  readonly overlays?: readonly TreeInput[] | undefined;
}

/** What came of an input. */
export interface LoadedTree {
  /** Of what could be understood; undefined where that is not even a root. */
  readonly tree: DeviceTree | undefined;
  /** Of all stages, in the order in which they were found. */
  readonly problems: readonly Problem[];
  /** Every file that was read, the input first; for a blob or a folder what stands in for it. */
  readonly files: readonly SourceFile[];
  /** Whether all could be read and parsed: what is wrong then is wrong with the tree, not with the text. */
  readonly readable: boolean;
  /** The files of /incbin/, absolute. */
  readonly binaries: readonly string[];
}

/** Reads an input of any kind to its tree, and applies overlays to it. */
export function loadTree(input: TreeInput, options: TreeOptions = {}): LoadedTree {
  const { overlays = [] } = options;
  return overlays.length === 0 ? loadOne(input, options) : loadOverlaid(input, overlays, options);
}

function loadOverlaid(input: TreeInput, overlays: readonly TreeInput[], options: TreeOptions): LoadedTree {
  const loaded = [input, ...overlays].map((one) => loadOne(one, { ...options, keepLabelled: true }));
  const problems = loaded.flatMap((one) => one.problems);
  const whole = {
    problems,
    files: loaded.flatMap(({ files }) => files),
    readable: loaded.every(({ readable }) => readable),
    binaries: loaded.flatMap(({ binaries }) => binaries),
  };
  const [base, ...others] = loaded.flatMap(({ tree }) => (tree === undefined ? [] : [plainCopy(tree)]));
  if (base === undefined || problems.some(({ severity }) => severity === 'error'))
    return { tree: base, ...whole };

  for (const overlay of others) {
    const faults = applyOverlay(base, overlay);
    problems.push(...faults);
    if (faults.length > 0) return { tree: base, ...whole, readable: false };
  }
  return { tree: base, ...whole };
}

function loadOne(input: TreeInput, options: TreeOptions): LoadedTree {
  switch (input.kind) {
    case 'source':
      return treeOfSource(input.file, options);
    case 'blob': {
      const { tree, problems, file } = readDtb(input.path, input.bytes, input.absolutePath);
      const image = tree === undefined ? [] : refuseImage(tree, input.path);
      return {
        tree,
        problems: [...problems, ...image],
        files: [file],
        readable: tree !== undefined,
        binaries: [],
      };
    }
    case 'folder': {
      const { access, workingFolder } = (options.project ?? new Project()).files;
      const absolute = input.path.startsWith('/') ? input.path : `${workingFolder}/${input.path}`;
      const { tree, problems, file } = treeOfFolder(input.path, readTreeFolder(access, absolute));
      return { tree, problems, files: [file], readable: true, binaries: [] };
    }
  }
}

function treeOfSource(file: SourceFile, options: TreeOptions): LoadedTree {
  const project = options.project ?? new Project();
  const { preprocessed, includeFolders, allowedFolders } = preprocessSource(file, { ...options, project });
  const binaries: string[] = [];
  const readBinary = binaryReader(project.files, includeFolders, allowedFolders, (path) =>
    binaries.push(path),
  );
  const parsed = parseDts(preprocessed.unit, { readBinary });
  const { keepLabelled } = options;
  const built = buildTree(parsed, { place: { file, start: 0, end: 0 }, keepLabelled });
  const later = withoutEchoes(preprocessed.problems, [...parsed.problems, ...built.problems]);
  return {
    tree: built.tree,
    problems: [...preprocessed.problems, ...later],
    files: preprocessed.files,
    readable: [...preprocessed.problems, ...parsed.problems].every(({ severity }) => severity !== 'error'),
    binaries,
  };
}

/** A FIT image has the form of a tree, but describes no board; its trees stand inside. */
function refuseImage({ root }: DeviceTree, path: string): readonly Problem[] {
  if (root.child('images') === undefined || root.child('configurations') === undefined) return [];
  return [
    {
      severity: 'error',
      code: 'fit-image',
      message: `${path} is a FIT image, which cannot be read yet.`,
      place: root.place,
      help: 'Take the tree out of it: `dumpimage -T flat_dt -p INDEX -o board.dtb IMAGE`.',
    },
  ];
}

/**
 * What the later stages stumble over in a line that the preprocessor gave up on says nothing new, nor what they miss in
 * the file as a whole.
 */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): readonly Problem[] {
  const told = new Set(first.filter(({ severity }) => severity === 'error').map(lineOf));
  if (told.size === 0) return later;
  return later.filter((problem) => problem.place?.end !== 0 && !told.has(lineOf(problem)));
}

function lineOf({ place }: Problem): string {
  return place === undefined ? '' : `${place.file.path}:${place.file.lineColumn(place.start).line}`;
}
