import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { treeOf } from '../devicetree/tree-of.ts';

describe('a DTB', () => {
  it('has header, reservations, structure and strings without gaps', () => {
    const dtb = writeDtb(treeOf('/memreserve/ 1 2; / { a = "x"; n { a; }; };'));
    const cells = new DataView(dtb.buffer);
    const header = Array.from({ length: 10 }, (_, index) => cells.getUint32(index * 4));
    expect(header).toEqual([0xd00d_feed, 130, 72, 128, 40, 17, 16, 0, 2, 56]);
    expect(Buffer.from(dtb.subarray(40, 72)).toString('hex')).toBe(
      `${'0'.repeat(15)}1${'0'.repeat(15)}2${'0'.repeat(32)}`,
    );
    const structure = Array.from({ length: 14 }, (_, index) => cells.getUint32(72 + index * 4));
    expect(structure).toEqual([1, 0, 3, 2, 0, 0x7800_0000, 1, 0x6e00_0000, 3, 0, 0, 2, 2, 9]);
    expect(Buffer.from(dtb.subarray(128)).toString('latin1')).toBe('a\0');
  });

  it('stores a name once that is the tail of an earlier one', () => {
    const dtb = writeDtb(treeOf('/ { myreg; reg; reg-names; g; };'));
    expect(Buffer.from(dtb).toString('latin1')).toMatch(/myreg\0reg-names\0$/);
  });

  it.each([
    ['the first CPU’s reg', '/ { cpus { cpu@3 { reg = <3>; }; cpu@1 { reg = <1>; }; }; };', 3],
    [
      '0 if that CPU was deleted',
      '/ { cpus { a: cpu@3 { reg = <3>; }; cpu@1 { reg = <1>; }; }; }; /delete-node/ &a;',
      0,
    ],
    ['0 if its reg is no single cell', '/ { cpus { cpu@3 { reg = <0 3>; }; }; };', 0],
  ])('boots %s', (_, text, expected) => {
    expect(new DataView(writeDtb(treeOf(text)).buffer).getUint32(28)).toBe(expected);
  });
});

/** A random tree, as text and as what must be read back. */
interface Sample {
  readonly properties: Readonly<Record<string, readonly number[]>>;
  readonly children: Readonly<Record<string, Sample>>;
}

const propertyName = fc
  .stringMatching(/^[a-z0-9#?][a-z0-9,._+*#?-]{0,8}$/)
  .filter((name) => !['name', 'phandle'].includes(name));
const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.record({
    properties: fc.dictionary(propertyName, fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 9 }), {
      maxKeys: 4,
    }),
    children: fc.oneof(
      { maxDepth: 3 },
      fc.constant({}),
      fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,4}(@[0-9a-f]{1,4})?$/), tie('sample'), {
        maxKeys: 3,
      }),
    ),
  }),
}));

function print({ properties, children }: Sample, newline: string): string {
  const lines = Object.entries(properties).map(
    ([name, bytes], index) => `${name} = ${printValue(bytes, index)};`,
  );
  const nodes = Object.entries(children).map(([name, child]) => `${name} {${print(child, `${newline}\t`)}};`);
  return [...lines, ...nodes].map((line) => newline + line).join('') + newline;
}

/** The same bytes in one of the ways to write them. */
function printValue(bytes: readonly number[], way: number): string {
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  if (way % 3 === 0) return `[${hex.join(way % 2 === 0 ? ' ' : '')}]`;
  if (way % 3 === 1) return `/bits/ 8 <${bytes.map((byte) => `0x${byte.toString(16)}`).join('\n')}>`;
  const whole =
    bytes.at(-1) === 0
      ? `"${hex
          .slice(0, -1)
          .map((byte) => `\\x${byte}`)
          .join('')}"`
      : `[${hex.join('')}]`;
  return whole;
}

describe('any tree', () => {
  it('is read as it was printed', () => {
    fc.assert(
      fc.property(sample, (expected) => {
        const { root } = treeOf(`/ {${print(expected, '\n')}};`);
        const read = (node: typeof root): Sample => ({
          properties: Object.fromEntries([...node.properties].map(([name, { value }]) => [name, [...value]])),
          children: Object.fromEntries([...node.children].map(([name, child]) => [name, read(child)])),
        });
        expect(read(root)).toEqual(expected);
      }),
    );
  });
});
