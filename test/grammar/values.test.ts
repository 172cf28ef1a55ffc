import { describe, expect, it } from 'vitest';
import { parseDts } from '../../grammar/parse-dts.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import { buildTree } from '../../src/devicetree/build-tree.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { at, buildText, hexOf, summary, treeOf } from '../devicetree/tree-of.ts';

function hexOfValue(text: string): string {
  return hexOf(treeOf(`/ { x = ${text}; };`).root.property('x')?.value);
}

describe('values', () => {
  it.each([
    ['cells', '<1 0x10 010>', '000000010000001000000008'],
    ['an empty list', '<>', ''],
    ['suffixes', '<1U 2L 3UL 4LL 5ULL>', '0000000100000002000000030000000400000005'],
    ['a character', "<'a' '\\n' '\\x41' '\\''>", '000000610000000a0000004100000027'],
    ['8-bit elements', '/bits/ 8 <1 0xff (-129)>', '01ff7f'],
    ['16-bit elements', '/bits/ 16 <0x1234 (-1)>', '1234ffff'],
    ['64-bit elements', '/bits/ 64 <0x123456789abcdef0 1>', '123456789abcdef00000000000000001'],
    ['the largest number', '/bits/ 64 <18446744073709551615>', 'ffffffffffffffff'],
    ['an unsigned division of a negative number', '/bits/ 64 <(-5/2)>', '7ffffffffffffffd'],
    ['a shift by 64', '<(1 << 64)>', '00000000'],
    ['a comparison', '<(1 < 2) (3 >= 4)>', '0000000100000000'],
    ['a choice', '<(1 ? 2 : 3) (0 ? 2 : 0 ? 4 : 5)>', '0000000200000005'],
    ['a string', '"ab"', '616200'],
    ['several strings', '"a", "b"', '61006200'],
    ['the empty string', '""', '00'],
    ['escapes', '"\\a\\t\\n\\"\\\\\\101\\x42\\q"', '07090a225c41427100'],
    ['a string over two lines', '"a\nb"', '610a6200'],
    ['UTF-8', '"é€😀"', 'c3a9e282acf09f988000'],
    ['UTF-8 behind a backslash', '"\\é\\😀"', 'c3a9f09f988000'],
    ['bytes', '[01 23 4567]', '01234567'],
    ['no bytes', '[]', ''],
    ['a mixture', '"a", <1>, [ff]', '610000000001ff'],
    [
      'labels everywhere',
      'a: <b: 1 c: d: 2 e:> f:, g: [h: 01 i: 02 j:], k: "s" l:',
      '0000000100000002010273 00'.replace(' ', ''),
    ],
    ['comments everywhere', '/* a */ < // b\n 1 /* c */ 2>', '0000000100000002'],
  ])('%s', (_, text, hex) => {
    expect(hexOfValue(text)).toBe(hex);
  });

  it('keeps the bytes of a file that is no UTF-8', () => {
    const text = `/dts-v1/; / { x = "\u00e9\\\u00e9", <'\u00e9'>; };`;
    const file = new SourceFile('latin1.dts', text, { encoding: 'latin1' });
    const { tree } = buildTree(parseDts(unitFromText(file)), { place: { file, start: 0, end: 0 } });
    expect(hexOf(tree.root.property('x')?.value)).toBe('e9e900000000e9');
  });

  it('has no bytes without `=`', () => {
    expect(treeOf('/ { x; };').root.property('x')?.value).toHaveLength(0);
  });

  it('keeps the parts as they were written', () => {
    const tree = treeOf('/ { x = "ab", "c", <1 2>, /bits/ 8 <3>, [04 05]; };');
    expect(tree.root.property('x')?.parts).toEqual([
      { kind: 'string', offset: 0, length: 3 },
      { kind: 'string', offset: 3, length: 2 },
      { kind: 'cells', offset: 5, length: 8, bits: 32 },
      { kind: 'cells', offset: 13, length: 1, bits: 8 },
      { kind: 'bytes', offset: 14, length: 2 },
    ]);
  });

  it('knows where each element was written', () => {
    const { tree } = buildText('/dts-v1/;\n/ {\n\tx = <1 (2 +\n\t3)>,\n\t    &y, <4>;\n\ty: yy { };\n};\n');
    const property = tree.root.property('x');
    expect([0, 4, 8, 12, 13].map((offset) => at(property?.placeOfByte(offset)))).toEqual([
      '3:7',
      '3:9',
      '5:6',
      '5:11',
      '5:11',
    ]);
  });

  it('reads cells and strings only where the bytes are such', () => {
    const { root } = treeOf('/ { cells = <1 2>; strings = "a", "b"; one = "c"; bytes = [01]; };');
    expect(root.property('cells')?.asCells()).toEqual([1, 2]);
    expect(root.property('bytes')?.asCells()).toBeUndefined();
    expect(root.property('strings')?.asStrings()).toEqual(['a', 'b']);
    expect(root.property('strings')?.asString()).toBeUndefined();
    expect(root.property('one')?.asString()).toBe('c');
    expect(root.property('bytes')?.asStrings()).toBeUndefined();
  });

  it('warns of bits that do not fit, and only of those', () => {
    expect(
      summary(buildText('/dts-v1/;/ { a = <0x100000000>; b = /bits/ 8 <256 255 (-1)>; };').problems),
    ).toEqual(['1:19 value-truncated', '1:47 value-truncated']);
  });
});

describe('names', () => {
  it.each([
    ['begin with a digit', '3com,x', '3com,x'],
    ['hold every sign', 'a,._+*?#-b', 'a,._+*?#-b'],
    ['lose a leading backslash', '\\delete-node', 'delete-node'],
    ['begin with a sign', '#address-cells', '#address-cells'],
  ])('of properties may %s', (_, written, name) => {
    expect([...treeOf(`/ { ${written} = <1>; };`).root.properties.keys()]).toEqual([name]);
  });

  it.each(['cpu@0', '1wire@2,3', 'a.b', 'bits', 'memreserve'])('%s is a node', (name) => {
    expect([...treeOf(`/ { ${name} { }; };`).root.children.keys()]).toEqual([name]);
  });
});
