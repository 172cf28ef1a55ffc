import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/devicetree/tree.ts';
import { mergeNode } from '../../src/fdt/merge-node.ts';
import { plainCopy } from '../../src/fdt/plain-copy.ts';
import { printDts } from '../../src/fdt/print-dts.ts';
import { readDtb } from '../../src/fdt/read-dtb.ts';
import { type WriteDtbOptions, writeDtb } from '../../src/fdt/write-dtb.ts';
import { locationText } from '../../src/report/code-frame.ts';
import { outline, treeOf } from '../devicetree/tree-of.ts';

const board = `/memreserve/ 0x1000 0x2000;
/ {
	#address-cells = <1>;
	compatible = "test,board", "test,soc";
	soc { uart: serial@10 { reg = <0x10 0x20>; status = "okay"; }; user { port = <&uart>; }; };
};`;

const blobOf = (dts: string, options: WriteDtbOptions = {}): Uint8Array => writeDtb(treeOf(dts), options);
const codesOf = (bytes: Uint8Array): readonly string[] =>
  readDtb('board.dtb', bytes).problems.map(({ code }) => code);

function change(bytes: Uint8Array, edit: (cells: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  edit(new DataView(copy.buffer));
  return copy;
}

describe('a blob that is read', () => {
  const { tree, problems } = readDtb('board.dtb', blobOf(board));

  it('has the nodes, properties and values that were written', () => {
    expect(problems).toEqual([]);
    expect(tree === undefined ? '' : outline(tree.root)).toBe(outline(treeOf(board).root));
    expect(tree?.nodeByPath('/soc/serial@10')?.property('reg')?.asCells()).toEqual([0x10, 0x20]);
    expect(tree?.root.property('compatible')?.asStrings()).toEqual(['test,board', 'test,soc']);
    expect(tree?.memreserves).toMatchObject([{ address: 0x1000n, size: 0x2000n }]);
  });

  it('finds nodes by their phandles', () => {
    expect(tree?.nodeByPhandle(1)?.path).toBe('/soc/serial@10');
  });

  it('gives the same bytes again', () => {
    expect(tree && writeDtb(tree)).toEqual(blobOf(board));
  });

  it('has the labels of its symbols', () => {
    const withSymbols = readDtb('board.dtb', blobOf(board, { symbols: true })).tree;
    expect(withSymbols?.labels.get('uart')?.path).toBe('/soc/serial@10');
    expect(withSymbols?.nodeByPath('/soc/serial@10')?.labels.map(({ name }) => name)).toEqual(['uart']);
  });

  it('tells its places by node and property', () => {
    const reg = tree?.nodeByPath('/soc/serial@10')?.property('reg');
    expect(reg && locationText(reg.place)).toBe('board.dtb: /soc/serial@10: reg');
    expect(reg && locationText(reg.placeOfByte(4))).toBe('board.dtb: /soc/serial@10: reg');
    expect(reg && locationText(reg.node.place)).toBe('board.dtb: /soc/serial@10');
    expect(tree && locationText(tree.root.place)).toBe('board.dtb: /');
  });
});

/** One node with one property of version 1: no sizes, whole paths as names, `name` properties, values of 8 bytes aligned. */
function versionOne(): Uint8Array {
  const bytes = new Uint8Array(152);
  const view = new DataView(bytes.buffer);
  const put = (at: number, ...cells: number[]): void => {
    for (const [index, cell] of cells.entries()) view.setUint32(at + index * 4, cell);
  };
  const text = (at: number, value: string): void => bytes.set(new TextEncoder().encode(value), at);
  put(0, 0xd00d_feed, 152, 48, 136, 32, 1, 1);
  put(48, 1);
  text(52, '/');
  put(56, 1);
  text(60, '/soc');
  put(68, 3, 4, 0);
  text(80, 'soc');
  put(84, 3, 8, 5);
  put(96, 0x11, 0x22);
  put(104, 2, 2, 9);
  text(136, 'name\0reg');
  return bytes;
}

describe('a blob of an old version', () => {
  it('has names that are paths, aligned values and no sizes', () => {
    const { tree, problems } = readDtb('old.dtb', versionOne());
    expect(problems).toEqual([]);
    expect(tree === undefined ? '' : outline(tree.root)).toBe('soc { reg }');
    expect(tree?.nodeByPath('/soc')?.property('reg')?.asCells()).toEqual([0x11, 0x22]);
  });
});

/** A blob of version 17 as an older one: with a shorter header, in front of the same blocks. */
function asVersion(blob: Uint8Array, version: 2 | 3 | 16): Uint8Array {
  const copy = blob.slice();
  const view = new DataView(copy.buffer);
  const [structure, strings] = [view.getUint32(8), view.getUint32(12)];
  view.setUint32(20, version);
  view.setUint32(24, version === 16 ? 16 : 1);
  if (version < 16) return withOldStructure(copy, structure, strings);
  view.setUint32(36, 0xffff_ffff);
  return copy;
}

/** Below the root only: before version 16 names are paths, and the board of this test has values below 8 bytes. */
function withOldStructure(blob: Uint8Array, structure: number, strings: number): Uint8Array {
  const old = new Uint8Array(blob.length + 4);
  old.set(blob.subarray(0, structure + 4));
  old.set([0x2f, 0, 0, 0], structure + 4);
  old.set(blob.subarray(structure + 8, strings), structure + 8);
  old.set(blob.subarray(strings), strings);
  return old;
}

describe('the versions of a blob', () => {
  const plain = blobOf('/ { model = "old"; cell = <1>; };', { bootCpu: 3 });

  it.each([2, 3, 16] as const)('%s is read, with its boot CPU', (version) => {
    const { tree, problems } = readDtb('old.dtb', asVersion(plain, version));
    expect(problems).toEqual([]);
    expect(tree && outline(tree.root)).toBe('model cell');
    expect(tree?.bootCpu).toBe(3);
  });

  it.each([1, 2, 3])('%s by its header alone is refused: its names are no paths', (version) => {
    const edited = change(blobOf('/ { n { }; };'), (cells) => cells.setUint32(20, version));
    expect(codesOf(edited)).toEqual(['dtb-name']);
  });

  it('18 is read where it says that it can be', () => {
    expect(codesOf(change(plain, (cells) => cells.setUint32(20, 18)))).toEqual([]);
    expect(codesOf(change(plain, (cells) => cells.setUint32(24, 18)))).toEqual(['dtb-version']);
  });
});

/** A blob whose nodes, all with a phandle, stand in one another. */
function nestedBlob(levels: number): Uint8Array {
  const nodes = Array.from({ length: levels }, (_, level) => [
    ...[0, 0, 0, 1, level === 0 ? 0 : 97, 0, 0, 0],
    ...[0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, (level + 1) >> 8, (level + 1) & 0xff],
  ]).flat();
  const structure = [...nodes, ...Array.from({ length: levels }, () => [0, 0, 0, 2]).flat(), 0, 0, 0, 9];
  const strings = new TextEncoder().encode('phandle\0');
  const blob = new Uint8Array(56 + structure.length + strings.length);
  const cells = new DataView(blob.buffer);
  const header = [0xd00d_feed, blob.length, 56, 56 + structure.length, 40, 17, 16, 0, 8, structure.length];
  for (const [index, cell] of header.entries()) cells.setUint32(index * 4, cell);
  blob.set(structure, 56);
  blob.set(strings, 56 + structure.length);
  return blob;
}

describe('3,000 levels of nodes', () => {
  const blob = nestedBlob(3000);
  const { tree, problems } = readDtb('deep.dtb', blob, { maxNesting: 3000 });

  it('are read where the limit says so', () => {
    expect(problems).toEqual([]);
    expect(codesOf(blob)).toEqual(['dtb-too-deep']);
    expect(readDtb('deep.dtb', nestedBlob(3001), { maxNesting: 3000 }).problems).toMatchObject([
      { code: 'dtb-too-deep', help: expect.stringContaining('--max-nesting') },
    ]);
  });

  it('too deep are told with the ends of their path', () => {
    const [problem] = readDtb('deep.dtb', nestedBlob(3001), { maxNesting: 3000 }).problems;
    if (problem?.place === undefined) throw new Error('there is no place');
    expect(locationText(problem.place).length).toBeLessThan(300);
  });

  it('are written, printed, copied and merged', () => {
    if (tree === undefined) throw new Error('nothing was read');
    expect(writeDtb(tree)).toEqual(blob);
    expect(printDts(tree)?.match(/ \{$/gm)).toHaveLength(3000);
    const [base, overlay] = [plainCopy(tree), plainCopy(tree)];
    mergeNode(base, base.root, overlay.root);
    expect([...base.nodes()]).toHaveLength(3000);
  });
});

describe('a blob that lies', () => {
  const blob = blobOf(board);
  const faults: readonly [string, (cells: DataView) => void, string][] = [
    ['about its magic', (cells) => cells.setUint32(0, 1), 'not-a-dtb'],
    ['about its size', (cells) => cells.setUint32(4, 1 << 20), 'dtb-truncated'],
    ['about its version', (cells) => cells.setUint32(24, 18), 'dtb-version'],
    ['with a structure block beyond its end', (cells) => cells.setUint32(8, 1 << 20), 'dtb-header'],
    ['with reservations in its header', (cells) => cells.setUint32(16, 8), 'dtb-header'],
    ['with a token that is none', (cells) => cells.setUint32(cells.getUint32(8) + 8, 7), 'dtb-structure'],
    ['without an end', (cells) => cells.setUint32(cells.getUint32(12) - 4, 4), 'dtb-structure'],
    ['about a length', (cells) => cells.setUint32(cells.getUint32(8) + 12, 0x7fff_ffff), 'dtb-structure'],
    ['about a name', (cells) => cells.setUint32(cells.getUint32(8) + 16, 0x00ff_ffff), 'dtb-name'],
  ];

  it.each(faults)('%s is refused', (_, edit, code) => {
    expect(codesOf(change(blob, edit))).toContain(code);
  });

  it.each([4, 8, 1000])('about the size of its structure, by %d bytes, is read with a warning', (bytes) => {
    const size = new DataView(blob.buffer, blob.byteOffset).getUint32(36);
    const short = change(blob, (cells) => cells.setUint32(36, Math.max(0, size - bytes)));
    const { tree, problems } = readDtb('board.dtb', short);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dtb-structure-size' }]);
    expect(tree && writeDtb(tree)).toEqual(blob);
  });

  it('behind two odd bytes is read with a warning', () => {
    const start = new DataView(blob.buffer, blob.byteOffset).getUint32(8);
    const moved = Buffer.concat([blob.subarray(0, start), Buffer.alloc(2), blob.subarray(start)]);
    const cells = new DataView(moved.buffer, moved.byteOffset);
    for (const at of [4, 8, 12]) cells.setUint32(at, cells.getUint32(at) + 2);
    const { tree, problems } = readDtb('board.dtb', moved);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dtb-header' }]);
    expect(tree && writeDtb(tree)).toEqual(blob);
  });

  it('about where its reservations end is read as Linux does, with a warning', () => {
    const empty = blobOf('/ { };');
    const size = 72;
    // One entry, whose end is the root's tokens and the 0 in front of them.
    const odd = Buffer.concat([empty, Buffer.alloc(16)]);
    const cells = new DataView(odd.buffer, odd.byteOffset);
    cells.setUint32(4, odd.length);
    cells.setBigUint64(48, 1n);
    const { tree, problems } = readDtb('board.dtb', odd);
    expect(empty).toHaveLength(size);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dtb-reservations' }]);
    expect(tree?.memreserves.map(({ size }) => size)).toEqual([1n, 0x2_0000_0009n]);
  });

  it('with a node that has no name is refused', () => {
    const nameless = change(blobOf('/ { n { }; };'), (cells) => cells.setUint32(68, 0));
    expect(codesOf(nameless)).toEqual(['dtb-name']);
  });

  it('about reservations that never end is refused', () => {
    const endless = change(blob, (cells) => cells.setBigUint64(64, 1n));
    expect(codesOf(endless)).toEqual(['dtb-reservations']);
  });

  it('with two nodes of one phandle is refused', () => {
    const { tree } = readDtb('a.dtb', blobOf('/ { a { phandle = <1>; }; b { phandle = <2>; }; };'));
    const value = tree?.nodeByPath('/b')?.property('phandle')?.value;
    value?.set([0, 0, 0, 1]);
    expect(tree && codesOf(writeDtb(tree))).toEqual(['duplicate-phandle']);
  });

  it('with nodes nested without end is refused', () => {
    const deep = `/ { ${'a { '.repeat(100)}${'}; '.repeat(100)}};`;
    expect(codesOf(blobOf(deep))).toEqual([]);

    const tokens = Array.from({ length: 400 }, () => [0, 0, 0, 1, 97, 0, 0, 0]).flat();
    const blob = new Uint8Array(60 + tokens.length);
    const cells = new DataView(blob.buffer);
    [0xd00d_feed, blob.length, 56, blob.length, 40, 17, 16, 0, 0, tokens.length].forEach((cell, index) => {
      cells.setUint32(index * 4, cell);
    });
    blob.set(tokens, 56);
    expect(codesOf(blob)).toEqual(['dtb-too-deep']);
  });

  it('in any byte is read without a crash, and what is read can be written and walked', () => {
    const walk = (node: Node): number =>
      [...node.children.values()].reduce((sum, child) => sum + walk(child), node.properties.size);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(blob.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(blob.length),
        (edits, cut) => {
          const bytes = blob.slice(0, blob.length - (cut % 3 === 0 ? cut : 0));
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          const { tree, problems } = readDtb('board.dtb', bytes);
          for (const { place } of problems) if (place !== undefined) locationText(place);
          if (tree === undefined) expect(problems).not.toEqual([]);
          else expect(walk(tree.root)).toBeGreaterThanOrEqual(0);
          if (tree !== undefined && problems.length === 0) {
            const again = readDtb('board.dtb', writeDtb(tree)).tree;
            expect(again && outline(again.root)).toBe(outline(tree.root));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
