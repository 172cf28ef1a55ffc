import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/cli/version.ts';
import { carveout, cleanEnvironment, command, project, scratchFolder } from './carveout.ts';

const demo = 'fixtures/boards/demo.dts';
const escapeSequence = '\u001b[';

describe('the command line', () => {
  it('tells the version of package.json', () => {
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
    expect(version).toBe(manifest.version);
    expect(carveout(['--version'])).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('describes itself and each command', () => {
    const { stdout, status } = carveout(['--help']);
    expect(status).toBe(0);

    const commands = [...stdout.matchAll(/^ {2}carveout (\w+)/gm)].map(([, name]) => name ?? '');
    expect(commands).toEqual(expect.arrayContaining(['lint', 'report', 'boot', 'run', 'explain']));
    for (const name of new Set(commands)) {
      const help = carveout([name, '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toContain('Examples:');
    }
  });

  it.each([
    [['lnt'], 'Did you mean lint?'],
    [['lint', '--max-warning', '1', demo], 'Did you mean --max-warnings?'],
    [['lint', '--formt', 'json', demo], 'Did you mean --format?'],
    [['lint', '--format', 'pdf', demo], 'pretty'],
    [['boot'], 'Not enough'],
    [['boot', demo, '--memory'], '--memory: its value is missing'],
    [['lint', demo, '--max-warnings=-1'], '--max-warnings'],
    [['lint', demo, '--max-warnings=1.5'], '--max-warnings'],
    [['report', demo, '--output-file', `${demo}/x`], 'cannot be written (not a directory)'],
    [['explain', '\u001b[31mred'], 'There is no rule \\x1b[31mred'],
    [['boot', demo, '--memory', '1G@'], '--memory 1G@:'],
    [['boot', demo, 'another.dts'], 'Too many arguments: another.dts'],
    [[], 'carveout --help'],
  ])('refuses %j', (args, says) => {
    const { status, stderr, stdout } = carveout(args);
    expect(stderr).toContain(says);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('thousands of inputs', () => {
  const names = Array.from({ length: 200 }, (_, index) => `board-${index}.dts`);
  const files = (args: readonly string[], cwd: string): unknown => {
    const { stdout, stderr } = carveout(['lint', '--format', 'json', '--jobs', '1', ...args], { cwd });
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as { files: unknown }).files;
  };

  it('are all taken, wherever the options stand', () => {
    const cwd = scratchFolder(Object.fromEntries(names.map((name) => [name, '/dts-v1/;\n/ { };\n'])));
    expect(files(names, cwd)).toBe(200);
    expect(files(['-I', '.', ...names], cwd)).toBe(200);
    expect(files([...names, '--quiet'], cwd)).toBe(200);
    expect(files(['--', ...names], cwd)).toBe(200);
  });
});

describe('the output', () => {
  it('goes to the file of --output-file, without colours', () => {
    const folder = scratchFolder({});
    const file = join(folder, 'new/folder/report.txt');
    const { stdout, status } = carveout(['report', demo, '--output-file', file], {
      env: { FORCE_COLOR: '1' },
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(readFileSync(file, 'utf8')).toContain('video-pool');
    expect(readFileSync(file, 'utf8')).not.toContain(escapeSequence);
  });

  it('cannot go to a folder', () => {
    const { status, stderr } = carveout(['report', demo, '--output-file', scratchFolder({})]);
    expect(stderr).toContain('cannot be written');
    expect(status).toBe(2);
  });

  it('has colours where they are asked for, and only there', () => {
    const hasColour = (args: readonly string[], env: Record<string, string>): boolean =>
      carveout(['lint', demo, ...args], { env }).stdout.includes(escapeSequence);

    expect(hasColour([], {})).toBe(false);
    expect(hasColour(['--color'], {})).toBe(true);
    expect(hasColour([], { FORCE_COLOR: '1' })).toBe(true);
    expect(hasColour([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(hasColour(['--color'], { NO_COLOR: '1' })).toBe(true);
    expect(hasColour(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  });

  it.each(['lint', 'report', 'boot'])('of %s is ASCII where that is asked for', (name) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    const ascii = /^[\x00-\x7f]*$/;
    expect(carveout([name, demo, '--ascii']).stdout).toMatch(ascii);
    expect(carveout([name, demo], { env: { LC_ALL: 'C' } }).stdout).toMatch(ascii);
  });

  it.each([60, 80, 120])('of report fits %i columns', (columns) => {
    const { stdout } = carveout(['report', demo], { env: { COLUMNS: String(columns) } });
    expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(columns);
  });

  it('ends quietly when nobody reads it', async () => {
    const regions = Array.from({ length: 3000 }, (_, index) => {
      const base = (0x8000_0000 + index * 0x8_0000).toString(16);
      return `r@${base} { reg = <0x${base} 0x1000>; };\n`;
    });
    const folder = scratchFolder({
      'board.dts': `/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\nreserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;\n${regions.join('')}};\n};\n`,
    });

    const child = spawn(process.execPath, [command, 'report', '--format', 'json', 'board.dts'], {
      cwd: folder,
      env: cleanEnvironment({}),
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));

    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('what a command does not use it does not run', () => {
  const packages = ['chevrotain', 'yaml', 'zod'];

  it.each([
    { args: ['--version'], uses: [] },
    { args: ['--help'], uses: [] },
    { args: ['lint', '--help'], uses: [] },
    { args: ['explain'], uses: [] },
    { args: ['report', demo], uses: [] },
    { args: ['boot', demo], uses: [] },
    // The grammar is asked for the place of what is wrong in a value.
    { args: ['lint', demo], uses: ['chevrotain'] },
    { args: ['run', demo, 'fixtures/workloads/demo.yaml'], uses: ['yaml', 'zod'] },
  ])('$args', ({ args, uses }) => {
    const coverage = scratchFolder({});
    carveout(args, { env: { NODE_V8_COVERAGE: coverage } });
    expect(packagesThatRan(coverage).filter((name) => packages.includes(name))).toEqual(uses);
  });
});

interface ScriptCoverage {
  readonly url: string;
  /** The first is the script itself. */
  readonly functions: readonly {
    readonly ranges: readonly [{ startOffset: number; endOffset: number; count: number }];
  }[];
}

/** The packages of which a run with NODE_V8_COVERAGE has called a function: part of a bundle, they may lie there unused. */
function packagesThatRan(coverage: string): string[] {
  const scripts = readdirSync(coverage).flatMap(
    (name) => (JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: ScriptCoverage[] }).result,
  );
  const built = pathToFileURL(join(project, 'dist')).href;
  const names = scripts.filter(({ url }) => url.startsWith(built)).flatMap(packagesOfCalls);
  return [...new Set(names)].sort();
}

function packagesOfCalls({ url, functions }: ScriptCoverage): string[] {
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const modules = [...text.matchAll(/^\/\/ ?(?:#region )?(\S+\.[cm]?[jt]s)$/gm)];
  return modules.flatMap(({ 1: path = '', index }, at) => {
    const end = modules[at + 1]?.index ?? text.length;
    const called = functions.some(
      ({ ranges: [whole] }) => whole.count > 0 && whole.startOffset > index && whole.endOffset <= end,
    );
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    return called && name !== undefined ? [name] : [];
  });
}
