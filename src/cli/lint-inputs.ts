import type { BoardInput } from '../project/inputs/board-input.ts';
import { boardFoldersOf, treeAround } from '../project/inputs/source-folders.ts';
import { Project } from '../project/project.ts';
import { collectSources, filesBelow, isSourceFolder } from './collect-inputs.ts';
import type { InputArguments } from './options/input-options.ts';
import { isStream } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** What `lint` is to look at, before it is known what each board reads. */
export interface ChosenInputs {
  readonly boards: readonly BoardInput[];
  /** Those that the user named one by one. */
  readonly named: ReadonlySet<string>;
  /** Only boards that read any of these, besides those of `always`; undefined: all boards. */
  readonly targets: readonly string[] | undefined;
  readonly always: ReadonlySet<string>;
}

/** What a board is read from, whatever it is called; other inputs are parts of boards. */
const boardName = /\.(?:dtso?|dtbo?|itb|gz)$/;
const commandName = /^\..*\.dtbo?\.cmd$/;

/**
 * The boards that a command line asks for: files, folders, patterns, builds, and boards by what they include.
 *
 * @throws UsageError for what is not there, or makes no sense together
 */
export async function chooseInputs(
  args: InputArguments & { readonly inputs: readonly string[] },
): Promise<ChosenInputs> {
  const inputs = await expandPatterns(args.inputs);
  const given = new Set(inputs);
  const project = new Project();
  const changed =
    args.changed === undefined
      ? []
      : (await import('./git-changes.ts')).changedFiles(args.changed, folderOf(inputs[0]));

  if (args.boards) {
    if (args.boardsOf.length > 0 || args.changed !== undefined)
      throw new UsageError('--boards, --boards-of and --changed exclude each other.');
    const files = inputs.filter((input) => !isSourceFolder(input) && !isStream(input));
    const always = new Set(inputs.filter((input) => !files.includes(input) || boardName.test(input)));
    const own = await gather([...always], args.build, project);
    const around = boardsAround(files, project);
    return {
      boards: unique([...own, ...around]),
      named: given,
      targets: files,
      always: new Set(own.map(({ path }) => path)),
    };
  }

  const narrowing = args.boardsOf.length > 0 || args.changed !== undefined;
  const targets = narrowing ? [...args.boardsOf, ...changed] : undefined;
  for (const file of args.boardsOf) mustExist(file, project);
  const hasInputs = inputs.length > 0 || args.build.length > 0;
  const boards = hasInputs
    ? await gather(inputs, args.build, project)
    : boardsAround([...args.boardsOf, ...changed], project);
  return { boards, named: given, targets, always: new Set() };
}

function folderOf(input: string | undefined): string {
  if (input === undefined || isStream(input)) return '.';
  return isSourceFolder(input) ? input : input.slice(0, input.lastIndexOf('/') + 1) || '.';
}

function mustExist(file: string, project: Project): void {
  if (project.files.realPath(file) === undefined)
    throw new UsageError(`--boards-of ${file}: there is no such file.`);
  if (isSourceFolder(file)) throw new UsageError(`--boards-of ${file}: a folder, where a file is expected.`);
}

/** Patterns that the shell left alone, since nothing matched them there or it has no `**`. @throws UsageError */
async function expandPatterns(inputs: readonly string[]): Promise<readonly string[]> {
  const { existsSync } = await import('node:fs');
  const isPattern = (input: string): boolean => /[*?[\]{}]/.test(input) && !existsSync(input);
  if (!inputs.some(isPattern)) return inputs;

  const { globSync } = await import('tinyglobby');
  const expanded = inputs.flatMap((input) => {
    if (!isPattern(input)) return [input];
    const found = globSync(input, {
      onlyFiles: false,
      expandDirectories: false,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**', '**/.git/**'],
    });
    if (found.length === 0) throw new UsageError(`${input}: no file matches this pattern.`);
    return found.map((path) => path.replace(/\/$/, '')).sort();
  });
  return [...new Set(expanded)];
}

/** The boards of files, folders and builds; a folder with a build's records and no sources is a build. */
async function gather(
  inputs: readonly string[],
  builds: readonly string[],
  project: Project,
): Promise<readonly BoardInput[]> {
  const boards: BoardInput[] = [];
  for (const input of inputs) {
    const isFolder = isSourceFolder(input);
    const isBuild =
      isFolder && filesBelow([input], (name) => name.endsWith('.dts')).length === 0 && hasCommands(input);
    if (isBuild) boards.push(...(await boardsOfBuild(input, project)));
    else for (const path of collectSources([input])) boards.push({ path });
  }
  for (const build of builds) boards.push(...(await boardsOfBuild(build, project)));
  return unique(boards);
}

function hasCommands(folder: string): boolean {
  return filesBelow([folder], (name) => commandName.test(name)).length > 0;
}

async function boardsOfBuild(folder: string, project: Project): Promise<readonly BoardInput[]> {
  if (!isSourceFolder(folder)) throw new UsageError(`--build ${folder}: there is no such folder.`);
  const { readBuildTree } = await import('../project/inputs/build-tree.ts');
  const commands = filesBelow([folder], (name) => commandName.test(name));
  const { boards, missing } = readBuildTree(project.files, commands);
  const [first] = missing;
  if (first !== undefined)
    process.stderr.write(
      `carveout: ${folder}: the sources of ${missing.length} blob${missing.length === 1 ? '' : 's'} are not where the build had them (${first}).\n`,
    );
  if (boards.length === 0)
    throw new UsageError(
      `--build ${folder}: no .dtb.cmd file tells how a board was built.`,
      'Name the folder in which make dtbs was run, or that it wrote to (O=).',
    );
  return boards;
}

/** All boards of the trees that these files stand in, or stood in. */
function boardsAround(files: readonly string[], project: Project): readonly BoardInput[] {
  const { files: store } = project;
  const folders = files.flatMap((file) => {
    const path = store.realPath(file) ?? (file.startsWith('/') ? file : `${store.workingFolder}/${file}`);
    return boardFoldersOf(treeAround(path, store.access), store.access);
  });
  const sources = filesBelow([...new Set(folders)], (name) => name.endsWith('.dts'));
  return sources.map((path) => ({ path: store.displayPath(path) }));
}

/** Each board once; one that several builds have is another in each. */
function unique(boards: readonly BoardInput[]): readonly BoardInput[] {
  const seen = new Set<string>();
  return boards.filter(({ path, build }) => {
    const key = `${path}\n${build?.target ?? ''}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
