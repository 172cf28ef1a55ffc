import type { Memreserve, Node } from '../devicetree/tree.ts';
import type { DtbHeader } from '../fdt/dtb-header.ts';
import type { PlainTree } from '../fdt/plain-tree.ts';
import { printDts } from '../fdt/print-dts.ts';
import { readDtb } from '../fdt/read-dtb.ts';
import { type WriteDtbOptions, writeDtb } from '../fdt/write-dtb.ts';
import type { Limits } from '../source/limits.ts';
import type { Problem } from '../source/problem.ts';
import { SourceFile } from '../source/source-file.ts';
import { type CompileOptions, compileTree } from './compile-tree.ts';
import { projectOf } from './preprocess-source.ts';
import { Project } from './project.ts';
import type { TreeInput } from './tree-input.ts';

export interface DecompiledTree {
  /** The source; undefined where the blob cannot be read. */
  readonly dts: string | undefined;
  readonly problems: readonly Problem[];
}

/**
 * The source of an input of any kind. A blob's is that of {@link decompileBlob}, be it a board's or a FIT image's; of the tree
 * that a configuration of an image names, of a device-tree folder, and of a source it is that of the blob which they compile to.
 */
export function decompileTree(input: TreeInput, options: CompileOptions = {}): DecompiledTree {
  if (input.kind === 'blob' && options.configuration === undefined) {
    const { dts, problems } = decompileBlob(input.path, input.bytes, projectOf(options).limits);
    return { dts, problems: [...(input.warnings ?? []), ...problems] };
  }

  const { blob, problems } = compileTree(input, options);
  if (blob === undefined) return { dts: undefined, problems };
  const path = input.kind === 'source' ? input.file.path : input.path;
  const decompiled = decompileBlob(path, blob, projectOf(options).limits);
  return { ...decompiled, problems: [...problems, ...decompiled.problems] };
}

/**
 * The source of a blob, which compiles to the same bytes again: that is tried before it is handed out. Where labels and
 * references would not give them, the source has none; where nothing does (an old version, a foreign layout), a warning says so.
 *
 * @param path as shown to the user
 * @param limits those of reading the blob, and of compiling the source again
 */
export function decompileBlob(path: string, blob: Uint8Array, limits: Partial<Limits> = {}): DecompiledTree {
  const { tree, header, problems } = readDtb(path, blob, { maxNesting: limits.nesting });
  if (tree === undefined || header === undefined || problems.some(({ severity }) => severity === 'error')) {
    return { dts: undefined, problems };
  }
  addReservationsBehindTheEnd(tree, header, blob);
  const options = optionsOf(tree, header, blob);
  const comment = commentOf(tree, options);
  const whole = blob.subarray(0, header.totalSize);
  const nice = printDts(tree, { comment });
  if (nice === undefined) return { dts: undefined, problems: [...problems, tooLarge(tree)] };
  const compiledNice = compile(nice, options, limits);
  if (isSame(compiledNice.blob, whole)) return { dts: nice, problems };

  const verbatim = printDts(tree, { comment, verbatim: true }) ?? nice;
  const compiled = compile(verbatim, options, limits);
  if (isSame(compiled.blob, whole)) return { dts: verbatim, problems };
  const wanted = writeDtb(tree, options);
  const dts = isSame(compiledNice.blob, wanted) || compiled.blob === undefined ? nice : verbatim;
  const hasTree = dts === nice || isSame(compiled.blob, wanted);
  return { dts, problems: [...problems, notSame(tree, header, compiled.problems, hasTree)] };
}

/** What stands behind the first reservation of no size, where the list ends for every reader: dtc writes such ones, too. */
function addReservationsBehindTheEnd(
  tree: PlainTree,
  { reservations, structure }: DtbHeader,
  blob: Uint8Array,
): void {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  const first = reservations.start + 16 * tree.memreserves.length;
  const behind: Memreserve[] = [];
  let wanted = 0;
  // The last one is the list's end.
  for (let at = first; at + 32 <= structure.start; at += 16) {
    const [address, size] = [view.getBigUint64(at), view.getBigUint64(at + 8)];
    behind.push({ address, size, place: { file: tree.file, start: at, end: at + 16 } });
    if (address !== 0n || size !== 0n) wanted = behind.length;
  }
  tree.memreserves.push(...behind.slice(0, wanted));
}

function compile(
  dts: string,
  options: WriteDtbOptions,
  limits: Partial<Limits>,
): ReturnType<typeof compileTree> {
  const file = new SourceFile('<decompiled>', dts);
  return compileTree({ kind: 'source', file }, { ...options, project: new Project({ limits }) });
}

function tooLarge({ root }: PlainTree): Problem {
  return {
    severity: 'error',
    code: 'source-too-large',
    message: 'As a source the tree would be larger than 64 MiB, the most that a source may have.',
    place: root.place,
  };
}

/** The options that give the blob's header and size. */
function optionsOf(tree: PlainTree, header: DtbHeader, blob: Uint8Array): WriteDtbOptions {
  const { structure, strings, reservations, totalSize, bootCpu } = header;
  const slots = (structure.start - reservations.start) / 16 - tree.memreserves.length - 1;
  const end = Math.max(structure.end, strings.end);
  const padBytes = blob.subarray(end, totalSize).every((byte) => byte === 0) ? totalSize - end : 0;
  return { bootCpu, padBytes, reservationSlots: Number.isInteger(slots) && slots > 0 ? slots : 0 };
}

function commentOf(
  tree: PlainTree,
  { bootCpu, padBytes, reservationSlots }: WriteDtbOptions,
): string | undefined {
  const options = [
    ...(bootCpu === guessedBootCpu(tree) ? [] : [`-b ${bootCpu}`]),
    ...(padBytes ? [`-p ${padBytes}`] : []),
    ...(reservationSlots ? [`-R ${reservationSlots}`] : []),
  ];
  return options.length === 0 ? undefined : `Compiles to the same bytes with: ${options.join(' ')}`;
}

/** What compiling the source gives by itself. */
function guessedBootCpu({ root }: PlainTree): number {
  const [first]: readonly (Node | undefined)[] = [...(root.child('cpus')?.children.values() ?? [])];
  const reg = first?.property('reg');
  return reg?.value.length === 4 ? (reg.asCells()?.[0] ?? 0) : 0;
}

function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}

function notSame(
  { root }: PlainTree,
  { version }: DtbHeader,
  problems: readonly Problem[],
  hasTree: boolean,
): Problem {
  const fault = problems.find(({ severity }) => severity === 'error');
  if (fault?.code === 'input-too-large') return { ...fault, severity: 'warning', place: root.place };
  const why =
    fault !== undefined
      ? `it has what no source may have (${fault.message})`
      : !hasTree
        ? 'it has a name that no source can give'
        : version === 17
          ? 'it is laid out in another way than dtc does it'
          : `it is of version ${version}, and blobs are written as version 17`;
  return {
    severity: 'warning',
    code: 'not-the-same-bytes',
    message: `The source does not compile to the same bytes as the blob: ${why}.`,
    place: root.place,
  };
}
