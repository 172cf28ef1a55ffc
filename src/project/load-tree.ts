import { parseDts } from '../../grammar/parse-dts.ts';
import { buildTree } from '../devicetree/build-tree.ts';
import type { DeviceTree } from '../devicetree/tree.ts';
import { applyOverlay } from '../fdt/apply-overlay.ts';
import { isFitImage } from '../fdt/fit-configuration.ts';
import { plainCopy } from '../fdt/plain-copy.ts';
import { type ReadDtb, readDtb } from '../fdt/read-dtb.ts';
import { readFit } from '../fdt/read-fit.ts';
import { treeOfFolder } from '../fdt/read-tree-folder.ts';
import { withIncludes } from '../preprocessor/with-includes.ts';
import type { Span } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { readTreeFolder } from '../source/tree-folder.ts';
import { preprocessSource, projectOf, type SourceOptions } from './preprocess-source.ts';
import { binaryReader } from './read-binary.ts';
import type { TreeInput } from './tree-input.ts';

export interface TreeOptions extends SourceOptions {
  /** Keeps labelled /omit-if-no-ref/ nodes, as dtc does with `-@`. */
  readonly keepLabelled?: boolean | undefined;
  /** Leaves references as dtc's `-f` does where a check fails. */
  readonly force?: boolean | undefined;
  /** Applied one after the other. */
  readonly overlays?: readonly TreeInput[] | undefined;
  /** Of a FIT image the configuration whose tree is meant, `name` or `name#overlay`. Default: the image's. */
  readonly configuration?: string | undefined;
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
  /** The directive that brought in each included file first. */
  readonly includedFrom?: ReadonlyMap<SourceFile, Span> | undefined;
}

/** Reads an input of any kind to its tree, and applies overlays to it. */
export function loadTree(input: TreeInput, options: TreeOptions = {}): LoadedTree {
  const { overlays = [] } = options;
  const each = { ...options, keepLabelled: overlays.length > 0 || options.keepLabelled };
  const loaded = [...loadParts(input, each), ...overlays.map((one) => loadOne(one, each))];
  const [only] = loaded;
  const whole = only !== undefined && loaded.length === 1 ? only : overlaid(loaded);
  const warnings = [input, ...overlays].flatMap((one) => one.warnings ?? []);
  return warnings.length === 0 ? whole : { ...whole, problems: [...warnings, ...whole.problems] };
}

/** A whole tree and the overlays behind it, as one. */
function overlaid(loaded: readonly LoadedTree[]): LoadedTree {
  const problems = loaded.flatMap((one) => one.problems);
  const whole = {
    problems,
    files: loaded.flatMap(({ files }) => files),
    readable: loaded.every(({ readable }) => readable),
    binaries: loaded.flatMap(({ binaries }) => binaries),
  };
  const [base, ...others] = loaded.map(({ tree }) => tree && plainCopy(tree));
  if (base === undefined || problems.some(({ severity }) => severity === 'error'))
    return { tree: base, ...whole };

  for (const overlay of others) {
    const faults = overlay === undefined ? [] : applyOverlay(base, overlay);
    problems.push(...faults);
    if (faults.length > 0) return { tree: base, ...whole, readable: false };
  }
  return { tree: base, ...whole };
}

/** An input's tree; where it is a FIT image, also the overlays that its configuration has. */
function loadParts(input: TreeInput, options: TreeOptions): readonly LoadedTree[] {
  if (input.kind === 'blob') {
    const read = readBlob(input, options);
    if (read.tree !== undefined && isFitImage(read.tree)) return loadFit(read, input.bytes, options);
  }
  const { configuration } = options;
  const loaded = loadOne(input, options);
  return configuration === undefined ? [loaded] : [withoutConfigurations(loaded, configuration)];
}

function loadFit(image: ReadDtb, bytes: Uint8Array, options: TreeOptions): readonly LoadedTree[] {
  const { trees, problems } = readFit(image, bytes, options.configuration, {
    maxNesting: projectOf(options).limits.nesting,
  });
  const [base, ...overlays] = trees.map(treeOfBlob);
  const all = [...image.problems, ...problems, ...(base?.problems ?? [])];
  const usable = problems.length === 0 && base !== undefined;
  return [
    {
      tree: usable ? base.tree : undefined,
      problems: all,
      files: [image.file],
      readable: usable && base.readable,
      binaries: [],
    },
    ...overlays,
  ];
}

function withoutConfigurations(loaded: LoadedTree, configuration: string): LoadedTree {
  const [file] = loaded.files;
  const problem: Problem = {
    severity: 'error',
    code: 'not-a-fit-image',
    message: `${file?.path ?? 'The input'} is no FIT image: it has no configuration ${configuration}.`,
  };
  return { ...loaded, problems: [...loaded.problems, problem], readable: false };
}

function loadOne(input: TreeInput, options: TreeOptions): LoadedTree {
  switch (input.kind) {
    case 'source':
      return treeOfSource(input.file, options);
    case 'blob':
      return treeOfBlob(readBlob(input, options));
    case 'folder': {
      const { files, limits } = projectOf(options);
      const { access, workingFolder } = files;
      const absolute = input.path.startsWith('/') ? input.path : `${workingFolder}/${input.path}`;
      const { tree, problems, file } = treeOfFolder(
        input.path,
        readTreeFolder(access, absolute, limits.nesting),
      );
      return { tree, problems, files: [file], readable: true, binaries: [] };
    }
  }
}

function readBlob(
  { path, bytes, absolutePath }: TreeInput & { kind: 'blob' },
  options: TreeOptions,
): ReadDtb {
  return readDtb(path, bytes, { absolutePath, maxNesting: projectOf(options).limits.nesting });
}

function treeOfBlob({ tree, problems, file }: ReadDtb): LoadedTree {
  return { tree, problems, files: [file], readable: tree !== undefined, binaries: [] };
}

function treeOfSource(file: SourceFile, options: TreeOptions): LoadedTree {
  const project = projectOf(options);
  const { preprocessed, includeFolders, allowedFolders } = preprocessSource(file, { ...options, project });
  const binaries: string[] = [];
  const readBinary = binaryReader(project.files, includeFolders, allowedFolders, (path) =>
    binaries.push(path),
  );
  const { limits } = project;
  const parsed = parseDts(preprocessed.unit, { readBinary, limits });
  const { keepLabelled, force } = options;
  const built = buildTree(parsed, { place: { file, start: 0, end: 0 }, keepLabelled, force, limits });
  const later = withoutEchoes(preprocessed.problems, [...parsed.problems, ...built.problems]);
  return {
    tree: built.tree,
    problems: [
      ...preprocessed.problems,
      ...later.map((problem) => withIncludes(problem, preprocessed.includedFrom)),
    ],
    files: preprocessed.files,
    readable: [...preprocessed.problems, ...parsed.problems].every(({ severity }) => severity !== 'error'),
    binaries,
    includedFrom: preprocessed.includedFrom,
  };
}

/** What makes a part of the text disappear, so that the rest of it makes no sense. */
const swallowing: ReadonlySet<string> = new Set([
  'include-not-found',
  'unterminated-macro-call',
  'unterminated-comment',
  'unterminated-if',
]);

/**
 * What the later stages stumble over in a line that the preprocessor gave up on says nothing new, nor what they miss in
 * the file as a whole.
 */
function withoutEchoes(first: readonly Problem[], later: readonly Problem[]): readonly Problem[] {
  if (first.some(({ code }) => swallowing.has(code))) return [];
  const told = new Set(first.filter(({ severity }) => severity === 'error').map(lineOf));
  if (told.size === 0) return later;
  return later.filter((problem) => problem.place?.end !== 0 && !told.has(lineOf(problem)));
}

function lineOf({ place }: Problem): string {
  return place === undefined ? '' : `${place.file.path}:${place.file.lineColumn(place.start).line}`;
}
