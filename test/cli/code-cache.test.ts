import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, type Outcome, scratchFolder } from './carveout.ts';

const board = '/dts-v1/;\n/ { memory@0 { device_type = "memory"; reg = <0 0x1000>; }; };\n';

describe('the compiled code of the command', () => {
  it('is kept in the folder of the user for what can be made again', () => {
    const { cache, run } = setUp();
    run();
    expect(kept(cache)).toHaveLength(1);
    expect(kept(cache)[0]).toMatch(new RegExp(`^lint-${process.version}-.*\\.bin$`));
  });

  it('changes nothing in what a run says', () => {
    const { run } = setUp();
    const [first, second] = [run(), run()];
    expect(first.stdout).not.toBe('');
    expect(second.stdout).toBe(first.stdout);
    expect(second.status).toBe(first.status);
  });

  it('is made again where it was cut off, or damaged, or is something else', () => {
    const { cache, run } = setUp();
    const whole = run();
    const path = join(cache, 'carveout/code', kept(cache)[0] ?? '');
    const { length } = readFileSync(path);

    truncateSync(path, length >> 1);
    expect(run()).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
    expect(readFileSync(path).length).toBeGreaterThan(length / 2);

    const damaged = readFileSync(path);
    damaged.fill(0, damaged.length >> 1, (damaged.length >> 1) + 4_096);
    writeFileSync(path, damaged);
    expect(run()).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });

    writeFileSync(path, 'nothing of the kind');
    expect(run()).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
  });

  it.each<[string, (path: string) => void]>([
    ['a link', linkTo],
    ['a pipe', makePipe],
    ['what others may write', (path) => chmodSync(path, 0o666)],
    ['what is larger than any code', (path) => truncateSync(path, 2 ** 31 - 4096)],
  ])('is not taken from %s', (_, make) => {
    const { cache, run } = setUp();
    const whole = run();
    for (let count = 0; count < 2; count++) run();
    const path = join(cache, 'carveout/code', kept(cache)[0] ?? '');
    make(path);
    const outcome = run();
    expect(outcome).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
    expect(outcome.peakMiB).toBeLessThan(whole.peakMiB * 2);
    // It was made anew.
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readRuns(path)).toBe(1);
  });

  it('is left as it is once some runs have added to it', () => {
    const { cache, run } = setUp();
    for (let count = 0; count < 3; count++) run();
    const path = join(cache, 'carveout/code', kept(cache)[0] ?? '');
    run();
    expect(kept(cache)).toHaveLength(1);
    expect(readRuns(path)).toBe(3);
  });

  it('is good for the next run whatever V8 was told for several threads', () => {
    const { cache, run } = setUp();
    const runs = (): number[] =>
      kept(cache, 'lint').map((name) => readRuns(join(cache, 'carveout/code', name)));
    run({}, '--jobs', '2', 'other.dts');
    expect(runs()).toEqual([1]);
    run({}, '--jobs', '2', 'other.dts');
    expect(runs()).toEqual([2]);
    run();
    expect(runs()).toEqual([3]);
  });

  it('is kept apart for threads, by one of them, and grows with some runs', () => {
    const { cache, run } = setUp();
    for (const runs of [1, 2, 3, 3]) {
      run({}, '--jobs', '2', 'other.dts');
      const names = kept(cache, 'threads');
      expect(names.map((name) => readRuns(join(cache, 'carveout/code', name)))).toEqual([runs]);
    }
  });

  it('is made again by a thread where it was damaged or is something else, and changes nothing in what a run says', () => {
    const { cache, run } = setUp();
    const lint = (): Outcome => run({}, '--jobs', '2', 'other.dts');
    const whole = lint();
    const path = join(cache, 'carveout/code', kept(cache, 'threads')[0] ?? '');
    const sound = readFileSync(path);
    expect(lint()).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
    const damaged = Buffer.from(sound).fill(0, sound.length >> 1, (sound.length >> 1) + 4_096);
    for (const bytes of [sound.subarray(0, sound.length >> 1), damaged, Buffer.from('something else')]) {
      writeFileSync(path, bytes);
      expect(lint()).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
      expect(readRuns(path)).toBe(1);
    }
  });

  it('is not kept where nothing can be written, and nobody hears of it', () => {
    const { run } = setUp();
    const whole = run();
    const outcome = run({ XDG_CACHE_HOME: '/dev/null' });
    expect(outcome).toMatchObject({ status: whole.status, stdout: whole.stdout, stderr: whole.stderr });
  });

  it('makes no home for a user who has none', () => {
    const { cache, run } = setUp();
    const home = join(cache, 'nonexistent');
    run({ HOME: home, XDG_CACHE_HOME: '' });
    expect(existsSync(home)).toBe(false);
  });

  it('is not kept where Node is told to keep none', () => {
    const { cache, run } = setUp();
    run({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(existsSync(join(cache, 'carveout'))).toBe(false);
  });
});

function setUp(): {
  readonly cache: string;
  run(env?: Readonly<Record<string, string>>, ...args: string[]): Outcome;
} {
  const folder = scratchFolder({ 'board.dts': board, 'other.dts': board });
  const cache = join(folder, 'cache');
  return {
    cache,
    run: (env = {}, ...args) =>
      carveout(['lint', '--format', 'json', 'board.dts', ...args], {
        cwd: folder,
        env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: undefined, ...env },
      }),
  };
}

function linkTo(path: string): void {
  renameSync(path, `${path}.elsewhere`);
  symlinkSync(`${path}.elsewhere`, path);
}

function makePipe(path: string): void {
  rmSync(path);
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
}

/** How many runs have added to what is kept. */
function readRuns(path: string): number {
  return readFileSync(path).readUInt32LE(4);
}

function kept(cache: string, name = ''): string[] {
  return readdirSync(join(cache, 'carveout/code')).filter((file) => file.startsWith(name));
}
