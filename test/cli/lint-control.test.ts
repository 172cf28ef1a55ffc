import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

/** Two regions share bytes: one error. */
const board = `/dts-v1/;
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

describe('what decides about findings', () => {
  it('is the nearest configuration, over which the command line wins', () => {
    const cwd = scratchFolder({
      'dts/board.dts': board,
      'carveout.config.yaml': 'lint:\n  rules: { region-overlap: info }\n',
    });
    expect(carveout(['lint', 'dts/board.dts'], { cwd })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('info:'),
    });
    expect(carveout(['lint', 'dts/board.dts', '-Eregion-overlap'], { cwd }).status).toBe(1);
    expect(carveout(['lint', 'dts/board.dts', '-W', 'no-region_overlap'], { cwd }).stdout).toMatch(
      /^No findings/m,
    );
    expect(carveout(['lint', 'dts/board.dts', '--no-config-file'], { cwd }).status).toBe(1);
  });

  it('is refused with its place where the configuration is wrong', () => {
    const cwd = scratchFolder({
      'board.dts': board,
      'carveout.config.yaml': 'lint:\n  rules: { region-overlop: info }\n',
    });
    const { status, stderr } = carveout(['lint', 'board.dts'], { cwd });
    expect(stderr).toContain('carveout.config.yaml:2:');
    expect(stderr).toContain('Did you mean region-overlap?');
    expect(status).toBe(2);
  });

  it('runs a pack that is named, in a configuration or by --pack', () => {
    const dts = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "vendor,board", "mediatek,mt8516";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; };
};
`;
    const cwd = scratchFolder({
      'board.dts': dts,
      'with/board.dts': dts,
      'with/carveout.config.yaml': 'lint: { packs: [known-firmware] }\n',
    });
    const found = (...args: string[]) =>
      carveout(['lint', '--format', 'compact', ...args], { cwd }).stdout.includes(
        'known-firmware-unreserved',
      );
    expect(found('board.dts')).toBe(false);
    expect(found('board.dts', '--preset', 'strict')).toBe(false);
    expect(found('board.dts', '--pack', 'remoteproc')).toBe(false);
    expect(found('board.dts', '--pack', 'known-firmware')).toBe(true);
    expect(found('with/board.dts')).toBe(true);
    expect(carveout(['lint', 'board.dts', '--pack', 'none'], { cwd }).status).toBe(2);
  });

  it('shows with --print-config', () => {
    const cwd = scratchFolder({ 'board.dts': board, 'carveout.config.yaml': 'kernel: { version: "6.1" }\n' });
    const { stdout } = carveout(['lint', 'board.dts', '--print-config', '--preset', 'strict'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      config: 'carveout.config.yaml',
      kernel: { version: '6.1' },
      lint: { preset: 'strict' },
    });
  });

  it('begins with --init, which writes a configuration that changes nothing', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const before = carveout(['lint', 'board.dts'], { cwd }).stdout;
    expect(carveout(['lint', '--init'], { cwd })).toMatchObject({
      status: 0,
      stdout: 'carveout.config.yaml is written.\n',
    });
    expect(carveout(['lint', 'board.dts'], { cwd }).stdout).toBe(before);
    expect(carveout(['lint', '--init'], { cwd }).status).toBe(2);
  });

  it('fails from the severity on that --fail-on names', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const status = (...args: string[]) => carveout(['lint', 'board.dts', ...args], { cwd }).status;
    expect(status('--fail-on', 'never')).toBe(0);
    expect(status('--rule', 'region-overlap=warning')).toBe(0);
    expect(status('--rule', 'region-overlap=warning', '--fail-on', 'warning')).toBe(1);
    expect(status('--rule', 'region-overlap=info', '--fail-on', 'info')).toBe(1);
  });
});

describe('a baseline', () => {
  it('is written, and then only what is new counts', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const args = ['lint', 'board.dts', '--baseline', 'known.json'];
    expect(carveout(args, { cwd }).status).toBe(2);
    expect(carveout([...args, '--update-baseline'], { cwd })).toMatchObject({
      status: 0,
      stderr: 'carveout: known.json: 1 finding written.\n',
    });
    expect(carveout(args, { cwd })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^No findings \(1 known to the baseline\)/m),
    });

    const grown = board.replace('0x50100000 0x200000', '0x50100000 0x300000');
    const other = scratchFolder({ 'board.dts': grown, 'known.json': readFileSync(join(cwd, 'known.json')) });
    const { status, stderr } = carveout(args, { cwd: other });
    expect(status).toBe(1);
    expect(stderr).toContain('1 of its entries matches nothing here');
  });
});

describe('several configurations', () => {
  it('judge each their own boards, in whichever order these are named', () => {
    const cwd = scratchFolder({
      'lax/board.dts': board,
      'lax/carveout.config.yaml': 'lint: { failOn: never }\n',
      'strict/board.dts': board,
      'strict/carveout.config.yaml': 'lint: { baseline: known.json }\n',
    });
    const status = (...args: string[]) => carveout(['lint', ...args], { cwd }).status;
    expect(carveout(['lint', 'strict', '--update-baseline'], { cwd }).status).toBe(0);
    expect(status('lax', 'strict')).toBe(0);
    expect(status('strict', 'lax')).toBe(0);
    expect(status('lax', 'strict', '--fail-on', 'error')).toBe(1);
    const grown = scratchFolder({
      'lax/board.dts': board,
      'lax/carveout.config.yaml': 'lint: { failOn: never }\n',
      'board.dts': board,
    });
    expect(carveout(['lint', 'lax', 'board.dts'], { cwd: grown }).status).toBe(1);
    expect(carveout(['lint', 'board.dts', 'lax'], { cwd: grown }).status).toBe(1);
  });
});

describe('a baseline of many boards', () => {
  it('says nothing about boards that are not looked at, and keeps their entries', () => {
    const cwd = scratchFolder({ 'dts/one.dts': board, 'dts/two.dts': board });
    const args = ['--baseline', 'known.json'];
    carveout(['lint', 'dts', ...args, '--update-baseline'], { cwd });
    const before = readFileSync(join(cwd, 'known.json'), 'utf8');
    expect(carveout(['lint', 'dts/one.dts', ...args], { cwd })).toMatchObject({ status: 0, stderr: '' });
    carveout(['lint', 'dts/one.dts', ...args, '--update-baseline'], { cwd });
    expect(readFileSync(join(cwd, 'known.json'), 'utf8')).toBe(before);

    rmSync(join(cwd, 'dts/two.dts'));
    carveout(['lint', 'dts', ...args, '--update-baseline'], { cwd });
    expect(Object.keys(JSON.parse(readFileSync(join(cwd, 'known.json'), 'utf8')).files)).toEqual([
      'dts/one.dts',
    ]);
  });

  it('is never written in place of what is none', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const args = ['lint', 'board.dts', '--baseline', 'board.dts', '--update-baseline'];
    expect(carveout(args, { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('board.dts: no baseline.'),
    });
    expect(readFileSync(join(cwd, 'board.dts'), 'utf8')).toBe(board);
  });

  it('is no failure in JUnit either', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const args = ['lint', 'board.dts', '--baseline', 'known.json', '--format', 'junit'];
    expect(carveout([...args, '--update-baseline'], { cwd }).stdout).toContain('failures="0"');
  });
});

describe('files of --also', () => {
  it('are one a format, and are named where they cannot be written', () => {
    const cwd = scratchFolder({ 'board.dts': board });
    const says = (...args: string[]) => carveout(['lint', 'board.dts', ...args], { cwd });
    expect(says('--also', 'sarif=.')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--also .: cannot be written'),
    });
    expect(says('--also', 'sarif=out', '--output-file', './out')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('another format goes to this file'),
    });
    expect(says('--also', 'sarif=/proc/none/out').status).toBe(2);
  });
});

describe('a comment', () => {
  it('keeps a finding quiet, and one that does not is told', () => {
    const quiet = board.replace(
      '		b@5',
      '		/* carveout-disable-next-line region-overlap -- the loader splits them */\n		b@5',
    );
    const cwd = scratchFolder({
      'quiet.dts': quiet,
      'useless.dts': board.replace('/ {', '/* carveout-disable-next-line cma-alignment -- x */\n/ {'),
    });
    expect(carveout(['lint', 'quiet.dts'], { cwd })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 kept quiet by comments'),
    });
    expect(carveout(['lint', 'useless.dts'], { cwd }).stdout).toContain('[unused-suppression]');
    expect(
      carveout(['lint', 'useless.dts', '--rule', 'unused-suppression=off'], { cwd }).stdout,
    ).not.toContain('unused-suppression');
  });
});

describe('GitHub', () => {
  it('gets annotations, and a table in the summary of the job', () => {
    const cwd = scratchFolder({ 'board.dts': board, 'summary.md': 'before\n' });
    const { stdout } = carveout(['lint', 'board.dts', '--format', 'github'], {
      cwd,
      env: { GITHUB_STEP_SUMMARY: 'summary.md' },
    });
    expect(stdout).toMatch(/^::error file=board\.dts,line=\d+,/);
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toMatch(
      /^before\n### carveout: 1 error in 1 board\n/,
    );
  });
});
