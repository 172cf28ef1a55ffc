import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, scratchFolder } from './carveout.ts';

const board = '/dts-v1/;\n/ { };\n';

/** What a command says of a source, with these options. */
function compile(source: string, options: readonly string[] = []): { status: number | null; stderr: string } {
  const cwd = scratchFolder({ 'x.dts': source, 'self.dtsi': '#include "self.dtsi"\n' });
  return carveout(['compile', 'x.dts', '-o', 'x.dtb', ...options], { cwd });
}

describe('each limit', () => {
  const nested = `/dts-v1/;\n/ { ${'n { '.repeat(300)}${'}; '.repeat(300)}};\n`;
  const macros = `#define A 1 1 1 1\n#define B A A A A\n/dts-v1/;\n/ { a = <B B>; };\n`;
  const withArguments = `#define A(x) x x x x\n#define B(x) A(x) A(x)\n/dts-v1/;\n/ { a = <B(1) B(2)>; };\n`;
  const tokens = `/dts-v1/;\n/ { a = <${'1 '.repeat(500)}>; };\n`;

  it.each([
    ['--max-nesting', nested, [], ['--max-nesting', '301']],
    ['--max-expansion', macros, ['--max-expansion', '20'], ['--max-expansion', '200']],
    ['--max-expansion', withArguments, ['--max-expansion', '20'], ['--max-expansion', '200']],
    ['--max-tokens', tokens, ['--max-tokens', '400'], ['--max-tokens', '600']],
    [
      '--max-file-size',
      `${board}//${'x'.repeat(5000)}\n`,
      ['--max-file-size', '4K'],
      ['--max-file-size', '1M'],
    ],
    [
      '--max-includes',
      `#include "a.h"\n#include "a.h"\n${board}`,
      ['--max-includes', '1'],
      ['--max-includes', '3'],
    ],
  ])('%s is named where it is met, and raised by it', (option, source, low, high) => {
    const cwd = scratchFolder({ 'x.dts': source, 'a.h': '\n' });
    const refused = carveout(['compile', 'x.dts', '-o', 'x.dtb', ...low], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(option);
    expect(carveout(['compile', 'x.dts', '-o', 'x.dtb', ...high], { cwd })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('--max-include-depth counts the files that are open', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `c${index}.dtsi`,
        index < 29 ? `#include "c${index + 1}.dtsi"\n` : '/ { };\n',
      ]),
    );
    const cwd = scratchFolder({ ...chain, 'x.dts': '/dts-v1/;\n#include "c0.dtsi"\n' });
    const refused = carveout(['lint', 'x.dts', '--max-include-depth', '29'], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--max-include-depth');
    expect(carveout(['lint', 'x.dts', '--max-include-depth', '30'], { cwd }).status).toBe(0);
  });
});

describe('a value of a limit', () => {
  it.each([
    ['--max-nesting', '3001', '--max-nesting 3001: 3000 at most.'],
    ['--max-nesting', '0', '--max-nesting 0: at least 1.'],
    ['--max-nesting', '-1', 'no whole number'],
    ['--max-nesting', '1.5', 'no whole number'],
    ['--max-nesting', '1e3', 'no whole number'],
    ['--max-nesting', '', 'no whole number'],
    ['--max-tokens', '10K', 'no whole number'],
    ['--max-file-size', '64X', '--max-file-size 64X: no size, such as 64M.'],
    ['--max-file-size', '4G', '--max-file-size 4G: 255M at most.'],
    ['--max-include-depth', '100000', '400 at most'],
  ])('%s %j is refused', (option, value, says) => {
    const { status, stderr } = compile(board, [`${option}=${value}`]);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/bug|at \S+:\d+/);
  });
});

describe('folders', () => {
  it('of --allow must be there', () => {
    expect(compile(board, ['--allow', 'nope'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--allow nope: there is no such folder.'),
    });
    expect(compile(board, ['--allow', 'x.dts']).stderr).toContain('--allow x.dts: no folder.');
  });

  it('of -I that are missing are a warning, and files an error', () => {
    const missing = compile(board, ['-I', 'nope']);
    expect(missing.status).toBe(0);
    expect(missing.stderr).toContain('-I nope: there is no such folder.');
    expect(compile(board, ['-I', 'x.dts'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('-I x.dts: no folder.'),
    });
    expect(compile(board, ['-I', 'x.dts/y']).stderr).toContain('there is no such folder');
  });

  it('of --allow are read through links', () => {
    const cwd = scratchFolder({
      'tree/x.dts': '#include "k.dtsi"\n/dts-v1/;\n/ { };\n',
      'other/k.dtsi': '\n',
    });
    symlinkSync(join(cwd, 'other/k.dtsi'), join(cwd, 'tree/k.dtsi'));
    const options = ['compile', 'tree/x.dts', '-o', 'x.dtb'];
    const refused = carveout(options, { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--allow other');
    expect(carveout([...options, '--allow', 'other'], { cwd }).status).toBe(0);
  });
});

describe('3,000 nested nodes', () => {
  const levels = 2998;
  const cells = '#address-cells = <1>; #size-cells = <1>;';
  const source = `/dts-v1/;
/ { ${cells}
cpus { cpu { compatible = "arm,cortex-a53"; }; };
memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
reserved-memory { ${cells} ranges; pool: pool@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x100000>; }; };
${`bus { compatible = "simple-bus"; ranges; dma-ranges; ${cells} `.repeat(levels)}device { reg = <1 1>; memory-region = <&pool>; };
${'}; '.repeat(levels)}
};
`;

  it.each([
    ['lint'],
    ['lint --format json'],
    ['report'],
    ['report --format json'],
    ['boot'],
    ['boot --format json'],
    ['preprocess'],
    ['compile -@ -A -s -H both -o y.dtb'],
    ['compile -L -o y.dtb'],
    ['lint --overlay o.dtso'],
  ])('are read by %s', (command) => {
    const overlay = '/dts-v1/;\n/plugin/;\n&pool { more { }; };\n';
    const cwd = scratchFolder({ 'x.dts': source, 'o.dtso': overlay });
    const [name = '', ...options] = command.split(' ');
    const { status, stderr } = carveout([name, 'x.dts', '--max-nesting', '3000', ...options], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('survive compile, decompile, compile', () => {
    const cwd = scratchFolder({ 'x.dts': source });
    const run = (...args: string[]) => carveout([...args, '--max-nesting', '3000'], { cwd });
    expect(run('compile', 'x.dts', '-o', 'x.dtb').status).toBe(0);
    expect(run('decompile', 'x.dtb', '-o', 'y.dts')).toMatchObject({ status: 0, stderr: '' });
    expect(run('compile', 'y.dts', '-o', 'y.dtb').status).toBe(0);
    expect(run('lint', 'y.dtb').status).toBe(0);
    const refused = carveout(['report', 'x.dtb'], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('--max-nesting');
  });
});
