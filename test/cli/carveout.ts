import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

export const project: string = fileURLToPath(new URL('../..', import.meta.url));
/** What users get as `carveout`. */
export const command: string = join(project, manifest().bin.carveout);
const tellResources = pathToFileURL(join(project, 'test/cli/tell-resources.js')).href;

/** A hang is a failure long before this; a slow machine is not. */
const hangMilliseconds = 30_000;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** User and system time: what the command took, whatever else the machine does. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

export interface RunOptions {
  /** Default: the project. */
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs the built command to its end. */
export function carveout(args: readonly string[], options: RunOptions = {}): Outcome {
  const child = spawnSync(process.execPath, ['--import', tellResources, command, ...args], {
    cwd: options.cwd ?? project,
    env: cleanEnvironment(options.env ?? {}),
    input: options.input ?? '',
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: hangMilliseconds,
    maxBuffer: 64 << 20,
  });
  const used = JSON.parse(child.output[3] || '{}') as Partial<NodeJS.ResourceUsage>;
  return {
    status: child.status,
    stdout: child.stdout,
    stderr: child.stderr,
    cpuSeconds: ((used.userCPUTime ?? Number.NaN) + (used.systemCPUTime ?? Number.NaN)) / 1e6,
    peakMiB: (used.maxRSS ?? Number.NaN) / 1024,
  };
}

/** A folder of its own with these files, gone after the test. */
export function scratchFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The environment without what the tests' own terminal says about colours and width. */
export function cleanEnvironment(added: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, COLUMNS, LC_ALL, LC_CTYPE, LANG, NODE_OPTIONS, CARVEOUT_DEBUG, ...rest } =
    process.env;
  return { ...rest, ...added };
}

function manifest(): { readonly bin: { readonly carveout: string } } {
  return JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
}
