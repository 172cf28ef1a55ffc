import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { FileStore } from '../../source/file-store.ts';
import { loadModule } from '../../source/load-module.ts';
import type { Place } from '../../source/place.ts';
import type { Problem } from '../../source/problem.ts';
import { SourceFile } from '../../source/source-file.ts';
import { readYaml, type YamlPath, type YamlSource } from '../../workload/yaml-source.ts';
import type { CheckConfig } from './check-schema.ts';
import { configProblems } from './config-problems.ts';
import { type Config, configSchema } from './config-schema.ts';

const moduleSuffixes = /\.(ts|mts|cts|js|mjs|cjs)$/;
/** What the YAML reader takes. */
const mostCharacters = 65_536;

/** A configuration and where it stands. */
export interface ConfigFile {
  /** As shown. */
  readonly path: string;
  /** Absolute; what the configuration's paths and patterns are relative to. */
  readonly folder: string;
  readonly config: Config;
  /** Where a part stands; undefined for a module. */
  readonly placeOf: (path: YamlPath) => Place | undefined;
}

export interface ReadConfig {
  /** Undefined if a problem is an error. */
  readonly file: ConfigFile | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads a configuration that was found: YAML or JSON. It came with the sources, and whoever wrote them may have written it, so
 * that it names no file outside its own folder.
 */
export function readFoundConfig(files: FileStore, path: string): ReadConfig {
  const read = readData(files, path);
  if (read.file === undefined) return read;
  const problems = trespasses(files, read.file);
  return problems.length === 0 ? read : { file: undefined, problems };
}

/** Reads the configuration that the user names. It may be a module, which is run, with the configuration as its default export. */
export async function readGivenConfig(files: FileStore, path: string): Promise<ReadConfig> {
  if (!moduleSuffixes.test(path)) return readData(files, path);

  const absolute = resolve(files.workingFolder, path);
  if (files.access.kind(absolute) !== 'file') {
    const opened = files.open(absolute);
    if ('severity' in opened) return refusal(opened);
  }
  try {
    const loaded = await loadModule(absolute);
    const value: unknown =
      typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
    // Through JSON, so that a getter or a function in it is seen as what it is.
    const text = JSON.stringify(value, null, 2);
    return parse(new SourceFile(path, text ?? ''), absolute);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refusal({ severity: 'error', code: 'config-failed', message: `${path} failed: ${reason}` });
  }
}

function readData(files: FileStore, path: string): ReadConfig {
  const opened = files.open(path);
  if ('severity' in opened) return refusal(opened);
  return parse(opened, opened.absolutePath ?? resolve(files.workingFolder, path));
}

function parse(file: SourceFile, absolute: string): ReadConfig {
  const folder = dirname(absolute);
  if (file.text.trim() === '')
    return { file: { path: file.path, folder, config: {}, placeOf: () => undefined }, problems: [] };
  if (file.text.length > mostCharacters) {
    const message = `${file.path} has ${file.text.length} characters; a configuration has at most ${mostCharacters}.`;
    return refusal({ severity: 'error', code: 'config-too-long', message });
  }

  const { source, problems } = readYaml(file);
  if (source === undefined) return { file: undefined, problems };
  return check(source, folder);
}

function check(source: YamlSource, folder: string): ReadConfig {
  // A text of comments only is a configuration without settings.
  const parsed = configSchema().safeParse(source.value ?? {});
  if (!parsed.success) return { file: undefined, problems: configProblems(source, parsed.error.issues) };
  const placeOf = (path: YamlPath): Place => source.placeOf(path);
  return { file: { path: source.file.path, folder, config: parsed.data, placeOf }, problems: [] };
}

function refusal(problem: Problem): ReadConfig {
  return { file: undefined, problems: [problem] };
}

/** What only a configuration that the user names may say. */
function trespasses(files: FileStore, { config, folder, placeOf }: ConfigFile): readonly Problem[] {
  const { kernel = {}, sources = {}, lint = {}, check } = config;
  const paths: readonly (readonly [YamlPath, string | undefined])[] = [
    [['kernel', 'kconfig'], kernel.kconfig],
    ...(sources.include ?? []).map((path, index) => [['sources', 'include', index], path] as const),
    ...(sources.allow ?? []).map((path, index) => [['sources', 'allow', index], path] as const),
    [['lint', 'baseline'], lint.baseline],
    ...(check === undefined ? [] : checkPaths(check)),
    ...Object.entries(lint.firmware ?? {}).map(([node, path]) => [['lint', 'firmware', node], path] as const),
  ];
  const problems: Problem[] = [];
  const help = 'A configuration that --config names may say this.';
  for (const [at, path] of paths) {
    if (path === undefined || isBelow(files, folder, path)) continue;
    const message = `${path} lies outside the folder of this configuration, which was found beside the sources.`;
    problems.push({ severity: 'error', code: 'config-outside', message, place: placeOf(at), help });
  }
  return problems;
}

function checkPaths({ boards, workloads = [] }: CheckConfig): readonly (readonly [YamlPath, string])[] {
  return [
    ...workloads.map((path, index) => [['check', 'workloads', index], path] as const),
    ...boards.flatMap((one, at) => [
      ...(one.board === undefined ? [] : [[['check', 'boards', at, 'board'], one.board] as const]),
      ...(one.boards === undefined ? [] : [[['check', 'boards', at, 'boards'], one.boards] as const]),
      ...(one.overlays ?? []).map(
        (path, index) => [['check', 'boards', at, 'overlays', index], path] as const,
      ),
      ...(one.workloads ?? []).map(
        (path, index) => [['check', 'boards', at, 'workloads', index], path] as const,
      ),
    ]),
  ];
}

/** Links are followed: a folder of the sources may be one that leads elsewhere. */
function isBelow(files: FileStore, folder: string, path: string): boolean {
  const below = relative(realPlace(files, folder), realPlace(files, resolve(folder, path)));
  return !isAbsolute(below) && below !== '..' && !below.startsWith(`..${sep}`);
}

/** Where a path leads; of a pattern, and of what is not there, as far as there are folders. */
function realPlace(files: FileStore, absolute: string): string {
  for (let at = absolute; ; at = dirname(at)) {
    const real = files.realPath(at);
    if (real !== undefined) return resolve(real, relative(at, absolute));
    if (dirname(at) === at) return absolute;
  }
}
