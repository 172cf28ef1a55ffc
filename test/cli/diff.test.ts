import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, cleanEnvironment, command, project, scratchFolder } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const old = 'fixtures/boards/demo.dts';
const next = 'fixtures/boards/demo-next.dts';

describe('diff', () => {
  it('ends with 0 where nothing differs', () => {
    const { status, stdout, stderr } = carveout(['diff', old, old]);
    expect(stdout).toMatch(/^SAME /);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 1 where something does', () => {
    const { status, stdout, stderr } = carveout(['diff', old, next]);
    expect(stdout).toMatch(/^DIFFERS /);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it.each([
    ['--set', 'streams=2'],
    ['--matrix', 'ram=1GiB'],
    ['--ram', '1GiB'],
    ['--pinned', '5%'],
  ])('refuses %s where no workload is named', (option, value) => {
    const { status, stderr } = carveout(['diff', old, next, option, value]);
    expect(stderr).toContain(`${option} is a setting of a workload, and none is named.`);
    expect(status).toBe(2);
  });

  it('takes a source and the blob of it for the same', () => {
    const folder = scratchFolder({});
    const blob = join(folder, 'demo.dtb');
    expect(carveout(['compile', old, '-o', blob]).status).toBe(0);
    expect(carveout(['diff', old, blob])).toMatchObject({ status: 0 });
  });

  it('reads two pipes, whose includes stand where they are said to', () => {
    const script = `exec "${process.execPath}" "${command}" diff <(cat ${old}) <(cat ${next}) --stdin-filename ${next}`;
    const { status, stdout } = spawnSync('bash', ['-c', script], {
      cwd: project,
      env: cleanEnvironment({}),
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^DIFFERS {2}5 regions change/);
    expect(status).toBe(1);
  });

  it('reads standard input beside the tree that it is compared with', () => {
    const input = readFileSync(join(project, old));
    const { status, stdout } = carveout(['diff', '-', next], { input });
    expect(stdout).toContain('standard input → fixtures/boards/demo-next.dts');
    expect(status).toBe(1);
  });

  describe('--base', () => {
    const area = (size: string): string => `#define SIZE ${size}\n`;
    const board = `/dts-v1/;
#include <sizes.h>
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		tee@50000000 { reg = <0x50000000 SIZE>; no-map; };
	};
};
`;

    /** A repository whose first commit has 1 MiB, and whose work tree has 2 MiB in an included file that a link leads to. */
    function repository(): string {
      const cwd = scratchFolder({ 'include/soc/sizes.h': area('0x100000'), 'boards/a.dts': board });
      symlinkSync('../include/soc', join(cwd, 'boards/chip'));
      const who = ['-c', 'user.name=n', '-c', 'user.email=n@n'];
      for (const args of [
        ['init', '-q'],
        ['add', '.'],
        ['commit', '-qm', 'a'],
        ['tag', 'v1'],
      ])
        expect(spawnSync('git', [...who, ...args], { cwd, encoding: 'utf8' })).toMatchObject({ status: 0 });
      writeFileSync(join(cwd, 'include/soc/sizes.h'), area('0x200000'));
      return cwd;
    }

    it('compares with the tree as a commit has it, and with what that included', () => {
      const cwd = join(repository(), 'boards');
      const { status, stdout, stderr } = carveout(['diff', '--base', 'v1', 'a.dts', '-I', 'chip'], { cwd });
      expect(stdout).toContain('v1:a.dts → a.dts');
      expect(stdout).toContain('size 1 MiB → 2 MiB (+1 MiB)');
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    });

    it('ends with 2 for what no commit has', () => {
      const cwd = repository();
      writeFileSync(join(cwd, 'new.dts'), board);
      const said = (...args: string[]): string => {
        const { status, stdout, stderr } = carveout(['diff', ...args], { cwd });
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
        return stderr;
      };
      expect(said('--base', 'v1', 'new.dts')).toContain('--base v1: there is no new.dts in it.');
      expect(said('--base', 'v2', 'boards/a.dts')).toContain('--base v2: Needed a single revision.');
      expect(said('--base=--all', 'boards/a.dts')).toContain('--base --all: no commit or branch.');
      expect(said('--base', 'v1', 'boards/a.dts', 'new.dts')).toContain('there are two.');
      expect(said('--base', 'v1', '-')).toContain('standard input is in no commit.');
      expect(said('boards/a.dts')).toContain('nothing to compare it with.');
    });
  });

  it('applies an overlay to the new tree alone', () => {
    const overlay = '/dts-v1/; /plugin/; &{/soc/display@3000000} { status = "disabled"; };';
    const folder = scratchFolder({ 'off.dtso': overlay });
    const { status, stdout } = carveout(['diff', old, old, '--new-overlay', join(folder, 'off.dtso')]);
    expect(stdout).toContain('/soc/display@3000000\n    loses camera-cma@58000000');
    expect(status).toBe(1);
  });

  it('ends with 2 for a workload that fits neither board, and says why', () => {
    const folder = scratchFolder({ 'w.yaml': 'version: 1\nsteps:\n  - alloc: { device: vidoe, size: 1 }\n' });
    const { status, stderr } = carveout(['diff', old, next, '--workload', join(folder, 'w.yaml')]);
    expect(stderr).toContain('vidoe');
    expect(status).toBe(2);
  });

  it.each([
    ['a tree that is not there', [old, 'nowhere.dts'], 'nowhere.dts'],
    ['standard input twice', ['-', '-'], 'Standard input'],
    ['a workload that is not there', [old, next, '--workload', 'nowhere.yaml'], 'nowhere.yaml'],
    [
      'a matrix that is none',
      [old, next, '--workload', 'fixtures/workloads/demo.yaml', '--matrix', 'ram=much'],
      'much',
    ],
    ['an overlay that is not there', [old, next, '--new-overlay', 'nowhere.dtso'], 'nowhere.dtso'],
  ])('ends with 2 for %s', (_, args, named) => {
    const { status, stderr } = carveout(['diff', ...args]);
    expect(stderr).toContain(named);
    expect(status).toBe(2);
  });
});

describe.each(['docs/diff.md', 'docs/report.md'])('%s', (path) => {
  const page = readFileSync(join(project, path), 'utf8');

  it.each(consoleExamples(page))('shows what carveout $args prints', ({ args, output }) => {
    const { stdout } = carveout(args.split(' '), { env: { LANG: 'C.UTF-8' } });
    expect(abridged(stdout.trimEnd().split('\n'), output)).toEqual(output);
  });
});
