import { describe, expect, it } from 'vitest';
import { editLossless } from '../../../grammar/lossless/edit-lossless.ts';
import {
  insertNode,
  insertProperty,
  type LosslessEdit,
  removeNode,
  removeProperty,
  rename,
  replaceElement,
  replaceValue,
} from '../../../grammar/lossless/edits.ts';
import type {
  CellElement,
  DocumentElement,
  NodeElement,
  PartElement,
  PropertyElement,
} from '../../../grammar/lossless/elements.ts';
import { cellAt, elementAt, nodeAt, propertyAt } from '../../../grammar/lossless/find-element.ts';
import { readLossless, readLosslessText } from '../../../grammar/lossless/read-lossless.ts';

/** What `|` stands before in a text without it. */
interface Found {
  readonly document: DocumentElement;
  readonly node: NodeElement;
  readonly property: PropertyElement;
  readonly cell: CellElement;
  readonly part: PartElement;
}

/** Makes an edit at the place that `|` marks; gives the new text, or the code of the refusal. */
function edited(marked: string, makeEdit: (found: Found) => LosslessEdit): string {
  const offset = marked.indexOf('|');
  const file = readLosslessText(marked.replace('|', ''));
  const { document } = file;
  const found = {
    document,
    node: nodeAt(document, offset),
    property: propertyAt(document, offset),
    cell: cellAt(document, offset),
    part: elementAt(document, offset, 'cells', 'string', 'bytes', 'reference', 'macro-part', 'incbin'),
  } as Found;
  const { text, refused } = editLossless(file, [[makeEdit(found)]]);
  return refused.get(0)?.code ?? text;
}

describe('a cell', () => {
  it.each([
    ['a number', 'a = <1 |2 /* two */ 3>;', '0x10', 'a = <1 0x10 /* two */ 3>;'],
    ['a macro', 'a = <FOO(1, |2)>;', '1', 'a = <1>;'],
    ['one in a memreserve', '/memreserve/ |1 2;', '0x10', '/memreserve/ 0x10 2;'],
    ['one that touches another', 'a = <|(1)(2)>;', 'FOO', 'a = <FOO (2)>;'],
    ['one by several', 'a = <|1>;', '1 2', 'a = <1 2>;'],
    ['one behind a directive', 'a = <1\n#if A\n|2\n#endif\n>;', '3', 'a = <1\n#if A\n3\n#endif\n>;'],
  ])('is replaced: %s', (_, text, cell, expected) => {
    expect(edited(text, (found) => replaceElement(found.cell, cell))).toBe(expected);
  });

  it.each(['1>; b = <2', '1 // x', '1 /* x', '(1', '"x"', '', '1;', '\n#if A\n1', '1>, <2', '/bits/ 8 <1'])(
    'is not replaced by what is none: %j',
    (text) => {
      expect(edited('a = <|1 2>;', (found) => replaceElement(found.cell, text))).toBe('edit-text-invalid');
    },
  );

  it('is not replaced where directives stand in it', () => {
    const text = 'a = <|(1\n#if A\n+ 2\n#endif\n)>;';
    expect(edited(text, ({ cell }) => replaceElement(cell, '1'))).toBe('edit-across-directives');
  });
});

describe('a value', () => {
  it.each([
    ['is replaced', 'a  =  <|1> ; // x', '"y", <2>', 'a  =  "y", <2> ; // x'],
    ['is given to a name', '|a ;', '<1>', 'a = <1> ;'],
    ['is taken away', '|a = <1>;', '', 'a;'],
    ['stays as it is', '|a;', '', 'a;'],
    ['is not replaced by what is none', '|a;', '<1', 'edit-text-invalid'],
    ['is not replaced where it cannot be understood', '|a = <1> <2>;', '<1>', 'edit-in-unstructured'],
    [
      'is not replaced where directives stand in it',
      '|a = <1>\n#if A\n, <2>\n#endif\n;',
      '<1>',
      'edit-across-directives',
    ],
  ])('%s', (_, text, value, expected) => {
    expect(edited(text, ({ property }) => replaceValue(property, value))).toBe(expected);
  });

  it('is replaced between two commas', () => {
    const replace = ({ part }: Found) => replaceElement(part, '"x"');
    expect(edited('a = <1>, |<2>, l: <3>;', replace)).toBe('a = <1>, "x", l: <3>;');
  });
});

describe('a name', () => {
  it.each([
    ['of a node', 'l: |cpu@1 { };', 'cpu@2', 'l: cpu@2 { };'],
    ['that a macro makes', '|cpu@ID(1) { };', 'cpu@1', 'cpu@1 { };'],
    ['that is none', '|cpu@1 { };', 'cpu 2', 'edit-text-invalid'],
    ['with two addresses', '|cpu@1 { };', 'cpu@1@2', 'edit-text-invalid'],
    ['that is a directive', '|cpu { };', '#if', 'edit-text-invalid'],
    ['that is the root', '/ |{ };', 'x', 'edit-out-of-place'],
    ['that is a reference', '&x |{ };', 'y', 'edit-out-of-place'],
  ])('%s', (_, text, name, expected) => {
    expect(edited(text, ({ node }) => rename(node, name))).toBe(expected);
  });

  it('of a property', () => {
    expect(edited('|a-b = <1>;', ({ property }) => rename(property, 'c,d'))).toBe('c,d = <1>;');
    expect(edited('|a = <1>;', ({ property }) => rename(property, 'a@1'))).toBe('edit-text-invalid');
  });
});

describe('removing', () => {
  it.each([
    [
      'takes the line with its comment',
      'n {\n\t/* above */\n\t|a = <1>; // x\n\n\tb;\n};',
      'n {\n\t/* above */\n\n\tb;\n};',
    ],
    ['takes all its lines', 'n {\n|a =\n <1>;\n};', 'n {\n};'],
    ['takes the last line of a file', 'a;\n|b;', 'a;\n'],
    ['leaves what follows on the line', 'n { |a; b; /* x */ };', 'n { b; /* x */ };'],
    ['leaves what stands before on the line', 'a; |b; // x\nc;', 'a; // x\nc;'],
    ['leaves a comment that begins the line', '/* x */ |b;\nc;', '/* x */\nc;'],
    ['does not take directives away', '|a = <1\n#if A\n2\n#endif\n>;', 'edit-across-directives'],
  ])('a property %s', (_, text, expected) => {
    expect(edited(text, ({ property }) => removeProperty(property))).toBe(expected);
  });

  it('a node takes all its lines', () => {
    expect(edited('a;\n\n\tn: |n {\n\t\tb;\n\t};\nc;', ({ node }) => removeNode(node))).toBe('a;\n\nc;');
  });

  it('all properties of a line leaves its braces', () => {
    const file = readLosslessText('n { a; b; };');
    const node = nodeAt(file.document, 0) as NodeElement;
    const fixes = node.body.items.map((item) => [removeProperty(item as PropertyElement)]);
    expect(editLossless(file, fixes)).toMatchObject({ text: 'n { };', refused: new Map() });
  });
});

describe('inserting properties', () => {
  const insert =
    (text: string, where?: 'first' | 'last') =>
    ({ node }: Found) =>
      insertProperty(node, text, where);

  it.each([
    ['behind the last one', '/ |{\n\ta; // x\n\n\tn { };\n};', '/ {\n\ta; // x\n\tp;\n\n\tn { };\n};'],
    ['in front of the first node', '/ |{\n  n {\n  };\n};', '/ {\n  p;\n  n {\n  };\n};'],
    [
      'outside of a conditional',
      '/ |{\n\ta;\n#if A\n\tb;\n#endif\n};',
      '/ {\n\ta;\n\tp;\n#if A\n\tb;\n#endif\n};',
    ],
    ['into an empty node', '/ {\n    n |{ };\n};', '/ {\n    n {\n        p;\n    };\n};'],
    ['into an empty node of two lines', '/ {\n\tn |{\n\t};\n};', '/ {\n\tn {\n\t\tp;\n\t};\n};'],
    ['on the line where the others stand', '/ |{ a; };', '/ { a; p; };'],
    ['into a file with CRLF', '/ |{\r\n\ta;\r\n};\r\n', '/ {\r\n\ta;\r\n\tp;\r\n};\r\n'],
  ])('%s', (_, text, expected) => {
    expect(edited(text, insert('p;'))).toBe(expected);
  });

  it('behind the brace', () => {
    expect(edited('/ |{ // x\n\ta;\n};', insert('p;', 'first'))).toBe('/ { // x\n\tp;\n\ta;\n};');
  });

  it('of several lines indents them, but no string', () => {
    const text = 'p = <1>,\r\n\t<2>;\n\nq = "x\ny"; /* z\nz */';
    const expected = '/ {\n\ta;\n\tp = <1>,\n\t\t<2>;\n\n\tq = "x\ny"; /* z\n\tz */\n};';
    expect(edited('/ |{\n\ta;\n};', insert(text))).toBe(expected);
  });

  it('behind a given one', () => {
    const text = '/ {\n\t|a;\n\tb;\n};';
    const makeEdit = ({ node, property }: Found) => insertProperty(node, 'p;', { after: property });
    expect(edited(text, makeEdit)).toBe('/ {\n\ta;\n\tp;\n\tb;\n};');
  });

  it.each([
    ['a node', 'n { };'],
    ['half of one', 'p'],
    ['an end of the node', 'p; }; / { q;'],
    ['a directive', 'p;\n#if A'],
    ['an open comment', 'p; /*'],
    ['nothing', ' '],
  ])('is refused for %s', (_, text) => {
    expect(edited('/ |{\n\ta;\n};', insert(text))).toBe('edit-text-invalid');
  });

  it('is refused behind a node, in a document, and behind what is elsewhere', () => {
    const behindNode = ({ node }: Found) =>
      insertProperty(node, 'p;', { after: node.body.items[1] as NodeElement });
    expect(edited('/ |{ a; n { }; };', behindNode)).toBe('edit-out-of-place');
    const elsewhere = ({ node }: Found) => insertProperty(node, 'p;', { after: node });
    expect(edited('/ |{ a; };', elsewhere)).toBe('edit-out-of-place');
  });

  it('is refused where its comment would hide what follows on the line', () => {
    expect(edited('/ |{ a; };', insert('p; // x'))).toBe('edit-text-invalid');
    expect(edited('/ |{\n\ta;\n};', insert('p; // x'))).toBe('/ {\n\ta;\n\tp; // x\n};');
  });
});

describe('inserting nodes', () => {
  it('leaves a blank line before them', () => {
    const makeEdit = ({ node }: Found) => insertNode(node, 'n {\n\tb;\n};');
    expect(edited('/ |{\n\ta;\n};', makeEdit)).toBe('/ {\n\ta;\n\n\tn {\n\t\tb;\n\t};\n};');
  });

  it('works for statements of a document', () => {
    const makeEdit = ({ document }: Found) => insertNode(document, '&x { a; };');
    expect(edited('|/ { };', makeEdit)).toBe('/ { };\n\n&x { a; };');
    expect(edited('|/ { };\n', makeEdit)).toBe('/ { };\n\n&x { a; };\n');
  });

  it('is refused in front of properties', () => {
    const makeEdit = ({ node }: Found) => insertNode(node, 'n { };', 'first');
    expect(edited('/ |{ a; };', makeEdit)).toBe('edit-out-of-place');
  });
});

describe('a set of fixes', () => {
  const file = readLosslessText('/ { a = <1 2 3>; b = <4>; };');
  const node = nodeAt(file.document, 0) as NodeElement;
  const [a, b] = node.body.items as [PropertyElement, PropertyElement];
  const cell = (offset: number) => cellAt(file.document, offset) as CellElement;

  it('is made at once, in any order, as the smallest changes', () => {
    const { text, changes, bytes } = editLossless(file, [
      [rename(b, 'bc'), replaceValue(b, '<5>')],
      [replaceValue(a, '<1 9 3>')],
    ]);
    expect(text).toBe('/ { a = <1 9 3>; bc = <5>; };');
    expect(changes).toEqual([
      { start: 11, end: 12, text: '9' },
      { start: 18, end: 18, text: 'c' },
      { start: 22, end: 23, text: '5' },
    ]);
    expect(Buffer.from(bytes).toString()).toBe(text);
  });

  it('leaves out the later of two that overlap, whole', () => {
    const fixes = [
      [replaceElement(cell(11), '7')],
      [rename(b, 'c'), replaceValue(a, '<8>')],
      [replaceValue(b, '<9>')],
    ];
    const { text, refused } = editLossless(file, fixes);
    expect(text).toBe('/ { a = <1 7 3>; b = <9>; };');
    expect([...refused].map(([index, { code }]) => [index, code])).toEqual([[1, 'edits-overlap']]);
  });

  it('takes the same fix twice as one', () => {
    const { text, refused } = editLossless(file, [[replaceValue(a, '<8>')], [replaceValue(a, '<8>')]]);
    expect(text).toBe('/ { a = <8>; b = <4>; };');
    expect(refused.size).toBe(0);
  });

  it('keeps the order of insertions at one place', () => {
    const { text } = editLossless(file, [[insertProperty(node, 'c;')], [insertProperty(node, 'd;')]]);
    expect(text).toBe('/ { a = <1 2 3>; b = <4>; c; d; };');
  });

  it('that changes nothing has no changes', () => {
    const { text, changes } = editLossless(file, [[replaceValue(a, '<1 2 3>'), rename(b, 'b')]]);
    expect(changes).toEqual([]);
    expect(text).toBe('/ { a = <1 2 3>; b = <4>; };');
  });

  it('is refused for the elements of another tree', () => {
    const other = readLosslessText('/ { a; };');
    const { refused, changes } = editLossless(other, [[replaceValue(a, '<1>')]]);
    expect(refused.get(0)?.code).toBe('edit-of-other-tree');
    expect(changes).toEqual([]);
  });
});

describe('the encoding', () => {
  it('stays latin1, and refuses what that has no byte for', () => {
    const bytes = Buffer.from('/* Jörg */ a = "ä";', 'latin1');
    const file = readLossless(bytes);
    const property = propertyAt(file.document, 12) as PropertyElement;
    const replaced = editLossless(file, [[replaceValue(property, '"ü"')]]);
    expect(Buffer.from(replaced.bytes).equals(Buffer.from('/* Jörg */ a = "ü";', 'latin1'))).toBe(true);
    const { refused } = editLossless(file, [[replaceValue(property, '"€"')]]);
    expect(refused.get(0)?.code).toBe('edit-text-unencodable');
  });

  it('keeps the byte order mark', () => {
    const file = readLossless(Buffer.from('\ufeffa;'));
    const property = propertyAt(file.document, 0) as PropertyElement;
    const { bytes, changes } = editLossless(file, [[rename(property, 'ä')], [replaceValue(property, '"ä"')]]);
    expect(Buffer.from(bytes).toString()).toBe('\ufeffa = "ä";');
    expect(changes).toEqual([{ start: 1, end: 1, text: ' = "ä"' }]);
  });
});
