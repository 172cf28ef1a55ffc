import { describe, expect, it } from 'vitest';
import { refusalAt } from '../../../grammar/lossless/edit-refusal.ts';
import { cellAt, itemAt, nodeAt, propertyAt, writtenPath } from '../../../grammar/lossless/find-element.ts';
import { printLossless } from '../../../grammar/lossless/print-lossless.ts';
import { readLosslessText } from '../../../grammar/lossless/read-lossless.ts';

const text = `#define BASE 0x1000
/ {
	soc {
		uart: serial@1000 { /* c */
			reg = <BASE 0x10>;
		};
	};
};
&uart { port { }; };
`;
const { document } = readLosslessText(text);

function at(word: string): number {
  return text.indexOf(word);
}

describe('what stands at an offset', () => {
  it('is found: node, property and cell', () => {
    const cell = cellAt(document, at('0x10>'));
    expect(cell && printLossless(cell)).toBe('0x10');
    expect(propertyAt(document, at('BASE 0x10>'))?.name.text).toBe('reg');
    expect(nodeAt(document, at('reg'))?.name.text).toBe('serial@1000');
    expect(nodeAt(document, at('uart:'))?.name.text).toBe('serial@1000');
    expect(nodeAt(document, at('/* c */'))?.name.text).toBe('serial@1000');
  });

  it('is nothing where nothing of the kind stands', () => {
    expect(cellAt(document, at('reg'))).toBeUndefined();
    expect(nodeAt(document, at('#define'))).toBeUndefined();
    expect(propertyAt(document, text.length)).toBeUndefined();
    expect(propertyAt(document, -1)).toBeUndefined();
  });

  it('has an innermost item', () => {
    expect(itemAt(document, at('#define'))?.kind).toBe('directive');
    expect(itemAt(document, at('0x10>'))?.kind).toBe('property');
    expect(itemAt(document, at('soc'))?.kind).toBe('node');
    expect(itemAt(document, text.length)).toBeUndefined();
  });
});

describe('the path as written', () => {
  it.each([
    ['serial', '/soc/serial@1000'],
    ['/ {', '/'],
    ['&uart', '&uart'],
    ['port', '&uart/port'],
  ])('of %s is %s', (word, path) => {
    const node = nodeAt(document, at(word));
    expect(node && writtenPath(node)).toBe(path);
  });

  it('has no root in a piece of a body', () => {
    const piece = readLosslessText('a { b { }; };').document;
    const node = nodeAt(piece, 4);
    expect(node && writtenPath(node)).toBe('a/b');
  });
});

describe('what cannot be edited says why', () => {
  it.each([
    ['a macro that is defined', '#define A |1\n', 'edit-in-directive'],
    ['a stretch that directives split', '#if A\nn |{\n#endif\n};', 'edit-in-unstructured'],
    ['a value that cannot be understood', 'a = <1> |<2>;', 'edit-in-unstructured'],
    ['a directive in a value', 'a = <1\n#if |A\n2\n#endif\n>;', 'edit-in-directive'],
    ['nothing of these', 'a = |<1>;', undefined],
  ])('%s', (_, marked, code) => {
    const { document: marks } = readLosslessText(marked.replace('|', ''));
    expect(refusalAt(marks, marked.indexOf('|'))?.code).toBe(code);
  });
});
