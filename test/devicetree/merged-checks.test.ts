import { describe, expect, it } from 'vitest';
import { buildText, hexOf, summary } from './tree-of.ts';

const problemsOf = (statements: string) => buildText(`/dts-v1/;\n${statements}`).problems;
const codesOf = (statements: string) => problemsOf(statements).map(({ code }) => code);

describe('a name that cannot be', () => {
  it.each([
    ['/ { a@1 = <1>; };', '2:5 property-name'],
    ['/ { a#b { }; };', '2:5 node-name'],
    ['/ { n { a@1@2 { }; }; };', '2:9 node-name'],
    ['/ { @1 { }; };', '2:5 node-name'],
    ['/ { /omit-if-no-ref/ a#b { }; };', '2:22 node-name'],
  ])('is refused in the merged tree: %s', (text, expected) => {
    expect(summary(problemsOf(text))).toEqual([expected]);
  });

  it.each([
    '/ { a@1 = <1>; }; / { /delete-property/ a@1; };',
    '/ { a#b { }; }; / { /delete-node/ a#b; };',
    '/ { l: a#b { }; }; /delete-node/ &l;',
    '/ { n { a@1; }; }; / { /delete-node/ n; };',
  ])('is nothing to refuse once it is deleted, as in dtc: %s', (text) => {
    expect(codesOf(text)).toEqual([]);
  });
});

describe('what a body defines twice', () => {
  it.each([
    ['/ { n { p; p; }; }; / { /delete-node/ n; };', []],
    ['/ { n { }; n { }; }; / { /delete-node/ n; };', []],
    ['/ { n { }; /delete-node/ n; }; / { /delete-node/ n; };', []],
    ['/ { p; p; }; / { /delete-property/ p; };', []],
    ['/ { p = <1>; p = <2>; }; / { p = <3>; };', ['duplicate-property']],
    ['/ { n { }; n { }; }; / { n { z; }; };', ['duplicate-node']],
    ['/ { n { }; /delete-node/ n; };', ['duplicate-node']],
    ['/ { /delete-node/ n; n { }; };', []],
  ])('counts where it is still there at the end: %s', (text, expected) => {
    expect(codesOf(text)).toEqual(expected);
  });

  it('keeps its second value where the first is deleted', () => {
    const { tree } = buildText('/dts-v1/; / { p = <1>; p = <2>; }; / { /delete-property/ p; };');
    expect(hexOf(tree.root.property('p')?.value)).toBe('00000002');
  });

  it('may be a fragment that an overlay writes by hand', () => {
    expect(codesOf('/plugin/; / { fragment@0 { }; }; &a { };')).toEqual(['duplicate-node']);
  });
});

describe('labels of a property', () => {
  it.each([
    ['/ { a: p; }; / { b: p; }; / { q = a: <1>; };', ['duplicate-label']],
    ['/ { a: p; }; / { p; }; / { a: n { }; };', ['duplicate-label']],
    ['/ { a: p; }; / { a: p; };', []],
    ['/ { a: a: p; };', []],
    ['/ { a: p = a: <1>; };', ['duplicate-label']],
    ['/ { a: p; }; / { /delete-property/ p; }; / { a: q; };', []],
    ['/ { a: p; }; / { /delete-property/ p; p; }; / { a: q; };', []],
    ['/ { p = a: <1>; }; / { p = <2>; }; / { q = a: <1>; };', []],
  ])('add up over its definitions, and go with it: %s', (text, expected) => {
    expect(codesOf(text)).toEqual(expected);
  });
});

describe('a phandle', () => {
  it.each([
    ['l: n { phandle = <&l &l>; };', ['bad-phandle']],
    ['l: ab { phandle = &l; };', ['bad-phandle']],
    ['l: n { phandle = <&z>; };', ['undefined-label']],
    ['l: n { phandle = <&l>; };', []],
  ])('is one cell, and says one thing if it is wrong: %s', (text, expected) => {
    expect(codesOf(`/ { ${text} };`)).toEqual(expected);
  });
});

describe('an extension', () => {
  it.each([
    ['&{/} { };', 'undefined-path'],
    ['/plugin/; &{a/b} { };', 'relative-reference'],
    ['/plugin/; / { }; l: &a { };', 'undefined-label'],
    ['/plugin/; l: &{/} { };', 'undefined-path'],
  ])('is refused where dtc does: %s', (text, expected) => {
    expect(codesOf(text)).toEqual([expected]);
  });

  it('with a label merges into what the overlay has itself', () => {
    const { tree, problems } = buildText('/dts-v1/; /plugin/; / { n { }; }; l: &{/n} { p; };');
    expect(problems).toEqual([]);
    expect([...tree.root.children.keys()]).toEqual(['n']);
  });
});

describe('a node that is missing', () => {
  const board = '/ { soc { uart0: serial@1000 { }; serial@2000 { }; }; };\n';
  const said = (statement: string) =>
    problemsOf(board + statement).map(({ message, help }) =>
      help === undefined ? message : `${message} ${help}`,
    );

  it.each([
    ['&{/sco/x} { };', 'There is no node `/sco/x`: / has no subnode `sco`. Its only subnode is `soc`.'],
    [
      '&{/soc/serial@100} { };',
      'There is no node `/soc/serial@100`: /soc has no subnode `serial@100`. Did you mean `&{/soc/serial@1000}`?',
    ],
    [
      '&{/soc/serial} { };',
      'There is no node `/soc/serial`: /soc has no subnode `serial`. Its subnodes are `serial@1000`, `serial@2000`.',
    ],
    ['&{uart0/x} { };', 'There is no node `uart0/x`: /soc/serial@1000 has no subnode `x`.'],
    ['&{uart1/x} { };', 'No node has the label `uart1`. Did you mean `&uart0`?'],
    ['/delete-node/ &uart;', 'No node has the label `uart`. Did you mean `&uart0`?'],
    ['/ { x = &{/soc2}; };', 'There is no node `/soc2`. Did you mean `&{/soc}`?'],
  ])('is told with the part that is missing: %s', (statement, expected) => {
    expect(said(statement)).toEqual([expected]);
  });

  it('is told with where it was deleted', () => {
    const [byLabel] = problemsOf(`${board}/delete-node/ &uart0;\n/ { x = <&uart0>; };`);
    expect(byLabel?.message).toBe('No node has the label `uart0` any more: /soc/serial@1000 is deleted.');
    expect(byLabel?.related).toMatchObject([{ message: 'deleted here' }]);
    const [byPath] = problemsOf(`${board}/ { /delete-node/ soc; };\n&{/soc/serial@1000} { };`);
    expect(byPath?.related).toMatchObject([{ message: 'deleted here' }]);
  });
});
