import { describe, expect, it } from 'vitest';
import { parseDts } from '../../grammar/parse-dts.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import { buildTree } from '../../src/devicetree/build-tree.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { at, buildText, summary, treeOf } from './tree-of.ts';

const hundreds = Array.from({ length: 200 }, (_, number) => `n${number} { x = <${number}>; };`).join(' ');

describe('a node that nothing but its definition speaks of', () => {
  const node = treeOf('/ { a: b: n { l: x = <1>, <2>; y; }; };').nodeByPath('/n');

  it('has the same property by its name and among all', () => {
    const alone = node?.property('x');
    expect(alone).toBeDefined();
    expect(node?.properties.get('x')).toBe(alone);
  });

  it('has one write, and so have its properties', () => {
    expect(node?.writes).toMatchObject([{ kind: 'defined', statement: 1 }]);
    expect(node?.property('x')?.writes.map(({ kind, place }) => `${kind} ${at(place)}`)).toEqual([
      'defined 1:28',
    ]);
    expect(node?.property('x')?.labels.map(({ name }) => name)).toEqual(['l']);
  });

  it('has the labels of its definition', () => {
    expect(node?.labels.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(node?.wasLabelled).toBe(true);
  });
});

describe('among hundreds of subnodes', () => {
  it('each is found, extended or not', () => {
    const { root } = treeOf(`/ { ${hundreds} }; / { n7 { y; }; more { }; };`);
    expect(root.children.size).toBe(201);
    expect(root.child('n7')?.property('y')).toBeDefined();
    expect(root.child('n199')?.property('x')?.asCells()).toEqual([199]);
    expect(root.child('more')?.writes[0]?.statement).toBe(2);
  });

  it('one that is deleted where it is defined is told', () => {
    const { problems } = buildText(`/dts-v1/; / { ${hundreds} /delete-node/ n150; n200 { }; };`);
    expect(problems.map(({ message }) => message)).toEqual([
      '`n150` is defined and deleted in the same node, which deletes nothing.',
    ]);
  });
});

describe('a node that is left out', () => {
  it('is not found by its phandle', () => {
    const tree = treeOf('/ { /omit-if-no-ref/ n { m { phandle = <7>; }; }; k { phandle = <8>; }; };');
    expect(tree.nodeByPhandle(7)).toBeUndefined();
    expect(tree.nodeByPhandle(8)?.path).toBe('/k');
  });
});

describe('syntax that several boards share', () => {
  it.each([
    ['a phandle', 'phandle = <0>;', '1:41 bad-phandle'],
    ['a name', 'name = "other";', '1:41 name-property'],
    ['a label of a property', 'n: x;', '1:41 duplicate-label'],
  ])('is checked for each: %s, deep in an extension', (_, property, expected) => {
    const file = new SourceFile('board.dts', `/dts-v1/; / { n: n { }; }; &n { m { k { ${property} }; }; };`);
    const parsed = parseDts(unitFromText(file));
    for (let board = 0; board < 2; board++) {
      const { problems } = buildTree(parsed, { place: { file, start: 0, end: 0 } });
      expect(summary(problems)).toEqual([expected]);
    }
  });
});
