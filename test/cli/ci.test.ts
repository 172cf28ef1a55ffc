import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { command, project, scratchFolder } from './carveout.ts';

const overlapping = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		a@50000000 { reg = <0x50000000 0x200000>; no-map; };
		b@50100000 { reg = <0x50100000 0x200000>; no-map; };
	};
};
`;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script as a runner starts it. */
function bash(script: string, cwd: string, env: Readonly<Record<string, string>>): Outcome {
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
  };
}

/** Runs the action's steps with inputs, as GitHub does: expressions are filled in where they stand, in `env` only. */
function runAction(
  cwd: string,
  given: Readonly<Record<string, string>>,
): Outcome & { readonly output: string; readonly summary: string } {
  const { inputs, runs } = parse(readFileSync(join(project, 'action.yml'), 'utf8')) as Action;
  const fill = (text: string): string =>
    text
      .replaceAll(/\$\{\{ github\.action_path \}\}/g, project)
      .replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, name: string) => given[name] ?? inputs[name]?.default ?? '',
      );
  const files = { GITHUB_OUTPUT: join(cwd, 'output'), GITHUB_STEP_SUMMARY: join(cwd, 'summary') };

  let outcome: Outcome = { status: 0, stdout: '', stderr: '' };
  for (const { run, env } of runs.steps) {
    expect(run).not.toContain('${{');
    const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
    outcome = bash(run, cwd, { ...filled, ...files });
    if (outcome.status !== 0) break;
  }
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return { ...outcome, output: text(files.GITHUB_OUTPUT), summary: text(files.GITHUB_STEP_SUMMARY) };
}

describe('the GitHub action', () => {
  it('annotates, fails, and writes a summary and a SARIF file', () => {
    const cwd = scratchFolder({ 'boards/a.dts': overlapping });
    const { status, stdout, output, summary } = runAction(cwd, { paths: 'boards', sarif: 'out.sarif' });
    expect(stdout).toMatch(/^::error file=boards\/a\.dts,line=\d+,.*title=region-overlap::/m);
    expect(status).toBe(1);
    expect(output).toBe('result=1\n');
    expect(summary).toContain('### carveout: 1 error in 1 board');
    expect(JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('is good where nothing is found, or where nothing makes it fail', () => {
    const cwd = scratchFolder({ 'a.dts': overlapping });
    expect(runAction(cwd, { 'fail-on': 'never' })).toMatchObject({ status: 0, output: 'result=0\n' });
    expect(runAction(cwd, { arguments: '-W no-region-overlap --kernel 6.1' })).toMatchObject({ status: 0 });
  });

  it('does not run what stands in its inputs', () => {
    const cwd = scratchFolder({ 'a.dts': overlapping });
    runAction(cwd, { paths: '$(touch pwned) `touch pwned` a.dts', baseline: '"; touch pwned; "' });
    expect(existsSync(join(cwd, 'pwned'))).toBe(false);
  });
});

describe('the pre-commit hooks', () => {
  it('can be installed: npm pack prints the name of its file, whatever the scripts of the package print', () => {
    const cwd = scratchFolder({
      '.npmrc': readFileSync(join(project, '.npmrc')),
      'package.json': JSON.stringify({ name: 'hook', version: '1.0.0', scripts: { prepare: 'echo built' } }),
    });
    expect(execFileSync('npm', ['pack', '--offline'], { cwd, encoding: 'utf8', stdio: 'pipe' })).toBe(
      'hook-1.0.0.tgz\n',
    );
  });

  const hooks = parse(readFileSync(join(project, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
    readonly id: string;
    readonly entry: string;
    readonly files: string;
  }[];

  it.each(hooks)('$id fails for a board with a mistake', ({ entry, files }) => {
    const cwd = scratchFolder({ 'a.dts': overlapping });
    expect('a.dts').toMatch(new RegExp(files));
    const { status, stdout } = bash(`${entry} a.dts`, cwd, { PATH: pathWithCarveout() });
    expect(stdout).toContain('[region-overlap]');
    expect(status).toBe(1);
  });

  it('that is about boards finds those of a changed include', () => {
    const cwd = scratchFolder({
      'a.dts': '/dts-v1/;\n#include "soc.dtsi"\n',
      'soc.dtsi': overlapping.replace('/dts-v1/;\n', ''),
    });
    const entry = hooks.find(({ id }) => id === 'carveout-lint-boards')?.entry ?? '';
    const { status, stdout } = bash(`${entry} soc.dtsi`, cwd, { PATH: pathWithCarveout() });
    expect(stdout).toMatch(/^soc\.dtsi:\d+:\d+: error: /);
    expect(status).toBe(1);
  });
});

/** Folders of commands, with one in front that has `carveout`. */
function pathWithCarveout(): string {
  const bin = scratchFolder({});
  symlinkSync(command, join(bin, 'carveout'));
  return [bin, process.env.PATH].join(delimiter);
}

/** A script whose first line runs on machines number 1 to 4, each of which may find something; the rest on one. */
function onEachMachine(script: string): string {
  const [first = '', ...rest] = script.split('\n');
  if (!first.includes('$I')) return script;
  return [`for I in 1 2 3 4; do ${first} || [ $? = 1 ]; done`, ...rest].join('\n');
}

describe('docs/ci.md', () => {
  const page = readFileSync(join(project, 'docs/ci.md'), 'utf8');
  const commands = [
    ...[...page.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, text]) => text ?? ''),
    ...[...page.matchAll(/^ {4}- (carveout .*)$/gm)].map(([, text]) => text ?? ''),
    ...[...page.matchAll(/sh '(carveout .*)'$/gm)].map(([, text]) => text ?? ''),
  ];

  it('has commands for every service', () => {
    expect(commands).toHaveLength(6);
  });

  it.each(commands)('shows a command that works: %s', (text) => {
    const cwd = scratchFolder({
      'boards/a.dts': overlapping,
      'carveout.config.yaml': 'check: { boards: [{ board: boards/a.dts }] }\n',
    });
    const env = { PATH: pathWithCarveout(), GITHUB_STEP_SUMMARY: 'summary.md' };
    const { status, stderr } = bash(onEachMachine(text), cwd, env);
    expect(stderr.replace(/^carveout: .* written\.\n$/, '')).toBe('');
    expect(status).toBe(text.includes('--update-baseline') ? 0 : 1);
  });

  it('names an action and hooks that there are', () => {
    expect(existsSync(join(project, 'action.yml'))).toBe(true);
    expect(page).toContain('id: carveout-lint');
  });
});
