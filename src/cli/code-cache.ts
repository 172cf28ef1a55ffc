import { makeFolder } from '../source/make-folder.ts';
import { builtin } from './builtin.ts';

const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = builtin('fs');
const { createRequire, Module } = builtin('module');
const { dirname, join } = builtin('path');
const { Script } = builtin('vm');
const { crc32 } = builtin('zlib');

/** What a run may find of the compiled code of an earlier one. */
interface KeptCode {
  readonly code: Buffer;
  /** How many runs have added to it. */
  readonly runs: number;
}

export interface CodeCachePlace {
  /** The user's alone, since code is run from there. */
  readonly folder: string;
  /** Which part of the program a run is about. */
  readonly name: string;
  /** Whether this run may add to what is kept: of several threads one does. Default: it may. */
  readonly keeps?: boolean;
  /** Sets the flags of V8 again that were in force when the file was loaded, where they may have changed. */
  beforeKeeping?(): void;
}

/** Before the code: a mark, the number of runs and the sum of what follows. */
const headerBytes = 12;
const mark = 0x43_56_43_31;
/** What a run compiles that those before did not need is added, but not for ever: writing costs as much as it saves. */
const mostRuns = 3;
/** No code of ours is that large. */
const mostBytes = 64 << 20;
/** Neither waits for what a pipe will say, nor follows a link, both of which a folder of many users may hold. */
const toRead = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
const outdatedMilliseconds = 30 * 24 * 60 * 60 * 1000;

/**
 * Loads a CommonJS file of the package with the code that V8 has compiled of it in an earlier run, and leaves it where
 * `require` finds it. Node's own compile cache is not in Node 20, and keeps of each file only what the first run has used.
 *
 * Whatever is wrong with the kept code, or with the folder, the file is compiled as usual and nobody hears of it: V8 refuses
 * code of another version, of other flags or of a text of other length, and a sum refuses what was cut off or damaged.
 *
 */
export function requireWithCodeCache(
  file: string,
  { folder, name, keeps = true, beforeKeeping }: CodeCachePlace,
): void {
  const { size, mtimeMs } = statSync(file);
  const { version, arch, platform } = process;
  const key = [name, version, platform, arch, flagsKey(), size, Math.trunc(mtimeMs)].join('-');
  const kept = join(folder, `${key}.bin`);

  const known = readKept(kept);
  // The build leaves no character beyond ASCII in it.
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(text, { filename: file, cachedData: known?.code });
  const runs = script.cachedDataRejected === false && known !== undefined ? known.runs : 0;

  const module = new Module(file);
  const require = createRequire(file);
  module.filename = file;
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  if (keeps && runs < mostRuns)
    process.once('exit', () => {
      beforeKeeping?.();
      keep(kept, script, runs + 1);
    });
}

/** What is compiled with other flags of V8 is of no use. */
function flagsKey(): string {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').trim();
  return flags === '' ? '0' : crc32(flags).toString(36);
}

function readKept(path: string): KeptCode | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, toRead);
    const stat = fstatSync(descriptor);
    // Root may run this with another user's home, and a folder may be many users'.
    if (!stat.isFile() || stat.size > mostBytes || !isOwn(stat.uid)) return undefined;
    // What others may write is not what was written, whoever owns it.
    if (process.platform !== 'win32' && (stat.mode & 0o022) !== 0) return undefined;
    const bytes = readFileSync(descriptor);
    if (bytes.length < headerBytes || bytes.readUInt32LE(0) !== mark) return undefined;
    const code = bytes.subarray(headerBytes);
    return crc32(code) === bytes.readUInt32LE(8) ? { code, runs: bytes.readUInt32LE(4) } : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Two runs may write at once: each its own file, which takes the place of the other whole. */
function keep(path: string, script: InstanceType<typeof Script>, runs: number): void {
  const { exitCode = 0 } = process;
  if (Number(exitCode) > 1) return;
  const unfinished = `${path}.${process.pid}`;
  let descriptor: number | undefined;
  try {
    if (!mayMake(dirname(path))) return;
    makeFolder(dirname(path), 0o700);
    // First, so that where nothing can be written no code is gathered either.
    descriptor = openSync(unfinished, 'wx', 0o600);
    const code = script.createCachedData();
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(mark, 0);
    header.writeUInt32LE(runs, 4);
    header.writeUInt32LE(crc32(code), 8);
    // By its descriptor: by its name another user of the folder could have put a link there meanwhile.
    writeFileSync(descriptor, Buffer.concat([header, code]));
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(unfinished, path);
    if (runs === 1) removeOutdated(dirname(path));
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    removeQuietly(unfinished);
  }
}

/** Root leaves no folders behind in a home that is another's, whose owner could not write there any more. */
function mayMake(folder: string): boolean {
  if (process.getuid?.() !== 0 || existsSync(folder)) return true;
  let above = dirname(folder);
  while (!existsSync(above) && above !== dirname(above)) above = dirname(above);
  return isOwn(statSync(above).uid);
}

function isOwn(uid: number): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing is left.
  }
}

/** What other versions and builds have left. */
function removeOutdated(folder: string): void {
  const now = Date.now();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (/\.bin(?:\.\d+)?$/.test(name) && now - statSync(path).mtimeMs > outdatedMilliseconds)
      rmSync(path, { force: true });
  }
}

/** The user's own folder for what can be made again; undefined where there is none, or none is wanted. */
export function codeCacheFolder(): string | undefined {
  const { env, platform } = process;
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return undefined;
  if (env.NODE_COMPILE_CACHE) return join(env.NODE_COMPILE_CACHE, 'carveout');
  const home = env.HOME;
  if (platform === 'win32') return env.LOCALAPPDATA && join(env.LOCALAPPDATA, 'carveout', 'code');
  if (env.XDG_CACHE_HOME?.startsWith('/')) return join(env.XDG_CACHE_HOME, 'carveout', 'code');
  // Users without a home have one that is not there, which nobody is to make.
  if (!home?.startsWith('/') || !existsSync(home)) return undefined;
  return join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'carveout', 'code');
}
