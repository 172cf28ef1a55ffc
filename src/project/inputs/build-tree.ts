import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import type { FileStore } from '../../source/file-store.ts';
import { SourceFile } from '../../source/source-file.ts';
import type { BoardInput } from './board-input.ts';
import { type BuildCommand, readBuildCommand } from './build-command.ts';

/** What a build's folder gives. */
export interface BuildTree {
  /** In the order of their blobs; overlays that a composite blob has are not boards of their own. */
  readonly boards: readonly BoardInput[];
  /** Blobs whose sources are not where the build says. */
  readonly missing: readonly string[];
}

/** A command with the folder that make ran in. */
interface Placed {
  readonly command: BuildCommand;
  readonly root: string;
  /** Absolute. */
  readonly blob: string;
}

type FromSource = Placed & { readonly command: BuildCommand & { readonly kind: 'source' } };

/**
 * The boards that a build made, as kbuild wrote down how: by the `.*.dtb.cmd` and `.*.dtbo.cmd` files beside the blobs.
 *
 * @param commandFiles their paths
 */
export function readBuildTree(files: FileStore, commandFiles: readonly string[]): BuildTree {
  const placed = commandFiles.flatMap((path) => place(files, path));
  const byBlob = new Map(placed.map((one) => [one.blob, one]));
  const boards: BoardInput[] = [];
  const missing: string[] = [];

  for (const one of placed.sort((a, b) => (a.blob < b.blob ? -1 : 1))) {
    if (one.blob.endsWith('.dtbo')) continue;
    const board = isFromSource(one) ? plainBoard(files, one, []) : compositeBoard(files, one, byBlob);
    if (board === undefined) missing.push(files.displayPath(one.blob));
    else boards.push(board);
  }
  return { boards, missing };
}

function place(files: FileStore, path: string): readonly Placed[] {
  const file = files.open(path);
  if (!(file instanceof SourceFile)) return [];
  const command = readBuildCommand(file.text);
  if (command === undefined) return [];

  const folder = dirname(resolve(files.workingFolder, path));
  const blob = join(folder, basename(command.target));
  const ownFolder = dirname(normalize(command.target));
  // make ran where the target's path begins: the top of the objects' tree.
  const isBelow = !isAbsolute(ownFolder) && (ownFolder === '.' || folder.endsWith(`/${ownFolder}`));
  const root = isBelow && ownFolder !== '.' ? folder.slice(0, -ownFolder.length - 1) : folder;
  return [{ command, root, blob }];
}

function isFromSource(one: Placed): one is FromSource {
  return one.command.kind === 'source';
}

function plainBoard(
  files: FileStore,
  { command, root, blob }: FromSource,
  overlays: readonly string[],
): BoardInput | undefined {
  const source = find(files, command.source, root);
  if (source === undefined) return undefined;
  return {
    path: files.displayPath(source),
    build: {
      target: files.displayPath(blob),
      includeFolders: command.includeFolders.flatMap((folder) => find(files, folder, root) ?? []),
      defines: command.defines,
      overlays,
    },
  };
}

/** A blob that fdtoverlay made of others: their sources, if each was made of one. */
function compositeBoard(
  files: FileStore,
  { command, root }: Placed,
  byBlob: ReadonlyMap<string, Placed>,
): BoardInput | undefined {
  if (command.kind !== 'composite') return undefined;
  const partOf = (path: string): FromSource | undefined => {
    const part = byBlob.get(resolve(root, path));
    return part !== undefined && isFromSource(part) ? part : undefined;
  };
  const base = partOf(command.base);
  const overlays = command.overlays.map((path) => {
    const part = partOf(path);
    return part && find(files, part.command.source, part.root);
  });
  if (base === undefined || overlays.some((path) => path === undefined)) return undefined;
  const board = plainBoard(
    files,
    base,
    overlays.flatMap((path) => path ?? []),
  );
  const target = files.displayPath(resolve(root, command.target));
  return board?.build && { ...board, build: { ...board.build, target } };
}

/** A path of the build where it stands now; a tree that was moved since has it at the same place below its top. */
function find(files: FileStore, path: string, root: string): string | undefined {
  const absolute = resolve(root, path);
  if (files.realPath(absolute) !== undefined) return absolute;
  const inTree = /\/((?:arch|scripts|include|drivers|dts)(?:\/.*)?)$/.exec(absolute)?.[1];
  const moved = inTree === undefined ? undefined : join(root, inTree);
  return moved !== undefined && files.realPath(moved) !== undefined ? moved : undefined;
}
