import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { treeOf } from '../devicetree/tree-of.ts';
import { carveout, scratchFolder } from './carveout.ts';

const dts = '/dts-v1/;\n#include "soc.dtsi"\n/ { uart: uart { }; };\n';
const soc = '/ { model = "Test"; };\n';
const tree = treeOf('/ { model = "Test"; }; / { uart: uart { }; };');
const overlay = '/dts-v1/;\n/plugin/;\n&uart { status = "okay"; };\n';

describe('compile', () => {
  it("takes what makefiles give dtc: -q, -O dtb and names of dtc's checks", () => {
    const folder = scratchFolder({ 'board.dts': dts, 'soc.dtsi': soc });
    const habits = ['-q', '-O', 'dtb', '-Wno-unit_address_vs_reg', '-W', 'no-reg_format', '-E', 'reg_format'];
    const outcome = carveout(['compile', ...habits, '-o', 'board.dtb', 'board.dts'], { cwd: folder });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'board.dtb'))).toEqual(Buffer.from(writeDtb(tree)));
  });

  it.each([
    [['-O', 'dts'], '`carveout decompile` writes sources.'],
    [['-W', 'no-reg_formt'], 'Did you mean no-reg_format?'],
    [['-E', 'unit_adress_vs_reg'], 'Did you mean unit_address_vs_reg?'],
  ])('refuses %s', (options, help) => {
    const { status, stderr } = carveout(['compile', ...options, '-o', 'x.dtb', 'x.dts']);
    expect(status).toBe(2);
    expect(stderr).toContain(help);
  });

  it('says nothing of errors with -qq', () => {
    const folder = scratchFolder({ 'bad.dts': '/dts-v1/; / { p = <&nobody>; };' });
    expect(carveout(['compile', '-qq', 'bad.dts', '-o', 'bad.dtb'], { cwd: folder })).toMatchObject({
      status: 2,
      stderr: '',
    });
  });

  it('names what was read as the input was named, for make', () => {
    const folder = scratchFolder({ 'a b/board.dts': dts, 'a b/soc.dtsi': soc });
    carveout(['compile', 'a b/board.dts', '-o', 'out.dtb', '-d', 'out.d'], { cwd: folder });
    expect(readFileSync(join(folder, 'out.d'), 'utf8')).toBe('out.dtb: a\\ b/board.dts a\\ b/soc.dtsi\n');
  });

  it('does not write over its input', () => {
    const folder = scratchFolder({ 'board.dtb': writeDtb(tree) });
    const { status, stderr } = carveout(['compile', 'board.dtb', '-o', './board.dtb'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain('is one of the inputs');
    expect(readFileSync(join(folder, 'board.dtb'))).toEqual(Buffer.from(writeDtb(tree)));
  });

  it('writes the others where one cannot be written', () => {
    const folder = scratchFolder({
      'a/one.dts': dts,
      'a/two.dts': dts,
      'a/soc.dtsi': soc,
      'out/one.dtb/x': '',
    });
    const { status, stderr } = carveout(['compile', 'a', '--out-dir', 'out'], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain('--out-dir out/one.dtb: cannot be written');
    expect(existsSync(join(folder, 'out/two.dtb'))).toBe(true);
  });

  it('writes a blob', () => {
    const folder = scratchFolder({ 'board.dts': dts, 'soc.dtsi': soc });
    const outcome = carveout(['compile', 'board.dts', '-o', 'out/board.dtb'], { cwd: folder });
    expect(outcome).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'out/board.dtb'))).toEqual(Buffer.from(writeDtb(tree)));
  });

  it("takes dtc's letters, also in one word", () => {
    const folder = scratchFolder({ 'board.dts': dts, 'soc.dtsi': soc });
    expect(
      carveout(['compile', '-@', '-b3', '-p', '0x10', 'board.dts', '-oboard.dtb'], { cwd: folder }).stderr,
    ).toBe('');
    expect(readFileSync(join(folder, 'board.dtb'))).toEqual(
      Buffer.from(writeDtb(tree, { symbols: true, bootCpu: 3, padBytes: 16 })),
    );
  });

  it('writes many inputs below a folder, each under its own path', () => {
    const folder = scratchFolder({ 'a/b/one.dts': dts, 'a/b/soc.dtsi': soc, 'a/two.dtso': overlay });
    expect(carveout(['compile', 'a', '--out-dir', 'out'], { cwd: folder })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(existsSync(join(folder, 'out/b/one.dtb'))).toBe(true);
    expect(existsSync(join(folder, 'out/two.dtbo'))).toBe(true);
  });

  it('keeps paths below --root', () => {
    const folder = scratchFolder({ 'a/b/one.dts': dts, 'a/b/soc.dtsi': soc });
    carveout(['compile', 'a/b/one.dts', '--out-dir', 'out', '--root', '.'], { cwd: folder });
    expect(existsSync(join(folder, 'out/a/b/one.dtb'))).toBe(true);
  });

  it('says what was read, for make', () => {
    const folder = scratchFolder({ 'board.dts': dts, 'soc.dtsi': soc });
    carveout(['compile', 'board.dts', '-o', 'board.dtb', '-d', 'board.d'], { cwd: folder });
    expect(readFileSync(join(folder, 'board.d'), 'utf8')).toMatch(
      /^board\.dtb: \S*board\.dts \S*soc\.dtsi\n$/,
    );
  });

  it('names what was read as dtc and cpp open it', () => {
    const folder = scratchFolder({
      'x/board.dts':
        '/dts-v1/;\n/include/ "./sub/../a.dtsi"\n/include/ "z.dtsi"\n#include "./b.dtsi"\n#include <y.dtsi>\n',
      'x/a.dtsi': '/include/ "sub/s.dtsi"\n',
      'x/b.dtsi': '',
      'x/sub/s.dtsi': '/ { s; };\n',
      'y/y.dtsi': '/ { y; };\n',
      'z/z.dtsi': '/ { z; };\n',
    });
    const args = ['-I', './y/', '-i', './x/../z', '-o', 'board.dtb', '-d', 'board.d'];
    carveout(['compile', './x/../x/board.dts', ...args], { cwd: folder });
    const [, ...names] = readFileSync(join(folder, 'board.d'), 'utf8').trim().split(' ');
    expect(names.toSorted()).toEqual(
      [
        './x/../x/board.dts',
        './x/../x/./sub/../a.dtsi',
        './x/../x/./sub/../sub/s.dtsi',
        './x/../z/z.dtsi',
        'x/../x/./b.dtsi',
        'y/y.dtsi',
      ].toSorted(),
    );
  });

  it('writes nothing of a source with errors, and goes on with the others', () => {
    const folder = scratchFolder({ 'a/bad.dts': '/dts-v1/; / { p = <&nobody>; };', 'a/good.dtso': overlay });
    const { status, stderr } = carveout(['compile', 'a', '--out-dir', 'out'], { cwd: folder });
    expect(stderr).toContain('nobody');
    expect(stderr).toContain('1 of 2 inputs could not be compiled.');
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'out/bad.dtb'))).toBe(false);
    expect(existsSync(join(folder, 'out/good.dtbo'))).toBe(true);
  });

  it('writes a wrong tree when it is forced to, but no source that cannot be parsed', () => {
    const folder = scratchFolder({
      'wrong.dts': '/dts-v1/; / { p = <&nobody>; };',
      'broken.dts': '/dts-v1/; / { p = ; };',
    });
    expect(carveout(['compile', '-f', 'wrong.dts', '-o', 'wrong.dtb'], { cwd: folder }).status).toBe(0);
    expect(existsSync(join(folder, 'wrong.dtb'))).toBe(true);
    expect(carveout(['compile', '-f', 'broken.dts', '-o', 'broken.dtb'], { cwd: folder }).status).toBe(2);
    expect(existsSync(join(folder, 'broken.dtb'))).toBe(false);
  });

  it.each([
    ['two inputs for one output', ['a.dts', 'b.dts'], /--out-dir/],
    ['padding of two kinds', ['a.dts', '-p', '1', '-S', '1'], /exclude each other/],
    ['an alignment that is none', ['a.dts', '-a', '3'], /power of two/],
    ['a number that is none', ['a.dts', '-p', 'much'], /not a number/],
    ['an input outside the root', ['a.dts', '--out-dir', 'out', '--root', 'b'], /does not stand below/],
  ])('refuses %s', (_, args, says) => {
    const { status, stderr } = carveout(['compile', ...args]);
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
  });
});

describe('decompile', () => {
  it('writes a source that compiles to the same bytes', () => {
    const folder = scratchFolder({ 'a/board.dtb': writeDtb(tree) });
    const outcome = carveout(['decompile', 'a', '--out-dir', 'out'], { cwd: folder });
    expect(outcome).toMatchObject({ status: 0, stdout: '', stderr: '' });
    carveout(['compile', 'out/board.dts', '-o', 'again.dtb'], { cwd: folder });
    expect(readFileSync(join(folder, 'again.dtb'))).toEqual(Buffer.from(writeDtb(tree)));
  });

  it('reads standard input and writes standard output', () => {
    const { status, stdout } = carveout(['decompile', '-'], { input: writeDtb(tree) });
    expect(stdout).toContain('model = "Test";');
    expect(status).toBe(0);
  });

  it('refuses a source', () => {
    const folder = scratchFolder({ 'board.dts': dts });
    const { status, stderr } = carveout(['decompile', 'board.dts'], { cwd: folder });
    expect(stderr).toMatch(/no compiled device tree/);
    expect(status).toBe(2);
  });
});
