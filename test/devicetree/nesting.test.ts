import { describe, expect, it } from 'vitest';
import { parseDts } from '../../grammar/parse-dts.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import { buildTree } from '../../src/devicetree/build-tree.ts';
import type { DeviceTree, Node } from '../../src/devicetree/tree.ts';
import { defaultLimits } from '../../src/source/limits.ts';
import type { Problem } from '../../src/source/problem.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { at } from './tree-of.ts';

function build(statements: string, nesting?: number): { tree: DeviceTree; problems: readonly Problem[] } {
  const file = new SourceFile('board.dts', `/dts-v1/;\n${statements}`);
  const limits = nesting === undefined ? undefined : { ...defaultLimits, nesting };
  const parsed = parseDts(unitFromText(file), { limits });
  const { tree, problems } = buildTree(parsed, { place: { file, start: 0, end: 0 }, limits });
  return { tree, problems: [...parsed.problems, ...problems] };
}

/** The root in which so many nodes are nested, itself counted. */
function nested(depth: number, innermost = ''): string {
  return `/ { ${'n { '.repeat(depth - 1)}${innermost}${'}; '.repeat(depth - 1)}};\n`;
}

function depthOf(tree: DeviceTree): number {
  let depth = 1;
  for (let node: Node | undefined = tree.root.child('n'); node !== undefined; node = node.child('n')) depth++;
  return depth;
}

/** Calls back with most of the stack in use. */
function nearTheEnd<Result>(call: () => Result): Result {
  const descend = (left: number): Result => (left === 0 ? call() : descend(left - 1));
  return descend(4000);
}

describe('nodes nest', () => {
  it('256 deep, and no deeper', () => {
    expect(build(nested(256)).problems).toEqual([]);

    const { tree, problems } = build(nested(257));
    expect(depthOf(tree)).toBe(256);
    expect(problems.map(({ code, place }) => `${at(place)} ${code}`)).toEqual(['2:1027 nesting-too-deep']);
    expect(problems[0]?.message).toBe('Nodes are nested deeper than 256 levels.');
    expect(problems[0]?.help).toContain('--max-nesting');
  });

  it('as deep as the limit says, whatever is left of the stack', () => {
    const { tree, problems } = nearTheEnd(() => build(nested(3000, 'last: m { a = <&last>; };'), 3000));
    expect(problems.map(({ code }) => code)).toEqual(['nesting-too-deep']);
    expect(depthOf(tree)).toBe(3000);
    expect(depthOf(build(nested(3000, 'a = [00];'), 3000).tree)).toBe(3000);
  });

  it('with what stands behind the innermost one kept', () => {
    const { tree, problems } = build(`/ { ${'n { '.repeat(2999)}${'}; m { a; }; '.repeat(2999)}};`, 3000);
    expect(problems).toEqual([]);
    expect([...tree.nodes()]).toHaveLength(1 + 2 * 2999);
    expect([...tree.root.children.keys()]).toEqual(['n', 'm']);
  });

  it('no deeper through extensions than in one text', () => {
    const chain = Array.from({ length: 300 }, (_, index) => `&l${index} { l${index + 1}: n { }; };\n`).join(
      '',
    );
    const { tree, problems } = build(`/ { l0: n { }; };\n${chain}`);
    expect(problems.filter(({ code }) => code === 'nesting-too-deep')).toHaveLength(1);
    expect(depthOf(tree)).toBe(256);
    expect(depthOf(build(`/ { l0: n { }; };\n${chain}`, 400).tree)).toBe(302);
  });
});

describe('what is done to deep trees', () => {
  it('is merging, deleting and omitting', () => {
    const deep = nested(3000, 'a = <1>; last: m { };');
    const { tree, problems } = build(`${deep}${nested(3000, 'b = <2>;')}`, 3001);
    expect(problems).toEqual([]);
    expect([...(tree.labels.get('last')?.parent?.properties.keys() ?? [])]).toEqual(['a', 'b']);
    expect(tree.labels.get('last')?.path).toHaveLength(2 * 3000);

    expect([...build(`${deep}/ { /delete-node/ n; };`, 3001).tree.nodes()]).toHaveLength(1);
    const unused = `/ { /omit-if-no-ref/ ${nested(3000).slice(4)}`;
    expect([...build(unused, 3001).tree.nodes()]).toHaveLength(1);
  });
});

describe('parentheses nest', () => {
  const value = (depth: number) => `/ { a = <${'('.repeat(depth)}7${')'.repeat(depth)}>; };`;

  it('256 deep, and no deeper', () => {
    expect(build(value(256)).problems).toEqual([]);
    const { problems } = build(value(257));
    expect(problems.map(({ code }) => code)).toEqual(['nesting-too-deep']);
    expect(problems[0]?.help).toContain('--max-nesting');
  });

  it('as deep as the limit says, whatever is left of the stack', () => {
    const { tree, problems } = nearTheEnd(() => build(value(3000), 3000));
    expect(problems).toEqual([]);
    expect(tree.root.property('a')?.asCells()).toEqual([7]);
    expect(tree.root.property('a')?.parts).toHaveLength(1);
  });

  it('with choices in one another', () => {
    const choices = `${'0 ? 1 : '.repeat(2000)}9`;
    expect(build(`/ { a = <(${choices})>; };`, 3000).tree.root.property('a')?.asCells()).toEqual([9]);
  });
});
