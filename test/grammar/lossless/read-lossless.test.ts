import { describe, expect, it } from 'vitest';
import { type ItemElement, isToken, type LosslessElement } from '../../../grammar/lossless/elements.ts';
import { encodeLossless } from '../../../grammar/lossless/encode-lossless.ts';
import { printLossless, tokensOf } from '../../../grammar/lossless/print-lossless.ts';
import { readLossless, readLosslessText } from '../../../grammar/lossless/read-lossless.ts';

function itemsOf(text: string): readonly ItemElement[] {
  const { document } = readLosslessText(text);
  expect(printLossless(document)).toBe(text);
  return document.items;
}

/** The kinds of items, those of bodies in brackets behind their node's. */
function outline(items: readonly ItemElement[]): unknown[] {
  return items.flatMap((item) => ('body' in item ? [item.kind, outline(item.body.items)] : [item.kind]));
}

function elementsOf(root: LosslessElement, kind: LosslessElement['kind']): LosslessElement[] {
  const found = root.kind === kind ? [root] : [];
  return [...found, ...root.children.flatMap((each) => (isToken(each) ? [] : elementsOf(each, kind)))];
}

describe('a file as written', () => {
  it('has all kinds of statements', () => {
    const text = `/dts-v1/; /plugin/;
/memreserve/ 0x1000 (0x10 << 2);
#include <dt-bindings/gpio.h>
/include/ "soc.dtsi"
#define A 1
/ { model = "x"; a; l: cpu@0 { }; /delete-node/ n; /delete-property/ p; };
&uart0 { };
/delete-node/ &x;
/omit-if-no-ref/ &y;
BOARD_NODES(3)
MORE_NODES(4);
`;
    expect(outline(itemsOf(text))).toEqual([
      ...['version', 'plugin', 'memreserve', 'include', 'include', 'directive'],
      ...['root', ['property', 'property', 'node', [], 'delete-node', 'delete-property']],
      ...['extend', [], 'delete-node', 'omit-if-no-ref', 'macro', 'macro'],
    ]);
  });

  it.each([
    [
      'cells',
      '<1 (2 + 3) FOO(4, (5)) BAR &x 0x6ULL>',
      ['number', 'expression', 'macro', 'macro', 'reference', 'number'],
    ],
    ['a macro and an expression', '<GIC_SPI (4 + 1)>', ['macro', 'expression']],
    ['a macro that makes a label', '<&CP_LABEL(x) 1>', ['reference', 'number']],
    ['labels between cells', '<a: 1 b: 2 c:>', ['number', 'number']],
    ['another width', '/bits/ 8 <1 2>', ['number', 'number']],
  ])('has %s', (_, value, forms) => {
    const [root] = itemsOf(`/ { p = ${value}; };`);
    const cells = elementsOf(root as LosslessElement, 'cells').flatMap((each) =>
      each.kind === 'cells' ? each.cells.map(({ form }) => form) : [],
    );
    expect(cells).toEqual(forms);
  });

  it('has parts between commas', () => {
    const [root] = itemsOf('/ { p = "a;\\"", <1>, [00 1122], &x, FOO(1), /incbin/("f", 1, 2), l: "z"; };');
    const property = root?.kind === 'root' ? root.body.items[0] : undefined;
    const parts = property?.kind === 'property' ? property.value?.parts : undefined;
    const expected = ['string', 'cells', 'bytes', 'reference', 'macro-part', 'incbin', 'string'];
    expect(parts?.map(({ kind }) => kind)).toEqual(expected);
  });

  it('has names, labels and references that macros make', () => {
    const items = itemsOf('&DIE(x) { DIE(a): l2: cpu@CPU_ID(1) { PROP(1) = <1>; }; };');
    expect(outline(items)).toEqual(['extend', ['node', ['property']]]);
    const [node] = items[0]?.kind === 'extend' ? items[0].body.items : [];
    expect(node).toMatchObject({ name: { text: 'cpu@CPU_ID(1)', isMacro: true } });
    expect(node).toMatchObject({
      labels: [
        { text: 'DIE(a)', isMacro: true },
        { text: 'l2', isMacro: false },
      ],
    });
  });

  it('tells directives from names that begin with a hash', () => {
    const items = itemsOf('/ {\n#address-cells = <1>;\n# size-cells;\n#endif\n#lines;\n};\n');
    expect(outline(items)).toEqual(['root', ['property', 'unstructured', 'directive', 'property']]);
  });

  it('may be a piece of a body', () => {
    expect(outline(itemsOf('a = <1>;\nb { };\n'))).toEqual(['property', 'node', []]);
  });
});

describe('trivia', () => {
  it('behind a token on its line is its own, what stands before a token the other', () => {
    const { document } = readLosslessText('a; // one\n/* two */ b; /* three\n */ \n\n  c;');
    const tokens = [...tokensOf(document)];
    const shown = tokens.map(({ leading, text, trailing }) =>
      [leading, trailing].map((pieces) => pieces.map((each) => each.text).join('')).join(text),
    );
    expect(shown).toEqual(['a', '; // one\n', '/* two */ b', '; /* three\n */ \n', '\n  c', ';', '']);
  });
});

describe('conditionals', () => {
  const split = '#ifdef A\n n {\n#else\n m {\n#endif\n x;\n };\n';

  it('around whole items leave the structure alone', () => {
    const text = '/ {\n#ifdef A\n n { a; };\n#elif B\n b;\n#endif\n c = <1\n#ifdef C\n 2\n#endif\n>;\n};\n';
    expect(outline(itemsOf(text))).toEqual([
      'root',
      ['directive', 'node', ['property'], 'directive', 'property', 'directive', 'property'],
    ]);
  });

  it('that split a node cost the structure of no more than that node', () => {
    expect(outline(itemsOf(`/ { a; ${'\n'}${split} b { c; }; };`))).toEqual([
      'root',
      ['property', 'unstructured', 'node', ['property']],
    ]);
  });

  it('that open and close a node apart from each other make one stretch', () => {
    const text = '/ { a;\n#if A\n n {\n#endif\n x;\n#if A\n };\n#endif\n b; };';
    expect(outline(itemsOf(text))).toEqual(['root', ['property', 'unstructured', 'property']]);
  });

  it('that close the node around them take its structure', () => {
    const text = 'z { a; n { x;\n#if A\n }; m {\n#endif\n y; }; b; };';
    expect(outline(itemsOf(text))).toEqual(['node', ['property', 'unstructured', 'property']]);
  });

  it('around a split one are split with it where it ends behind them', () => {
    const text = `a;\n#if B\n${split.slice(0, -5)}\n#endif\n };\nb;`;
    expect(outline(itemsOf(text))).toEqual(['property', 'unstructured', 'property']);
  });

  it('that split a statement cost the structure of that one', () => {
    const text = 'a;\n#if A\nb = <1>\n#else\nb = <2>\n#endif\n;\nc;';
    expect(outline(itemsOf(text))).toEqual(['property', 'unstructured', 'property']);
  });

  it('that split a value leave it without parts', () => {
    const [property] = itemsOf('a =\n#if A\n<1>\n#else\n<2>\n#endif\n;');
    expect(property).toMatchObject({ kind: 'property', value: { structured: false, parts: [] } });
  });
});

describe('what is no device tree', () => {
  it.each([
    ['a brace that stays open', 'a; n { b; ', ['property', 'unstructured']],
    ['a brace too many', 'a; }; b;', ['property', 'unstructured', 'property']],
    ['a missing semicolon', '/ { a = <1>\n b = <2>; c; };', ['root', ['property', 'property']]],
    ['two words', '/ { foo bar; c; };', ['root', ['unstructured', 'property']]],
    ['an open quote', '/ { a = "x;\n b; };\n', ['root', ['property', 'property']]],
    ['an open comment', 'a; /* b;', ['property']],
    ['a stray #endif', 'a;\n#endif\nb;', ['property', 'directive', 'property']],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(outline(itemsOf(text))).toEqual(expected);
  });

  it('is told in the reason', () => {
    const reasons = ['n {', '}', 'foo bar;', '#if A\nn {\n#endif\n};'].map((text) => itemsOf(text)[0]);
    expect(reasons.map((item) => (item?.kind === 'unstructured' ? item.reason : item?.kind))).toEqual([
      'unpaired-brace',
      'unpaired-brace',
      'unknown-statement',
      'split-by-directives',
    ]);
  });

  it('may nest three thousand levels deep, and more', () => {
    const depth = 20_000;
    const text = `${'n {'.repeat(depth)}${'};'.repeat(depth)}`;
    const { document } = readLosslessText(text);
    expect(document.items[0]?.kind).toBe('node');
    expect(printLossless(document)).toBe(text);
    const nested = `a = <${'('.repeat(depth)}${')'.repeat(depth)}>;`;
    const [property] = itemsOf(nested);
    expect(property?.kind === 'property' && property.value?.structured).toBe(true);
  });

  it('takes a time in proportion to its length', () => {
    const hostile = [
      '"\\',
      '"\\\n',
      "'\\",
      '/*',
      '"; /*\n#if\n',
      '#if A\n}\n',
      '#if A\n{\n#else\n',
      '&{',
      '\\ ',
      'A(',
    ];
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(60_000 / piece.length));
      const started = performance.now();
      expect(printLossless(readLosslessText(text).document) === text).toBe(true);
      expect(performance.now() - started, JSON.stringify(piece)).toBeLessThan(2000);
    }
  });
});

describe('bytes', () => {
  const latin1 = Uint8Array.of(...Buffer.from('/* Jörg */ a;', 'latin1'));

  it.each([
    ['latin1', latin1, { encoding: 'latin1', lineEnd: '\n' }],
    ['a byte order mark', Buffer.from('\ufeffa;\n'), { encoding: 'utf8', hasByteOrderMark: true }],
    ['CRLF', Buffer.from('a;\r\nb;\r\nc;\n'), { lineEnd: '\r\n' }],
    ['a lone CR', Buffer.from('a;\rb;\r\r\n'), { lineEnd: '\r\n' }],
    ['no line end at the end', Buffer.from('a;\n#define X'), { lineEnd: '\n' }],
    ['a NUL', Buffer.from('a;\0\0 = "\0";'), { encoding: 'utf8' }],
    ['form feeds', Buffer.from('a;\f\n\v\fb;'), { encoding: 'utf8' }],
    ['continued lines', Buffer.from('a = \\\n <1>; // x \\ \r\n y\n#define \\\n Z \\'), { encoding: 'utf8' }],
    ['UTF-16', Buffer.from('\ufeffa;', 'utf16le'), { encoding: 'latin1', hasByteOrderMark: false }],
  ])('with %s come back', (_, bytes, expected) => {
    const file = readLossless(bytes);
    expect(file).toMatchObject(expected);
    expect(Buffer.compare(encodeLossless(printLossless(file.document), file) as Uint8Array, bytes)).toBe(0);
  });

  it('are counted from behind the byte order mark', () => {
    expect(readLossless(Buffer.from('\ufeffa;')).document.items[0]?.start).toBe(0);
  });
});
