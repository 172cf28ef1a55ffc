import { describe, expect, it } from 'vitest';
import { at, buildText, hexOf, outline, summary, treeOf } from './tree-of.ts';

describe('the order of properties and nodes', () => {
  it.each([
    [
      'is that of first appearance',
      '/ { b; a; m { }; n { }; }; / { c; a; k { }; m { x; }; };',
      'b a c m { x } n {  } k {  }',
    ],
    [
      'is kept where something deleted comes back', // dtb-rules §2
      '/ { a; b; n1 { }; n2 { }; }; / { /delete-property/ a; c; /delete-node/ n1; n3 { }; }; / { a; n1 { }; };',
      'a b c n1 {  } n2 {  } n3 {  }',
    ],
    [
      'is that of the deletion where nothing was there before',
      '/ { /delete-property/ x; b; }; / { x; };',
      'x b',
    ],
  ])('%s', (_, text, expected) => {
    expect(outline(treeOf(text).root)).toBe(expected);
  });
});

describe('extending', () => {
  it.each([
    ['by label', '/ { a: n { x = <1>; }; }; &a { x = <2>; y; };'],
    ['by path', '/ { n { x = <1>; }; }; &{/n} { x = <2>; y; };'],
    ['by label and path', '/ { a: m { n { x = <1>; }; }; }; &{a/n} { x = <2>; y; };'],
    ['by another root', '/ { n { x = <1>; }; }; / { n { x = <2>; y; }; };'],
  ])('%s replaces values in place and adds the rest', (_, text) => {
    const tree = treeOf(text);
    const node = tree.nodeByPath('/n') ?? tree.nodeByPath('/m/n');
    expect([...(node?.properties.keys() ?? [])]).toEqual(['x', 'y']);
    expect(hexOf(node?.property('x')?.value)).toBe('00000002');
  });

  it('revives a deleted node with its new contents only', () => {
    const text = '/ { a: n { x; m { }; }; }; /delete-node/ &a; / { n { y; }; };';
    expect(outline(treeOf(text).root)).toBe('n { y }');
  });

  it('revives properties of a revived node in their old places', () => {
    const text = '/ { n { a; b; c; }; }; / { /delete-node/ n; }; / { n { c; a; }; };';
    expect(outline(treeOf(text).root)).toBe('n { a c }');
  });
});

describe('deleting', () => {
  it.each([
    ['a property in a merged body', '/ { a; b; }; / { /delete-property/ a; };', 'b'],
    ['a node in a merged body', '/ { n { }; m { }; }; / { /delete-node/ n; };', 'm {  }'],
    ['a node by label', '/ { a: n { }; m { }; }; /delete-node/ &a;', 'm {  }'],
    ['a node by path', '/ { n { k { }; }; }; /delete-node/ &{/n/k};', 'n {  }'],
    ['a node by label and path', '/ { a: n { k { }; }; }; /delete-node/ &{a/k};', 'n {  }'],
    ['what is not there, by name', '/ { a; }; / { /delete-property/ z; /delete-node/ z; };', 'a'],
  ])('%s', (_, text, expected) => {
    expect(outline(treeOf(text).root)).toBe(expected);
  });

  it('in a body that is built keeps the property (trap B)', () => {
    expect(outline(treeOf('/ { a; /delete-property/ a; };').root)).toBe('a');
  });

  it('in a body that is built is an error for a node (trap B)', () => {
    const { problems } = buildText('/dts-v1/;\n/ {\n n { };\n /delete-node/ n;\n};');
    expect(summary(problems)).toEqual(['4:16 duplicate-node']);
  });

  it('frees the labels', () => {
    const tree = treeOf('/ { a: n { }; }; /delete-node/ &a; / { a: m { }; };');
    expect(tree.labels.get('a')?.path).toBe('/m');
  });

  it('is remembered', () => {
    const { root } = buildText(
      '/dts-v1/;\n/ { a; n { }; };\n/ { /delete-property/ a;\n /delete-node/ n; };',
    ).tree;
    const places = root.deleted.map(({ kind, name, writes }) => [
      kind,
      name,
      ...writes.map(({ kind, place }) => `${kind} ${at(place)}`),
    ]);
    expect(places).toEqual([
      ['property', 'a', 'defined 2:5', 'deleted 3:23'],
      ['node', 'n', 'defined 2:8', 'deleted 4:16'],
    ]);
  });
});

describe('two definitions in one body', () => {
  it('are an error where the body builds the node', () => {
    const { problems } = buildText('/dts-v1/;\n/ {\n n { a; a; };\n n { };\n};');
    expect(summary(problems)).toEqual(['3:9 duplicate-property', '4:2 duplicate-node']);
    expect(problems.map(({ related }) => at(related?.[0]?.place))).toEqual(['3:6', '3:2']);
  });

  it('merge silently where the node is there already (trap A)', () => {
    const text = '/dts-v1/;\n/ { r { }; };\n/ { r {\n m { a = <1>; b; };\n m { a = <2>; };\n}; };';
    const { tree, problems } = buildText(text);
    expect(problems).toEqual([]);
    expect(tree.silentMerges).toHaveLength(1);
    const [merge] = tree.silentMerges;
    expect(merge?.node.path).toBe('/r/m');
    expect(merge?.places.map(at)).toEqual(['4:2', '5:2']);
    expect(merge?.lost.map(({ name, lost, kept }) => [name, at(lost), at(kept)])).toEqual([
      ['a', '4:6', '5:6'],
    ]);
    expect(hexOf(merge?.node.property('a')?.value)).toBe('00000002');
  });
});

describe('every write', () => {
  it('is kept with its place and statement', () => {
    const { tree } = buildText(
      '/dts-v1/;\n/ { a: n { x; }; };\n&a { x = <1>; };\n/ { n { /delete-property/ x; }; };',
    );
    const node = tree.nodeByPath('/n');
    expect(node?.writes.map(({ kind, place, statement }) => [kind, at(place), statement])).toEqual([
      ['defined', '2:8', 1],
      ['extended', '3:1', 2],
      ['extended', '4:5', 3],
    ]);
    expect(node?.deleted[0]?.writes.map(({ kind, place }) => [kind, at(place)])).toEqual([
      ['defined', '2:12'],
      ['extended', '3:6'],
      ['deleted', '4:27'],
    ]);
  });

  it('leaves the last place in force', () => {
    const { tree } = buildText('/dts-v1/;\n/ { x = <1>; };\n/ { x = <2>; };');
    expect(at(tree.root.property('x')?.place)).toBe('3:5');
  });
});

describe('reservations', () => {
  it('keep their order and width', () => {
    const tree = treeOf(
      '/memreserve/ 0x10000000 0x4000; a: b: /memreserve/ 0xffffffff00000000 (1 << 40); / { };',
    );
    expect(tree.memreserves.map(({ address, size }) => [address, size])).toEqual([
      [0x1000_0000n, 0x4000n],
      [0xffff_ffff_0000_0000n, 1n << 40n],
    ]);
  });
});
