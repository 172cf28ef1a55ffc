import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project, scratchFolder } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const config = 'fixtures/check/carveout.config.yaml';

const overlapping = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "arm,vexpress";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		one@50000000 { reg = <0x50000000 0x200000>; no-map; };
		two@50100000 { reg = <0x50100000 0x200000>; no-map; };
	};
};
`;

describe('check', () => {
  it('takes the nearest configuration, and ends with 1 where a workload fails', () => {
    const { status, stdout, stderr } = carveout(['check'], { cwd: join(project, 'fixtures/check/boards') });
    expect(stdout).toMatch(/^FAILS /);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });

  it('says the same in threads as in one', () => {
    const alone = carveout(['check', config, '--format', 'json', '--jobs', '1']);
    expect(carveout(['check', config, '--format', 'json', '--jobs', '3'])).toMatchObject({
      status: 1,
      stdout: alone.stdout,
      stderr: '',
    });
  });

  it('writes several formats at once, and in parts that merge joins', () => {
    const folder = scratchFolder({});
    const at = (name: string): string => join(folder, name);
    const json = ['--format', 'json', '--output-file'];
    expect(carveout(['check', config, ...json, at('whole'), '--also', `sarif=${at('s')}`]).status).toBe(1);
    expect(JSON.parse(readFileSync(at('s'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(carveout(['check', config, '--shard', '1/2', ...json, at('1')]).status).toBe(1);
    expect(carveout(['check', config, '--shard', '2/2', ...json, at('2')]).status).toBe(0);
    expect(carveout(['merge', at('2'), at('1'), '--format', 'json'])).toMatchObject({
      status: 1,
      stdout: readFileSync(at('whole'), 'utf8'),
    });
    expect(carveout(['merge', at('1')])).toMatchObject({ status: 2, stdout: '' });
    expect(carveout(['merge', config]).stderr).toContain('no report of a check');
  });

  it('takes the level of a rule from the command line before the configuration, in parts of a check of their own', () => {
    const folder = scratchFolder({
      'carveout.config.yaml': 'check: { boards: [{ board: a.dts }], rules: { region-overlap: error } }\n',
      'a.dts': overlapping,
    });
    const off = ['--rule', 'region-overlap=off'];
    expect(carveout(['check'], { cwd: folder }).status).toBe(1);
    expect(carveout(['check', ...off], { cwd: folder }).status).toBe(0);
    const misspelt = carveout(['check', '--rule', 'region-overlaps=off'], { cwd: folder });
    expect(misspelt).toMatchObject({ status: 2, stdout: '' });
    expect(misspelt.stderr).toContain('Did you mean region-overlap?');

    const part = ['check', '--format', 'json', '--output-file'];
    carveout([...part, '1.json', '--shard', '1/2'], { cwd: folder });
    carveout([...part, '2.json', '--shard', '2/2', ...off], { cwd: folder });
    const merged = carveout(['merge', '1.json', '2.json'], { cwd: folder });
    expect(merged).toMatchObject({ status: 2, stdout: '' });
    expect(merged.stderr).toContain('2.json is a part of another check than 1.json.');
  });

  it('ends with 2 where a board cannot be read, and reports the others', () => {
    const folder = scratchFolder({
      'carveout.config.yaml': 'check: { boards: [{ board: bad.dts }, { board: good.dts }] }\n',
      'bad.dts': '/dts-v1/;\n/ { x = <1>\n};\n',
      'good.dts': readFileSync(join(project, 'fixtures/check/boards/gate.dts'), 'utf8'),
      'chip.dtsi': readFileSync(join(project, 'fixtures/check/boards/chip.dtsi'), 'utf8'),
    });
    const { status, stdout } = carveout(['check', '--also', 'sarif=s'], { cwd: folder });
    const { runs } = JSON.parse(readFileSync(join(folder, 's'), 'utf8'));
    expect(runs).toMatchObject([{ invocations: [{ executionSuccessful: false }] }]);
    expect(stdout).toMatch(/^UNUSABLE [\s\S]*good\.dts +6\.12 +ok +ok/);
    expect(status).toBe(2);
  });

  it.each([
    ['no configuration', [], 'no carveout.config.yaml'],
    ['one that is not there', ['none.yaml'], 'none.yaml'],
    ['a part that is none', ['--shard', '3/2'], '3/2'],
    ['no number of threads', ['--jobs', '0'], '--jobs'],
    ['no format', ['--also', 'xml=x'], 'xml=x'],
  ])('ends with 2 for %s', (_, args, said) => {
    const { status, stdout, stderr } = carveout(['check', ...args], {
      cwd: scratchFolder({ '.git/HEAD': '' }),
    });
    expect(stderr).toContain(said);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('run', () => {
  const run = ['run', 'fixtures/boards/demo.dts', 'fixtures/workloads/demo.yaml'];

  it('shows what rules say of the workload, by the levels that are asked for', () => {
    expect(carveout(run).stdout).toMatch(/\nFindings\n[\s\S]*\[pool-too-small\]/);
    expect(carveout([...run, '--rule', 'pool-too-small=off']).stdout).not.toContain('Findings');
    const wrong = carveout([...run, '--rule', 'pool-to-small=off']);
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('Did you mean pool-too-small?');
  });

  it('ends with 1 where a workload passes and a finding is to make it fail', () => {
    const folder = scratchFolder({
      'w.yaml': 'version: 1\nsteps: [{ alloc: { device: camera, size: 60MiB } }]\n',
    });
    const tight = ['run', 'fixtures/boards/demo.dts', join(folder, 'w.yaml')];
    expect(carveout(tight).status).toBe(0);
    expect(carveout([...tight, '--fail-on', 'warning']).status).toBe(1);
  });
});

describe('docs/check.md', () => {
  const page = readFileSync(join(project, 'docs/check.md'), 'utf8');

  it.each(consoleExamples(page))('shows what $args prints', ({ args, output }) => {
    const { stdout } = carveout(args.split(' '));
    expect(abridged(stdout.trimEnd().split('\n'), output).slice(0, output.length)).toEqual(output);
  });

  it('shows the configuration of the project', () => {
    const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(readFileSync(join(project, config), 'utf8')).toContain(shown);
  });
});
