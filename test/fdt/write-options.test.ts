import { describe, expect, it } from 'vitest';
import { readDtb } from '../../src/fdt/read-dtb.ts';
import { type WriteDtbOptions, writeDtb } from '../../src/fdt/write-dtb.ts';
import { hexOf, outline, treeOf } from '../devicetree/tree-of.ts';

function written(dts: string, options: WriteDtbOptions): ReturnType<typeof readBack> {
  return readBack(writeDtb(treeOf(dts), options));
}

function readBack(blob: Uint8Array): {
  blob: Uint8Array;
  names: string;
  value: (path: string, name: string) => string;
} {
  const { tree, problems } = readDtb('test.dtb', blob);
  if (tree === undefined || problems.length > 0) throw new Error(JSON.stringify(problems[0]?.message));
  const value = (path: string, name: string): string => {
    const property = tree.nodeByPath(path)?.property(name);
    const strings = property?.asStrings();
    return strings?.[0] ? strings.join(' ') : hexOf(property?.value);
  };
  return { blob, names: outline(tree.root), value };
}

const sizeOf = (blob: Uint8Array): number => new DataView(blob.buffer).getUint32(4);

describe('-@', () => {
  it('gives the last number again where the node that had it was dropped', () => {
    const dts = '/ { x: one { }; /omit-if-no-ref/ m { l: n { r = <&l>; }; }; };';
    const { tree } = readDtb('board.dtb', writeDtb(treeOf(dts), { symbols: true }));
    expect(tree?.nodeByPath('/one')?.phandle).toBe(1);
  });

  it('adds the path of every label, and a phandle to each node that has one', () => {
    const { names, value } = written('/ { r = <&b>; a: a { }; b: c: b { }; d { }; };', { symbols: true });
    expect(names).toBe('r a { phandle } b { phandle } d {  } __symbols__ { a b c }');
    expect(value('/__symbols__', 'c')).toBe('/b');
    expect([value('/a', 'phandle'), value('/b', 'phandle')]).toEqual(['00000002', '00000001']);
  });

  it('numbers a node that came back without its label, as dtc does', () => {
    const dts = '/ { a { b: b { }; }; c: c { }; }; /delete-node/ &b; / { a { b { }; }; };';
    expect(written(dts, { symbols: true }).names).toBe('a { b { phandle } } c { phandle } __symbols__ { c }');
  });

  it('extends the symbols that are there', () => {
    const { names, value } = written('/ { a: a { }; b: b { }; __symbols__ { b = "/old"; }; };', {
      symbols: true,
    });
    expect(names).toBe('a { phandle } b { phandle } __symbols__ { b a }');
    expect(value('/__symbols__', 'b')).toBe('/old');
  });

  it('adds nothing where there are no labels', () => {
    expect(written('/ { a { }; };', { symbols: true }).names).toBe('a {  }');
  });
});

describe('-A', () => {
  it('adds labels to the aliases, without phandles', () => {
    expect(written('/ { aliases { x = "/a"; }; a: a { }; };', { autoAlias: true }).names).toBe(
      'aliases { x a } a {  }',
    );
  });
});

describe('fixups', () => {
  it('name the cells of an overlay that want a phandle of the base', () => {
    const { names, value } = written('/plugin/; &base { p = <1 &x>; own: own { q = <&own &x>; }; };', {});
    expect(names).toBe(
      'fragment@0 { target __overlay__ { p own { q phandle } } } __fixups__ { base x } ' +
        '__local_fixups__ { fragment@0 { __overlay__ { own { q } } } }',
    );
    expect(value('/__fixups__', 'x')).toBe('/fragment@0/__overlay__:p:4 /fragment@0/__overlay__/own:q:4');
    expect(value('/__local_fixups__/fragment@0/__overlay__/own', 'q')).toBe('00000000');
  });

  it('are made for any tree with -L', () => {
    expect(written('/ { a: a { }; b { r = <0 &a>; }; };', { fixups: true }).names).toBe(
      'a { phandle } b { r } __local_fixups__ { b { r } }',
    );
  });
});

describe('-H', () => {
  it.each([
    ['epapr', 'r a { phandle } b { phandle }'],
    ['legacy', 'r a { linux,phandle } b { phandle }'],
    ['both', 'r a { linux,phandle phandle } b { phandle }'],
  ] as const)('%s writes generated phandles so', (phandleFormat, names) => {
    expect(written('/ { r = <&a &b>; a: a { }; b: b { phandle = <7>; }; };', { phandleFormat }).names).toBe(
      names,
    );
  });

  it('adds what a node that asks for its number lacks', () => {
    const dts = '/ { a: a { phandle = <&a>; }; };';
    expect(written(dts, { phandleFormat: 'both' }).names).toBe('a { phandle linux,phandle }');
  });
});

describe('the size', () => {
  const dts = '/ { a; };';
  const plain = writeDtb(treeOf(dts)).length;

  it.each([
    ['padBytes: 10', { padBytes: 10 }, plain + 10],
    ['minimumBytes: 1000', { minimumBytes: 1000 }, 1000],
    ['minimumBytes: 1', { minimumBytes: 1 }, plain],
    ['alignBytes: 64', { alignBytes: 64 }, Math.ceil(plain / 64) * 64],
    ['padBytes: 64, alignBytes: 64', { padBytes: 64, alignBytes: 64 }, Math.ceil((plain + 64) / 64) * 64],
    ['reservationSlots: 2', { reservationSlots: 2 }, plain + 32],
  ])('is what %s says', (_, options, size) => {
    const { blob } = written(dts, options);
    expect([blob.length, sizeOf(blob)]).toEqual([size, size]);
  });
});

describe('-s', () => {
  it('sorts nodes, properties and reservations', () => {
    const dts = '/memreserve/ 2 1; /memreserve/ 1 1; / { b; a; d { }; c { z; y; }; };';
    const { blob, names } = written(dts, { sort: true });
    expect(names).toBe('a b c { y z } d {  }');
    expect(readDtb('x', blob).tree?.memreserves.map(({ address }) => address)).toEqual([1n, 2n]);
  });
});

describe('-b', () => {
  it('wins over the first CPU', () => {
    const blob = writeDtb(treeOf('/ { cpus { cpu@3 { reg = <3>; }; }; };'), { bootCpu: 1 });
    expect(readDtb('x', blob).tree?.bootCpu).toBe(1);
  });
});
