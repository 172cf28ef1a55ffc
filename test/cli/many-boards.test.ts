import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const board = (include: string): string => `/dts-v1/;\n#include "${include}"\n`;

/** Two regions share bytes: one error, in whatever board includes it. */
const overlapping = `/ {
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
const sound = overlapping.replaceAll('50100000', '50200000');

/** Boards a and b of one SoC, c of another. */
const tree = {
  'src/arm64/v/a.dts': board('soc.dtsi'),
  'src/arm64/v/b.dts': board('soc.dtsi'),
  'src/arm64/w/c.dts': board('other.dtsi'),
  'src/arm64/v/soc.dtsi': `#include "cells.h"\n${overlapping}`,
  'src/arm64/v/cells.h': '',
  'src/arm64/w/other.dtsi': sound,
  'include/dt-bindings/x.h': '',
};

interface LintJson {
  readonly files: number;
  readonly findings: readonly { readonly rule: string; readonly boards?: readonly string[] }[];
}

function lintJson(args: readonly string[], cwd: string): LintJson {
  const { stdout, stderr } = carveout(['lint', ...args, '--format', 'json'], { cwd });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as LintJson;
}

function git(cwd: string, ...args: string[]): void {
  const names = ['-c', 'user.name=x', '-c', 'user.email=x@example.org', '-c', 'init.defaultBranch=main'];
  const { status, stderr } = spawnSync('git', [...names, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function write(cwd: string, name: string, text: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

describe('a pattern', () => {
  it('stands for the files that match it, where the shell left it alone', () => {
    const cwd = scratchFolder(tree);
    expect(lintJson(['src/**/*.dts'], cwd).files).toBe(3);
    expect(lintJson(['src/arm64/{v,w}'], cwd).files).toBe(3);
    expect(lintJson(['src/*/v/[ab].dts'], cwd).files).toBe(2);
  });

  it('that matches nothing is refused', () => {
    const cwd = scratchFolder(tree);
    expect(carveout(['lint', 'src/**/*.dtx'], { cwd })).toMatchObject({
      status: 2,
      stderr: 'carveout: src/**/*.dtx: no file matches this pattern.\n',
    });
  });

  it('that is the name of a file is that file', () => {
    const cwd = scratchFolder({ 'a[1].dts': `/dts-v1/;\n${sound}` });
    expect(lintJson(['a[1].dts'], cwd).files).toBe(1);
  });
});

describe('--boards-of', () => {
  it('lints the boards that include a file, of the tree that it stands in', () => {
    const cwd = scratchFolder(tree);
    const { files, findings } = lintJson(['--boards-of', 'src/arm64/v/cells.h'], cwd);
    expect(files).toBe(2);
    expect(findings).toMatchObject([
      { rule: 'region-overlap', boards: ['src/arm64/v/a.dts', 'src/arm64/v/b.dts'] },
    ]);
  });

  it('takes those of the inputs, where there are some', () => {
    const cwd = scratchFolder(tree);
    expect(lintJson(['src/arm64/v/a.dts', 'src/arm64/w', '--boards-of=src/arm64/v/cells.h'], cwd).files).toBe(
      1,
    );
    expect(lintJson(['src', '--boards-of=src/arm64/w/other.dtsi'], cwd).files).toBe(1);
  });

  it('leaves out a board that does not read the file after all', () => {
    const cwd = scratchFolder({
      ...tree,
      'src/arm64/v/b.dts': '/dts-v1/;\n#ifdef SOC\n#include "soc.dtsi"\n#endif\n/ { };\n',
    });
    expect(lintJson(['--boards-of', 'src/arm64/v/soc.dtsi'], cwd).files).toBe(1);
    expect(lintJson(['--boards-of', 'src/arm64/v/soc.dtsi', '-DSOC'], cwd).files).toBe(2);
  });

  it('finds includes in the folders that a configuration names', () => {
    const cwd = scratchFolder({
      'carveout.config.yaml': 'sources:\n  include: [inc]\n',
      'a.dts': '/dts-v1/;\n#include <soc.dtsi>\n',
      'inc/soc.dtsi': sound,
    });
    expect(lintJson(['a.dts', '--boards-of', 'inc/soc.dtsi'], cwd).files).toBe(1);
  });

  it('does not say of a comment that it keeps nothing quiet: it may on another board', () => {
    const cwd = scratchFolder({
      ...tree,
      'src/arm64/v/cells.h': '/* carveout-disable region-overlap -- b has it */\n',
    });
    const rules = (args: readonly string[]): readonly string[] =>
      lintJson(args, cwd).findings.map(({ rule }) => rule);
    expect(rules(['src'])).toContain('unused-suppression');
    expect(rules(['--boards-of', 'src/arm64/v/cells.h'])).not.toContain('unused-suppression');
    expect(rules(['src', '--shard', '1/1'])).not.toContain('unused-suppression');
  });

  it('refuses a file that is not there', () => {
    const cwd = scratchFolder(tree);
    const { status, stderr } = carveout(['lint', '--boards-of', 'gone.dtsi'], { cwd });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'carveout: --boards-of gone.dtsi: there is no such file.\n',
    });
  });
});

describe('--boards', () => {
  it('has a part of boards stand for them, and a board for itself', () => {
    const cwd = scratchFolder(tree);
    expect(lintJson(['--boards', 'src/arm64/v/soc.dtsi', 'src/arm64/w/c.dts'], cwd).files).toBe(3);
    expect(lintJson(['--boards', 'src/arm64/v/a.dts'], cwd).files).toBe(1);
  });

  it('is good where no board includes a file', () => {
    const cwd = scratchFolder(tree);
    expect(carveout(['lint', '--boards', 'include/dt-bindings/x.h'], { cwd })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('No findings in 0 boards'),
    });
  });
});

describe('--changed', () => {
  function repository(): string {
    const cwd = scratchFolder(tree);
    git(cwd, 'init', '-q');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-qm', 'boards');
    return cwd;
  }
  const changedBoards = (cwd: string, args: readonly string[] = []): number =>
    lintJson(['--changed', 'main', ...args], cwd).files;

  it('lints the boards that a branch, the work tree or a new file touches by any include', () => {
    const cwd = repository();
    expect(changedBoards(cwd)).toBe(0);
    git(cwd, 'checkout', '-qb', 'mine');
    write(cwd, 'src/arm64/v/cells.h', '#define A 1\n');
    expect(changedBoards(cwd)).toBe(2);
    git(cwd, 'commit', '-qam', 'cells');
    expect(changedBoards(cwd)).toBe(2);
    write(cwd, 'src/arm64/w/d.dts', board('other.dtsi'));
    expect(changedBoards(cwd)).toBe(3);
    expect(changedBoards(cwd, ['src/arm64/w'])).toBe(1);
  });

  it('lints those that included what is gone, and those of a file that came before it', () => {
    const cwd = repository();
    rmSync(join(cwd, 'src/arm64/v/cells.h'));
    const { status, stderr } = carveout(['lint', '--changed', 'HEAD'], { cwd });
    expect(stderr.match(/cells\.h" is not found/g)).toHaveLength(2);
    expect(status).toBe(2);
  });

  it('does not see what the other branch did meanwhile', () => {
    const cwd = repository();
    git(cwd, 'checkout', '-qb', 'mine');
    git(cwd, 'checkout', '-q', 'main');
    write(cwd, 'src/arm64/v/cells.h', '#define A 1\n');
    git(cwd, 'commit', '-qam', 'theirs');
    git(cwd, 'checkout', '-q', 'mine');
    expect(changedBoards(cwd)).toBe(0);
  });

  it.each([
    ['--output=pwned', '--changed --output=pwned: no commit or branch.'],
    ['nowhere', '--changed nowhere: Needed a single revision.'],
  ])('refuses %s', (base, says) => {
    const cwd = repository();
    const { status, stderr } = carveout(['lint', `--changed=${base}`], { cwd });
    expect(stderr).toContain(says);
    expect(status).toBe(2);
  });

  it('says so where there is no repository', () => {
    const cwd = scratchFolder(tree);
    const { status, stderr } = carveout(['lint', 'src', '--changed', 'main'], { cwd });
    expect(stderr).toContain('not a git repository');
    expect(status).toBe(2);
  });
});

describe('--shard', () => {
  it('lints each board in one part', () => {
    const cwd = scratchFolder(tree);
    const count = (shard: string): number => lintJson(['src', '--shard', shard], cwd).files;
    expect([count('1/2') + count('2/2'), count('1/1'), count('4/4')]).toEqual([3, 3, 0]);
  });

  it('is refused where there is no such part', () => {
    const { status, stderr } = carveout(['lint', 'src', '--shard', '3/2'], { cwd: scratchFolder(tree) });
    expect(stderr).toContain('--shard 3/2: write I/N');
    expect(status).toBe(2);
  });
});

describe('--cache', () => {
  const text = (cwd: string, args: readonly string[]): readonly [number | null, string, string] => {
    const { status, stdout, stderr } = carveout(['lint', 'src', ...args], { cwd });
    return [status, stdout, stderr];
  };

  it.each(['pretty', 'sarif', 'gitlab'])('changes no byte of %s', (format) => {
    const cwd = scratchFolder({
      ...tree,
      'src/arm64/v/cells.h': '/* carveout-disable region-overlap -- nothing */\n',
      'src/arm64/w/bad.dts': board('gone.dtsi'),
    });
    const without = text(cwd, ['--format', format]);
    const cached = ['--format', format, '--cache'];
    expect(text(cwd, cached)).toEqual(without);
    expect(existsSync(join(cwd, '.carveoutcache'))).toBe(true);
    expect(text(cwd, cached)).toEqual(without);
  });

  it('sees what changed', () => {
    const cwd = scratchFolder(tree);
    const cached = ['--cache', '--cache-location', 'kept'];
    expect(text(cwd, cached)[0]).toBe(1);
    write(cwd, 'src/arm64/v/soc.dtsi', sound);
    expect(text(cwd, cached)[0]).toBe(0);
    expect(text(cwd, [...cached, '--rule', 'unit-address-mismatch=off'])[0]).toBe(0);
    write(cwd, 'src/arm64/v/soc.dtsi', overlapping);
    expect(text(cwd, cached)[0]).toBe(1);
  });

  it('says so where nothing can be kept, and goes on', () => {
    const cwd = scratchFolder({ ...tree, file: '' });
    const [status, , stderr] = text(cwd, ['--cache', '--cache-location', 'file/below']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'carveout: the folder of --cache-location cannot be written; nothing is kept.\n',
    });
  });
});

describe('--jobs', () => {
  it('changes no byte, nor its order, nor what is said of boards that cannot be read', () => {
    const boards = Array.from({ length: 24 }, (_, index) => {
      const include = index % 7 === 3 ? 'gone.dtsi' : index % 2 === 0 ? '../v/soc.dtsi' : '../w/other.dtsi';
      return [`src/arm64/${index % 3}/b${index}.dts`, board(include)] as const;
    });
    const cwd = scratchFolder({
      ...tree,
      ...Object.fromEntries(boards),
      'src/arm64/v/cells.h': '/* carveout-disable region-overlap -- nothing */\n',
    });
    const run = (...args: string[]): readonly unknown[] => {
      const { status, stdout, stderr } = carveout(['lint', 'src', '-I', 'missing', ...args], { cwd });
      return [status, stdout, stderr];
    };
    const alone = run('--jobs', '1');
    expect(alone[2]).toContain('gone.dtsi');
    expect(run('--jobs', '3')).toEqual(alone);
    expect(run('--jobs', '2', '--cache')).toEqual(alone);
    expect(run('--cache')).toEqual(alone);
  });

  it.each([
    ['1', false],
    ['2', true],
  ])('%s: boards are linted in threads: %s', (jobs, inThreads) => {
    const cwd = scratchFolder(tree);
    carveout(['lint', 'src', '--jobs', jobs], { cwd, env: { NODE_V8_COVERAGE: join(cwd, 'coverage') } });
    const files = readdirSync(join(cwd, 'coverage')).map((name) => join(cwd, 'coverage', name));
    expect(files.some((file) => readFileSync(file, 'utf8').includes('bin/command/lint-worker.cjs'))).toBe(
      inThreads,
    );
  });

  it('judges all boards but the one that a thread has too little memory for, which is unusable', () => {
    const small = Array.from({ length: 12 }, (_, index) => [`b${index}.dts`, `/dts-v1/;\n${overlapping}`]);
    const nodes = Array.from({ length: 150_000 }, (_, index) => `n${index} { };`).join('\n');
    const cwd = scratchFolder({
      ...Object.fromEntries(small),
      'b5x.dts': `/dts-v1/;\n/ {\n${nodes}\n};\n`,
    });
    const { status, stdout, stderr } = carveout(['lint', '.', '--jobs', '2', '--format', 'json'], {
      cwd,
      env: { NODE_OPTIONS: '--max-old-space-size=48' },
    });
    expect(stderr).toContain('error: b5x.dts needs more memory than Node gives a thread. [input-too-large]');
    expect(stderr).toContain('--max-old-space-size');
    const { files, findings } = JSON.parse(stdout) as LintJson;
    expect(files).toBe(small.length);
    expect(findings.filter(({ rule }) => rule === 'region-overlap')).toHaveLength(small.length);
    expect(status).toBe(2);
  });

  it.each(['0', '1.5', 'many'])('is not %s', (jobs) => {
    const { status, stderr } = carveout(['lint', 'src', '--jobs', jobs], { cwd: scratchFolder(tree) });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'carveout: --jobs: a number from 1 to 256.\n' });
  });
});

describe('a build', () => {
  const built = {
    'linux/arch/arm64/boot/dts/v/a.dts': '/dts-v1/;\n#if REV == 2\n#include <soc.dtsi>\n#endif\n/ { };\n',
    'linux/extra/soc.dtsi': overlapping,
    'linux/include/dt-bindings/x.h': '',
    'out/arch/arm64/boot/dts/v/.a.dtb.cmd':
      'savedcmd_arch/arm64/boot/dts/v/a.dtb := gcc -E -nostdinc -I ../linux/extra -DREV=2 -undef -D__DTS__ -x assembler-with-cpp -o x.tmp ../linux/arch/arm64/boot/dts/v/a.dts ; ./scripts/dtc/dtc -o arch/arm64/boot/dts/v/a.dtb x.tmp\n',
  };

  it.each([[['--build', 'out']], [['out']], [['out/arch/arm64/boot/dts']]])(
    '%j is linted as it was made',
    (args) => {
      const cwd = scratchFolder(built);
      expect(lintJson(['linux/arch/arm64/boot/dts/v/a.dts'], cwd).findings).toEqual([]);
      const { files, findings } = lintJson(args, cwd);
      expect(files).toBe(1);
      expect(findings.map(({ rule }) => rule)).toEqual(['region-overlap']);
    },
  );

  it('is narrowed by what its boards include', () => {
    const cwd = scratchFolder(built);
    expect(lintJson(['--build', 'out', '--boards-of', 'linux/extra/soc.dtsi'], cwd).files).toBe(1);
    expect(lintJson(['--build', 'out', '--boards-of', 'linux/include/dt-bindings/x.h'], cwd).files).toBe(0);
  });

  it('that is none is refused', () => {
    const cwd = scratchFolder({ 'out/x': '' });
    expect(carveout(['lint', '--build', 'out'], { cwd }).stderr).toContain('no .dtb.cmd file');
    expect(carveout(['lint', '--build', 'gone'], { cwd }).stderr).toContain('no such folder');
  });
});
