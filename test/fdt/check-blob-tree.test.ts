import { describe, expect, it } from 'vitest';
import { readDtb } from '../../src/fdt/read-dtb.ts';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { compileTree } from '../../src/project/compile-tree.ts';
import { treeOf } from '../devicetree/tree-of.ts';

/** A blob whose source has other characters of the same number in places: what no source may have. */
function blobWith(dts: string, from: string, to: string): Uint8Array {
  const text = Buffer.from(writeDtb(treeOf(dts))).toString('latin1');
  if (!text.includes(from)) throw new Error(`${JSON.stringify(from)} is not in the blob`);
  return Buffer.from(text.replaceAll(from, to), 'latin1');
}

function compiled(bytes: Uint8Array): ReturnType<typeof compileTree> {
  return compileTree({ kind: 'blob', path: 'board.dtb', bytes, absolutePath: undefined });
}

const codes = (bytes: Uint8Array): readonly string[] => compiled(bytes).problems.map(({ code }) => code);

/** A root with a name of three characters. */
function withRoot(name: string): Uint8Array {
  const blob = Buffer.from(writeDtb(treeOf('/ { };')));
  blob.write(name, blob.readUInt32BE(8) + 4, 'latin1');
  return blob;
}

describe('compile refuses a blob, as dtc does,', () => {
  it.each([
    ['a!', 'dtb-name'],
    ['a~', 'dtb-name'],
    ['#a', 'dtb-name'],
    ['@@', 'dtb-name'],
  ])('with a node called %s', (name, code) => {
    expect(codes(blobWith('/ { nn { }; };', 'nn', name))).toEqual([code]);
  });

  it.each(['p@', 'p!', 'p/', 'p"', 'p\\', 'p='])('with a property called %s', (name) => {
    expect(codes(blobWith('/ { pp; };', 'pp', name))).toEqual(['dtb-name']);
  });

  it.each([
    ['0', '\0\0\0\0'],
    ['0xffffffff', '\xff\xff\xff\xff'],
  ])('with the phandle %s', (_, cell) => {
    expect(codes(blobWith('/ { n { phandle = <0x12345678>; }; };', '\x12\x34\x56\x78', cell))).toEqual([
      'bad-phandle',
    ]);
  });

  it.each(['a b', 'a@@', '/ab'])('with a root called %s', (name) => {
    expect(codes(withRoot(name))).toEqual(['dtb-name']);
    expect(compiled(withRoot(name)).blob).toBeUndefined();
  });

  it('with a phandle of two cells', () => {
    const dts = '/ { n { phandlf = <1 2>; }; };';
    expect(codes(blobWith(dts, 'phandlf', 'phandle'))).toEqual(['bad-phandle']);
  });

  it.each([
    ['that is another', 'n@1', '"x"'],
    ['with its unit address', 'n@1', '"n@1"'],
    ['that is no string', 'n', '<1>'],
    ['that is a list', 'n', '"n", "x"'],
  ])('with a name property %s', (_, node, value) => {
    const dts = `/ { ${node} { namf = ${value}; }; };`;
    expect(codes(blobWith(dts, 'namf', 'name'))).toEqual(['name-property']);
  });
});

describe('compile takes a blob, as dtc does,', () => {
  it('and tells that the name of its root is dropped', () => {
    const { blob, problems } = compiled(withRoot('abc'));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dtb-name' }]);
    expect(blob).toEqual(writeDtb(treeOf('/ { };')));
  });

  it('and drops a name property that is right', () => {
    const { blob, problems } = compiled(blobWith('/ { n@1 { namf = "n"; reg = <1>; }; };', 'namf', 'name'));
    expect(problems).toEqual([]);
    expect(blob).toEqual(writeDtb(treeOf('/ { n@1 { reg = <1>; }; };')));
  });

  it('with a property that has no name', () => {
    const bytes = blobWith('/ { n { p = "x"; }; };', 'p\0', '\0\0');
    expect(compiled(bytes)).toMatchObject({ problems: [] });
    expect(readDtb('board.dtb', bytes).tree?.nodeByPath('/n')?.property('')?.asString()).toBe('x');
  });

  it('whose strings stand in its structure', () => {
    const bytes = Buffer.from(writeDtb(treeOf('/ { reg { reg = <1>; }; };')));
    // The name of the node, behind the beginning of the root.
    bytes.writeUInt32BE(bytes.readUInt32BE(8) + 12, 12);
    expect(compiled(bytes).blob).toEqual(writeDtb(treeOf('/ { reg { reg = <1>; }; };')));
  });
});
