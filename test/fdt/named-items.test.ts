import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachItem, itemMap, itemNamed, type NamedItems, withItem } from '../../src/fdt/named-items.ts';
import { StringsBlock } from '../../src/fdt/strings-block.ts';

interface Item {
  readonly name: string;
}

describe('named items', () => {
  it('are those of a Map, in its order, be they few or many', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 40 }), (names) => {
        let items: NamedItems<Item> = [];
        for (const name of names) items = withItem(items, { name });
        expect(Array.from(eachItem(items), ({ name }) => name)).toEqual(names);
        expect([...itemMap(items).keys()]).toEqual(names);
        for (const name of names) expect(itemNamed(items, name)?.name).toBe(name);
        expect(itemNamed(items, `${names.join('')}x`)).toBeUndefined();
      }),
    );
  });
});

describe('a strings block', () => {
  it('finds each name where a search from the beginning finds it', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 1000, size: 'max' }), (names) => {
        const strings = new StringsBlock();
        let expected = '';
        for (const each of names) {
          const found = expected.indexOf(`${each}\0`);
          expect(strings.offsetOf(each)).toBe(found === -1 ? expected.length : found);
          if (found === -1) expected += `${each}\0`;
        }
        expect(Buffer.from(strings.finish()).toString()).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});
