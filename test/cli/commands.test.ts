import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project, scratchFolder } from './carveout.ts';

const demo = 'fixtures/boards/demo.dts';

const cleanBoard = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "test,board";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
};
`;

describe('the command', () => {
  it('is the same for who loads it as a module', () => {
    const module = join(project, 'dist/bin/carveout.js');
    const { stdout } = spawnSync(process.execPath, [module, 'lint', demo], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(stdout).toBe(carveout(['lint', demo]).stdout);
  });
});

describe('lint', () => {
  it('finds the mistake of the demo board, in the file that made it', () => {
    const { status, stdout, stderr } = carveout(['lint', demo]);
    expect(stdout).toMatch(/^fixtures\/boards\/demo\.dts:\d+:\d+: error\b.*region-overlap/m);
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });

  it('writes the same as JSON', () => {
    const { status, stdout } = carveout(['lint', '--format', 'json', demo]);
    const result = JSON.parse(stdout) as { findings: { rule: string; file: string }[] };
    expect(result).toMatchObject({ schemaVersion: 1, files: 1, errors: 1, warnings: 0 });
    expect(result.findings.map(({ rule, file }) => [rule, file])).toContainEqual(['region-overlap', demo]);
    expect(status).toBe(1);
  });

  it('ends with 0 when there is nothing to say', () => {
    const folder = scratchFolder({ 'board.dts': cleanBoard });
    expect(carveout(['lint', 'board.dts'], { cwd: folder })).toMatchObject({ status: 0, stderr: '' });
  });

  it('takes every board below a folder', () => {
    const folder = scratchFolder({ 'a/one.dts': cleanBoard, 'a/b/two.dts': cleanBoard, 'a/three.dtsi': '' });
    const { status, stdout } = carveout(['lint', '--format', 'json', 'a'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ files: 2, errors: 0 });
    expect(status).toBe(0);
  });

  it('goes on with the other boards when one cannot be read', () => {
    const folder = scratchFolder({ 'bad.dts': '/dts-v1/;\n/ { p = <&nobody>; };\n' });
    const { status, stdout, stderr } = carveout(['lint', join(folder, 'bad.dts'), demo]);
    expect(stderr).toContain('nobody');
    expect(stdout).toContain('region-overlap');
    expect(status).toBe(2);
  });

  it('reads standard input, under the name that it is given', () => {
    const input = readFileSync(join(project, demo));
    const { status, stdout } = carveout(['lint', '-', '--stdin-filename', demo], { input });
    expect(stdout).toMatch(/^fixtures\/boards\/demo\.dts:\d+:\d+: error/m);
    expect(status).toBe(1);
  });

  it('reads standard input from where the user stands, if it has no name', () => {
    const input = readFileSync(join(project, demo));
    const { status, stdout } = carveout(['lint', '-'], { input, cwd: join(project, 'fixtures/boards') });
    expect(stdout).toMatch(/^<stdin>:\d+:\d+: error/m);
    expect(status).toBe(1);
  });

  it('finds the include folders of a kernel tree and of U-Boot', () => {
    const boards = [
      'kernel-tree/arch/arm64/boot/dts',
      'u-boot-tree/arch/arm/dts',
      'u-boot-tree/dts/upstream/src',
    ];
    const { status, stderr, stdout } = carveout([
      'lint',
      '--format',
      'json',
      ...boards.map((path) => `fixtures/${path}`),
    ]);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ files: 3, errors: 0, warnings: 0 });
    expect(status).toBe(0);
  });

  it('looks for includes where -I says, and defines what -D says', () => {
    const folder = scratchFolder({
      'boards/board.dts': `#include <soc.dtsi>\n${cleanBoard}/ { p = <BASE>; };\n`,
      'headers/soc.dtsi': '/* empty */\n',
    });
    const args = ['lint', 'boards/board.dts', '-Iheaders', '-DBASE=0x1000'];
    expect(carveout(args, { cwd: folder })).toMatchObject({ status: 0, stderr: '' });
  });

  it('takes a severity from --rule', () => {
    expect(carveout(['lint', demo, '--rule', 'region-overlap=off'])).toMatchObject({ status: 0 });
    expect(carveout(['lint', demo, '--rule', 'region-overlap=warning'])).toMatchObject({ status: 0 });
  });

  it('names the rule that was meant by a misspelt --rule', () => {
    const { status, stderr } = carveout(['lint', demo, '--rule', 'region-overlp=off']);
    expect(stderr).toMatch(/region-overlap/);
    expect(status).toBe(2);
  });

  it('fails over too many warnings', () => {
    const args = ['lint', demo, '--rule', 'region-overlap=warning', '--max-warnings'];
    expect(carveout([...args, '0'])).toMatchObject({ status: 1 });
    expect(carveout([...args, '1'])).toMatchObject({ status: 0 });
  });

  it('leaves warnings out when it is quiet', () => {
    const { stdout } = carveout(['lint', demo, '--rule', 'region-overlap=warning', '--quiet']);
    expect(stdout).not.toContain('region-overlap');
  });
});

describe('report', () => {
  it('shows the regions in address order with their users', () => {
    const { status, stdout, stderr } = carveout(['report', demo]);
    const [tee, video, camera] = ['tee', 'video-pool', 'camera-cma'].map((name) => stdout.indexOf(name));
    expect([tee, video, camera]).toEqual(
      [tee, video, camera].toSorted((left = 0, right = 0) => left - right),
    );
    expect(stdout).toContain('/soc/display@3000000');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('writes JSON with addresses as hex strings', () => {
    const { status, stdout } = carveout(['report', demo, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stdout).toContain('"0x50000000"');
    expect(status).toBe(0);
  });

  it('goes on where the boot loader fills in the memory', () => {
    const folder = scratchFolder({
      'board.dts': cleanBoard.replace('0x40000000 0x40000000>', '0x40000000 0>'),
    });
    const { status, stdout } = carveout(['report', 'board.dts'], { cwd: folder });
    expect(stdout).toContain('memory size unknown');
    expect(status).toBe(0);
  });
});

describe('boot', () => {
  it('prints the log that the kernel will print', () => {
    const { status, stdout, stderr } = carveout(['boot', demo]);
    expect(stdout).toContain('OVERLAP DETECTED!');
    expect(stdout).toContain('initialized node video-pool@50000000, compatible id shared-dma-pool');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('writes the JSON that scripts depend on', () => {
    const { stdout } = carveout([
      'boot',
      demo,
      '--format',
      'json',
      '--memory',
      '2G@0x40000000',
      '--cmdline',
      'quiet',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      outcome: 'boots',
      kernel: { version: '6.12', arch: 'arm64', pageSize: 4096, cmdline: 'quiet' },
    });
  });

  it('asks for --memory where the boot loader fills it in', () => {
    const folder = scratchFolder({
      'board.dts': cleanBoard.replace('0x40000000 0x40000000>', '0x40000000 0>'),
    });
    const asked = carveout(['boot', 'board.dts', '--arch', 'arm64'], { cwd: folder });
    expect(asked.stderr).toContain('--memory');
    expect(asked.status).toBe(2);

    const given = carveout(['boot', 'board.dts', '--arch', 'arm64', '--memory', '1G@0x40000000'], {
      cwd: folder,
    });
    expect(given).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['--kernel', '2.4', /2\.4/],
    ['--arch', 'powerpc', /--arch/],
    ['--memory', '12G', /SIZE@BASE/],
    ['--memory', '0@0x40000000', /zero/],
    ['--kconfig', 'no-such-config', /no-such-config/],
  ])('refuses %s %s', (option, value, says) => {
    const { status, stderr } = carveout(['boot', demo, option, value]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('bug');
    expect(status).toBe(2);
  });
});

describe('run', () => {
  it('ends with 1 and tells why where the workload does not fit', () => {
    const { status, stdout, stderr } = carveout(['run', demo, 'fixtures/workloads/demo.yaml']);
    expect(stdout).toMatch(/FAILS[\s\S]*fixtures\/workloads\/demo\.yaml:17:9/);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('ends with 0 where it does', () => {
    const { status, stdout, stderr } = carveout(['run', demo, 'fixtures/workloads/preview.yaml']);
    expect(stdout).toContain('PASSES');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('writes JSON that names the kernel and the pools', () => {
    const { stdout } = carveout(['run', demo, 'fixtures/workloads/preview.yaml', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      outcome: 'passes',
      kernel: { version: '6.12' },
    });
  });

  it('writes a trace that it can read again', () => {
    const folder = scratchFolder({});
    const trace = join(folder, 'trace.jsonl');
    expect(carveout(['run', demo, 'fixtures/workloads/demo.yaml', '--trace', trace]).status).toBe(1);

    const lines = readFileSync(trace, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      do: 'alloc',
      ok: true,
      dma: expect.stringMatching(/^0x[0-9a-f]+$/),
    });

    const again = join(folder, 'again.jsonl');
    expect(carveout(['run', demo, trace, '--trace', again]).status).toBe(1);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(trace, 'utf8'));
  });

  it('reads an operation log from standard input', () => {
    const input = '{"device":"/soc/video@1000000","do":"alloc","id":"b1","size":8192}\n';
    expect(carveout(['run', demo, '-'], { input })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('preprocess', () => {
  it('expands macros and includes', () => {
    const { status, stdout, stderr } = carveout(['preprocess', demo, '--no-line-markers']);
    expect(stdout).toContain('reg = <0x0 0x4f000000 0x0 ((24) << 20)>;');
    expect(stdout).not.toMatch(/^ *#/m);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('ends with 2 where it cannot', () => {
    const input = '#include "no-such.dtsi"\n';
    expect(carveout(['preprocess', '-'], { input })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no-such'),
    });
  });
});

describe('explain', () => {
  it('shows the page of a rule', () => {
    const { status, stdout } = carveout(['explain', 'region-overlap']);
    expect(stdout).toContain('region-overlap');
    expect(status).toBe(0);
  });

  it('lists the rules that have a page', () => {
    expect(carveout(['explain']).stdout.split('\n')).toContain('cma-alignment');
  });

  it('names the rule that was meant', () => {
    expect(carveout(['explain', 'region-overlapp'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('region-overlap?'),
    });
  });
});
