import { describe, expect, it } from 'vitest';
import { at, buildText, hexOf, outline, summary, treeOf } from './tree-of.ts';

describe('phandles', () => {
  it('are numbered in the order of the references, around the explicit ones', () => {
    // The example of dtb-rules §4.
    const tree = treeOf(`/ { r = <&l3>; s = &l2;
      n0 { t = <&l1 &l4>; }; l1: n1 { phandle = <2>; }; l2: n2 { u = <&l5>; };
      l3: n3 { }; l4: n4 { }; l5: n5 { phandle = <&l5>; }; };`);
    const numbers = ['l1', 'l2', 'l3', 'l4', 'l5'].map((label) => tree.labels.get(label)?.phandle);
    expect(numbers).toEqual([2, undefined, 1, 3, 4]);
    expect(hexOf(tree.root.property('r')?.value)).toBe('00000001');
    expect(hexOf(tree.nodeByPath('/n0')?.property('t')?.value)).toBe('0000000200000003');
    expect(hexOf(tree.nodeByPath('/n5')?.property('phandle')?.value)).toBe('00000004');
    expect(tree.nodeByPhandle(3)?.path).toBe('/n4');
  });

  it('stand at the end of the properties', () => {
    expect(outline(treeOf('/ { x = <&a>; a: n { y; z; m { }; }; };').root)).toBe(
      'x n { y z phandle m {  } }',
    );
  });

  it.each([
    ['zero', 'phandle = <0>;', 'bad-phandle'],
    ['all ones', 'phandle = <0xffffffff>;', 'bad-phandle'],
    ['too long', 'phandle = <1 2>;', 'bad-phandle'],
    ['that of another node', 'phandle = <&b>;', 'bad-phandle'],
    ['different in the old property', 'phandle = <5>; linux,phandle = <6>;', 'bad-phandle'],
    ['given twice', 'phandle = <7>;', 'duplicate-phandle'],
  ])('must not be %s', (_, text, code) => {
    const { problems } = buildText(`/dts-v1/; / { b: m { phandle = <7>; }; n { ${text} }; };`);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe('path references', () => {
  it('become the path of the node, where they stand', () => {
    const { root } = treeOf('/ { x = "a", &b, <1>; n { b: m { }; }; };');
    expect(hexOf(root.property('x')?.value)).toBe(
      Buffer.from('a\0/n/m\0\0\0\0\x01', 'latin1').toString('hex'),
    );
    expect(root.property('x')?.markers).toMatchObject([{ kind: 'path-reference', offset: 2, target: 'b' }]);
    expect(root.property('x')?.parts.map(({ kind, offset, length }) => [kind, offset, length])).toEqual([
      ['string', 0, 2],
      ['path', 2, 5],
      ['cells', 7, 4],
    ]);
  });

  it('number nothing', () => {
    expect(treeOf('/ { x = &b; b: m { }; };').labels.get('b')?.phandle).toBeUndefined();
  });
});

describe('targets that are missing', () => {
  it.each([
    ['a label in cells', '/ { x = <&nosuch>; };', '2:10 undefined-label'],
    ['a label outside', '/ { x = &nosuch; };', '2:9 undefined-label'],
    ['a path', '/ { x = <&{/no/such}>; };', '2:10 undefined-path'],
    ['an extension', '/ { };\n&nosuch { };', '3:1 undefined-label'],
    ['a deletion', '/ { };\n/delete-node/ &{/nosuch};', '3:15 undefined-path'],
    ['an omission', '/ { };\n/omit-if-no-ref/ &nosuch;', '3:18 undefined-label'],
    ['an extension before the definition', '&a { };\n/ { a: n { }; };', '2:1 undefined-label'],
  ])('%s', (_, text, expected) => {
    expect(summary(buildText(`/dts-v1/;\n${text}`).problems)).toEqual([expected]);
  });

  it('come with the name that was probably meant', () => {
    const { problems } = buildText('/dts-v1/; / { x = <&uart1>; uart0: a { }; gic: b { }; };');
    expect(problems[0]?.help).toBe('Did you mean `&uart0`?');
  });

  it('are not told after a syntax error, which may have swallowed them', () => {
    const { problems } = buildText('/dts-v1/; / { x = <&a>; / a: n { }; };');
    expect(problems.map(({ code }) => code)).toEqual(['syntax-error']);
  });
});

describe('labels', () => {
  it('are newest first, those written together in their order', () => {
    // dtb-rules §5.
    const tree = treeOf('/ { a: b: n { }; }; f: &a { }; h: &b { };');
    expect(tree.nodeByPath('/n')?.labels.map(({ name }) => name)).toEqual(['h', 'f', 'a', 'b']);
  });

  it('may be given to their node again', () => {
    expect(treeOf('/ { a: n { }; }; / { a: n { x; }; };').labels.get('a')?.labels).toHaveLength(1);
  });

  it.each([
    ['two nodes', '/ {\n a: n { };\n a: m { };\n};', '4:2 duplicate-label'],
    ['a node and a property', '/ {\n a: x;\n a: m { };\n};', '3:2 duplicate-label'],
    ['a value and a value', '/ {\n x = <a: 1>;\n y = <a: 1>;\n};', '4:7 duplicate-label'],
  ])('must not be that of %s', (_, text, expected) => {
    expect(summary(buildText(`/dts-v1/;\n${text}`).problems)).toEqual([expected]);
  });

  it('name the first definition', () => {
    const { problems } = buildText('/dts-v1/;\n/ {\n a: n { };\n a: m { };\n};');
    expect(at(problems[0]?.related?.[0]?.place)).toBe('3:2');
  });
});

describe('/omit-if-no-ref/', () => {
  it('leaves in values what referred to a node within a dropped one', () => {
    const tree = treeOf('/ { x = <&b>; y = &b; /omit-if-no-ref/ a: n { b: m { }; }; };');
    expect(outline(tree.root)).toBe('x y');
    expect(hexOf(tree.root.property('x')?.value)).toBe('00000001');
    expect(tree.root.property('y')?.asString()).toBe('/n/m');
  });

  it.each([
    ['drops a node without reference', '/ { /omit-if-no-ref/ a: n { }; };', ''],
    [
      'keeps a node with a phandle reference',
      '/ { x = <&a>; /omit-if-no-ref/ a: n { }; };',
      'x n { phandle }',
    ],
    ['keeps a node with a path reference', '/ { x = &a; /omit-if-no-ref/ a: n { }; };', 'x n {  }'],
    ['works by reference', '/ { a: n { }; }; /omit-if-no-ref/ &a;', ''],
    [
      'keeps what a dropped node refers to',
      '/ { /omit-if-no-ref/ a: n { x = <&b>; }; /omit-if-no-ref/ b: m { }; };',
      'm { phandle }',
    ],
  ])('%s', (_, text, expected) => {
    expect(outline(treeOf(text).root)).toBe(expected);
  });
});

describe('name properties', () => {
  it('are dropped where they are right', () => {
    expect(outline(treeOf('/ { n@1 { name = "n"; }; };').root)).toBe('n@1 {  }');
  });

  it('are an error where they are wrong', () => {
    expect(summary(buildText('/dts-v1/; / { n { name = "m"; }; };').problems)).toEqual([
      '1:19 name-property',
    ]);
  });
});

describe('overlays', () => {
  it('put extensions of foreign nodes into fragments, in the order met', () => {
    const tree = treeOf('/plugin/; / { a: own { }; }; &a { x; }; &far { y; }; &{/p} { z = <&far>; };');
    expect(outline(tree.root)).toBe(
      'own { x } fragment@0 { target __overlay__ { y } } fragment@1 { target-path __overlay__ { z } }',
    );
    expect(tree.nodeByPath('/fragment@1')?.property('target-path')?.asString()).toBe('/p');
    expect(hexOf(tree.nodeByPath('/fragment@0')?.property('target')?.value)).toBe('ffffffff');
  });
});

describe('a tree that only dtc -f would write', () => {
  const valuesOf = (dts: string): string[] =>
    [...buildText(`/dts-v1/; ${dts}`).tree.root.properties.values()].map(({ value }) => hexOf(value));

  it('has no paths where a phandle is missing, and keeps what nothing refers to', () => {
    const dts = '/ { x = <&n>; y = &n; z = <&nosuch>; n: n { }; /omit-if-no-ref/ m { }; };';
    expect(valuesOf(dts)).toEqual(['00000001', '', 'ffffffff']);
    expect(buildText(`/dts-v1/; ${dts}`).tree.root.child('m')).toBeDefined();
  });

  it('has no references where explicit phandles are wrong', () => {
    const dts = '/ { x = <&n>; y = &n; n: n { phandle = <1>; }; m { phandle = <1>; }; };';
    expect(valuesOf(dts)).toEqual(['ffffffff', '']);
  });
});
