import { describe, expect, it } from 'vitest';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { treeOf } from '../devicetree/tree-of.ts';
import { fitImage } from '../fdt/fit-image.ts';
import { carveout, scratchFolder } from './carveout.ts';

const board = treeOf(`/ {
	#address-cells = <1>;
	#size-cells = <1>;
	model = "Test";
	compatible = "test,board";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { compatible = "arm,cortex-a53"; reg = <0>; }; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		low@48000000 { no-map; reg = <0x48000000 0x200000>; };
		high@48100000 { no-map; reg = <0x48100000 0x100000>; };
	};
};`);
const blob = writeDtb(board);

describe('a compiled device tree', () => {
  it('is linted, with nodes and properties for places', () => {
    const folder = scratchFolder({ 'board.dtb': blob });
    const { status, stdout, stderr } = carveout(['lint', 'board.dtb'], { cwd: folder });
    expect(stdout).toMatch(
      /^board\.dtb: \/reserved-memory\/high@48100000: reg: error: .*\[region-overlap\]/m,
    );
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });

  it('has byte offsets for places in JSON', () => {
    const folder = scratchFolder({ 'board.dtb': blob });
    const { stdout } = carveout(['lint', '--format', 'json', 'board.dtb'], { cwd: folder });
    const { findings } = JSON.parse(stdout) as { findings: readonly object[] };
    expect(findings).toMatchObject([{ rule: 'region-overlap', file: 'board.dtb', line: 1 }]);
  });

  it.each(['report', 'boot'])('is read by %s, also on standard input', (name) => {
    const { status, stdout, stderr } = carveout([name, '-'], { input: blob });
    expect(stdout).toContain('high@48100000');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('an unpacked device tree', () => {
  it('is one board, though it is a folder', () => {
    const files: Record<string, Uint8Array> = {};
    for (const node of board.nodes()) {
      for (const { name, value } of node.properties.values()) files[`tree${node.path}/${name}`] = value;
    }
    const { status, stdout } = carveout(['lint', 'tree'], { cwd: scratchFolder(files) });
    expect(stdout).toMatch(/^tree: \/reserved-memory\/high@48100000: reg: error/m);
    expect(status).toBe(1);
  });
});

describe('--configuration', () => {
  const image = fitImage({ fdt: { data: blob } }, 'conf-1 { fdt = "fdt"; };');

  it('chooses the tree of a FIT image', () => {
    const folder = scratchFolder({ 'fit.itb': image });
    const { status, stdout } = carveout(['lint', 'fit.itb', '--configuration', 'conf-1'], { cwd: folder });
    expect(stdout).toMatch(/^fit\.itb: \[fdt\] \/reserved-memory\/high@48100000: reg: error/m);
    expect(status).toBe(1);
  });

  it('makes decompile show that tree in place of the image', () => {
    const folder = scratchFolder({ 'fit.itb': image });
    const { stdout } = carveout(['decompile', 'fit.itb', '--configuration', 'conf-1'], { cwd: folder });
    expect(stdout).toContain('high@48100000 {');
    expect(carveout(['decompile', 'fit.itb'], { cwd: folder }).stdout).toContain('configurations {');
  });

  it('that is not there is refused with those that are', () => {
    const folder = scratchFolder({ 'fit.itb': image });
    const { status, stderr } = carveout(['boot', 'fit.itb', '--configuration', 'conf-2'], { cwd: folder });
    expect(stderr).toContain('Did you mean conf-1? It has: conf-1.');
    expect(status).toBe(2);
  });
});

describe('--overlay', () => {
  const base = '/dts-v1/;\n/ {\n\tnode: node { a = <1>; };\n};\n';
  const overlay = '/dts-v1/;\n/plugin/;\n&node { a = <2>; };\n';

  it('is applied before anything is said, and compiled in', () => {
    const folder = scratchFolder({ 'board.dts': base, 'more.dtso': overlay });
    const outcome = carveout(['compile', 'board.dts', '--overlay', 'more.dtso', '-o', 'all.dtb'], {
      cwd: folder,
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(carveout(['decompile', 'all.dtb'], { cwd: folder }).stdout).toContain('a = <0x2>;');
  });

  it('that does not fit makes the input unusable', () => {
    const folder = scratchFolder({ 'board.dts': base, 'more.dtso': overlay.replace('&node', '&nodes') });
    const { status, stderr } = carveout(['lint', 'board.dts', '--overlay', 'more.dtso'], { cwd: folder });
    expect(stderr).toMatch(/^more\.dtso:3:1: error: .*`nodes`/);
    expect(stderr).toContain('Did you mean `&node`?');
    expect(status).toBe(2);
  });

  it('that is not there is told', () => {
    const folder = scratchFolder({ 'board.dts': base });
    const { status, stderr } = carveout(['report', 'board.dts', '--overlay', 'none.dtbo'], { cwd: folder });
    expect(stderr).toContain('none.dtbo');
    expect(status).toBe(2);
  });
});
