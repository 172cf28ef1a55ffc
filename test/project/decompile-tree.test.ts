import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WriteDtbOptions, writeDtb } from '../../src/fdt/write-dtb.ts';
import { compileTree } from '../../src/project/compile-tree.ts';
import { decompileBlob, decompileTree } from '../../src/project/decompile-tree.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { treeOf } from '../devicetree/tree-of.ts';
import { fitImage } from '../fdt/fit-image.ts';

const decompiled = (dts: string, options: WriteDtbOptions = {}): string => {
  const { dts: text = '', problems } = decompileBlob('board.dtb', writeDtb(treeOf(dts), options));
  expect(problems).toEqual([]);
  return text;
};

function compiled(dts: string, options: WriteDtbOptions = {}): Uint8Array | undefined {
  return compileTree({ kind: 'source', file: new SourceFile('board.dts', dts) }, options).blob;
}

describe('a decompiled blob', () => {
  it('guesses the types of values as dtc does', () => {
    const text = decompiled(
      '/ { empty; text = "a", "b"; cell = <1 0xff>; bytes = [01 02 03]; quoted = "say \\"\\\\\\n"; zero = ""; };',
    );
    expect(text).toBe(
      `/dts-v1/;

/ {
	empty;
	text = "a", "b";
	cell = <0x1 0xff>;
	bytes = [01 02 03];
	quoted = "say \\"\\\\\\n";
	zero = [00];
};
`,
    );
  });

  it('has its reservations', () => {
    expect(decompiled('/memreserve/ 0x1000 0x20; / { };')).toContain('/memreserve/ 0x1000 0x20;\n');
  });

  it('has labels for its symbols, and is the same with and without -@', () => {
    const dts = '/ { a: b: node { }; user { r = <&a>; }; };';
    const text = decompiled(dts, { symbols: true });
    expect(text).toContain('\ta: b: node {');
    expect(text).toContain('\t\tb = &b;');
    for (const symbols of [false, true])
      expect(compiled(text, { symbols })).toEqual(writeDtb(treeOf(dts), { symbols: true }));
  });

  it('has references where fixups tell them', () => {
    const dts = '/plugin/; &base { p = <1 &x>; own { q = <&own2 0>; }; own2: other { }; };';
    const text = decompiled(dts);
    expect(text).toContain('/plugin/;');
    expect(text).toContain('target = <&base>;');
    expect(text).toContain('p = <0x1 &x>;');
    expect(text).toContain('q = <&{/fragment@0/__overlay__/other} 0x0>;');
    expect(text).not.toContain('__fixups__');
    expect(decompiled(dts, { symbols: true })).toContain('q = <&own2 0x0>;');
  });

  it('has a reference also within a value that is no list of cells', () => {
    const text = decompiled('/plugin/; &base { p = [01], <&x>, "ab"; };');
    expect(text).toContain('p = [01], <&x>, "ab";');
  });

  it('says which options give its header and its size', () => {
    const dts = '/ { cpus { cpu@1 { reg = <1>; }; }; };';
    expect(decompiled(dts)).toMatch(/^\/dts-v1\//);
    expect(decompiled(dts, { bootCpu: 0, padBytes: 16, reservationSlots: 2 })).toMatch(
      /^\/\/ .*-b 0 -p 16 -R 2\n/,
    );
  });

  it('keeps names that the preprocessor would take for its own', () => {
    const blob = writeDtb(treeOf('/ { \\#define-cells = <1>; #address-cells = <1>; };'));
    const { dts = '', problems } = decompileBlob('board.dtb', blob);
    expect(problems).toEqual([]);
    expect(compiled(dts)).toEqual(blob);
  });

  it('is as it stands in the blob where fixups are not those that dtc makes', () => {
    const dts = '/ { __fixups__ { x = "/a:p:0"; }; a { p = <0xffffffff>; }; };';
    const text = decompiled(dts);
    expect(text).toContain('x = "/a:p:0";');
    expect(text).not.toContain('/plugin/');
  });

  it('of another layout comes with a warning', () => {
    const blob = writeDtb(treeOf('/ { };'));
    new DataView(blob.buffer).setUint32(20, 16);
    const { dts, problems } = decompileBlob('board.dtb', blob);
    expect(dts).toContain('/ {');
    expect(problems).toMatchObject([{ severity: 'warning', code: 'not-the-same-bytes' }]);
  });

  it('that is broken is none', () => {
    const { dts, problems } = decompileBlob('board.dtb', new Uint8Array(8));
    expect(dts).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['not-a-dtb']);
  });
});

describe('a decompiled FIT image', () => {
  const data = writeDtb(treeOf('/ { model = "Board"; };'));
  const bytes = fitImage({ fdt: { data } }, 'conf { fdt = "fdt"; };');
  const input = { kind: 'blob', path: 'board.itb', bytes, absolutePath: undefined } as const;

  it('is the image itself', () => {
    const { dts, problems } = decompileTree(input);
    expect(problems).toEqual([]);
    expect(dts).toContain('configurations {');
    expect(compiled(dts ?? '')).toEqual(bytes);
  });

  it('is the tree of the configuration that was asked for', () => {
    const { dts, problems } = decompileTree(input, { configuration: 'conf' });
    expect(problems).toEqual([]);
    expect(compiled(dts ?? '')).toEqual(data);
  });
});

describe('any value', () => {
  it('is the same after decompiling and compiling', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 32, max: 126 }),
      fc.constant(0),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (bytes) => {
        const hex = bytes.map((each) => each.toString(16).padStart(2, '0')).join(' ');
        const blob = writeDtb(treeOf(`/ { p = [${hex}]; };`));
        const { dts = '', problems } = decompileBlob('board.dtb', blob);
        expect(problems).toEqual([]);
        expect(compiled(dts)).toEqual(blob);
      }),
    );
  });
});
