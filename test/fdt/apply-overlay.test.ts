import { describe, expect, it } from 'vitest';
import { applyOverlay } from '../../src/fdt/apply-overlay.ts';
import { plainCopy } from '../../src/fdt/plain-copy.ts';
import type { PlainTree } from '../../src/fdt/plain-tree.ts';
import { readDtb } from '../../src/fdt/read-dtb.ts';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { hexOf, treeOf } from '../devicetree/tree-of.ts';

const baseDts = `/ {
	aliases { serial0 = "/soc/uart@10"; };
	soc: soc { uart: uart@10 { reg = <1>; }; second: uart@20 { }; i2c: i2c { }; };
	user { link = <&uart>; };
};`;

function applied(overlay: string): { base: PlainTree; codes: string[] } {
  const base = plainCopy(treeOf(baseDts));
  const problems = applyOverlay(base, plainCopy(treeOf(`/plugin/; ${overlay}`)));
  return { base, codes: problems.map(({ code }) => code) };
}

/** A value in hex after an overlay that is right. */
function valueAfter(overlay: string, path: string, property: string): string | undefined {
  const { base, codes } = applied(overlay);
  expect(codes).toEqual([]);
  const value = base.nodeByPath(path)?.property(property)?.value;
  return value && hexOf(value);
}

const symbolAfter = (overlay: string, label: string): string | undefined => {
  const { base, codes } = applied(overlay);
  expect(codes).toEqual([]);
  return base.root.child('__symbols__')?.property(label)?.asString();
};

/** A fragment for a path, as dtc writes it out of `&{/path} { }`. */
const fragment = (path: string, content: string): string =>
  `/ { fragment@0 { target-path = "${path}"; __overlay__ { ${content} }; }; };`;

describe('a fragment', () => {
  it.each([
    ['a path', '/soc/uart@10'],
    ['an alias', 'serial0'],
    ['a path without unit address', '/soc/uart'],
  ])('may be for %s', (_, path) => {
    expect(valueAfter(fragment(path, 'a = <7>;'), '/soc/uart@10', 'a')).toBe('00000007');
  });

  it('may be for what an earlier one brought', () => {
    const overlay = `/ {
      fragment@0 { target-path = "/"; __overlay__ { fresh { }; }; };
      fragment@1 { target-path = "/fresh"; __overlay__ { a = <7>; }; };
    };`;
    expect(valueAfter(overlay, '/fresh', 'a')).toBe('00000007');
  });

  it('is merged behind others for the same node', () => {
    expect(valueAfter('&uart { a = <1>; }; &uart { a = <2>; };', '/soc/uart@10', 'a')).toBe('00000002');
  });

  it('without content is passed over, as is what is no fragment', () => {
    expect(applied('/ { fragment@0 { target = <&uart>; }; other { a; }; };').codes).toEqual([]);
  });

  it('goes by its target where it has both', () => {
    const both = `/ { fragment@0 { target = <&uart>; target-path = "/user"; __overlay__ { a; }; }; };`;
    expect(valueAfter(both, '/soc/uart@10', 'a')).toBe('');
  });

  it.each([
    ['without a target', ''],
    ['for phandle 0', 'target = <0>;'],
    ['for a phandle that is nobody’s', 'target = <0xdeadbeef>;'],
    ['for two cells', 'target = <&uart 1>;'],
    ['for a path that is not there', 'target-path = "/nowhere";'],
    ['for an alias that is not there', 'target-path = "serial9";'],
  ])('%s is refused', (_, target) => {
    expect(applied(`/ { fragment@0 { ${target} __overlay__ { a; }; }; };`).codes).toEqual(['missing-target']);
  });
});

describe('phandles', () => {
  it('of the overlay move behind those of the base', () => {
    const overlay = fragment('/user', 'fresh: fresh { me = <&fresh>; };');
    expect(valueAfter(overlay, '/user/fresh', 'phandle')).toBe('00000005');
    expect(valueAfter(overlay, '/user/fresh', 'me')).toBe('00000005');
  });

  it('of the base are lost where the overlay has one for the same node, as with fdtoverlay', () => {
    const overlay = fragment('/soc', 'mine: uart@10 { }; other { link = <&mine>; };');
    expect(valueAfter(overlay, '/soc/uart@10', 'phandle')).toBe('00000005');
    expect(valueAfter(overlay, '/soc/other', 'link')).toBe('00000005');
    expect(valueAfter(overlay, '/user', 'link')).toBe('00000001');
  });

  it('that leave no room are refused', () => {
    expect(applied('&uart { a { phandle = <0xfffffffd>; }; };').codes).toEqual(['bad-phandle']);
  });
});

describe('symbols of the overlay', () => {
  it('join those of the base, with the paths that are theirs there', () => {
    expect(symbolAfter('&uart { fresh: fresh { }; };', 'fresh')).toBe('/soc/uart@10/fresh');
    expect(symbolAfter('&{/} { fresh: fresh { }; };', 'fresh')).toBe('/fresh');
  });

  it('are left out where they do not get into the base', () => {
    expect(symbolAfter('/ { out: other { }; fragment@0 { target = <&uart>; };  };', 'out')).toBeUndefined();
  });

  it('begin as the fragment does, be that with an alias', () => {
    expect(symbolAfter(fragment('serial0', 'fresh: fresh { };'), 'fresh')).toBe('serial0/fresh');
  });

  it('serve the overlays behind it', () => {
    const { base } = applied(fragment('serial0', 'fresh: fresh { };'));
    const second = plainCopy(treeOf('/plugin/; &fresh { a = <7>; };'));
    expect(applyOverlay(base, second)).toEqual([]);
    expect(base.nodeByPath('/soc/uart@10/fresh')?.property('a')?.asCells()).toEqual([7]);
  });
});

describe('a label that the base lacks', () => {
  it('is told with the nearest ones that it has', () => {
    const base = plainCopy(treeOf('/ { uart0: a { }; uart1: b { }; other: c { }; };'));
    const problems = applyOverlay(base, plainCopy(treeOf('/plugin/; &uart2 { };')));
    expect(problems).toMatchObject([{ code: 'missing-symbol', help: 'Did you mean `&uart0` or `&uart1`?' }]);
  });
});

describe('a blob', () => {
  const overlayOf = (dts: string): PlainTree | undefined => readDtb('o.dtbo', writeDtb(treeOf(dts))).tree;
  const codesOf = (dts: string): string[] | undefined => {
    const overlay = overlayOf(dts);
    return overlay && applyOverlay(plainCopy(treeOf(baseDts)), overlay).map(({ code }) => code);
  };
  const content = 'fragment@0 { target-path = "/user"; __overlay__ { r = <1>; }; };';

  it.each([
    ['a label’s fixup', '__fixups__ { uart = "/nowhere:r:0"; };'],
    ['a label’s fixup, beyond the value', '__fixups__ { uart = "/fragment@0/__overlay__:r:4"; };'],
    ['a label’s fixup that is none', '__fixups__ { uart = "what"; };'],
    ['a label’s fixup that is no text', '__fixups__ { uart = <1>; };'],
    ['a local fixup', '__local_fixups__ { fragment@0 { __overlay__ { other = <0>; }; }; };'],
    ['a local fixup, of a node', '__local_fixups__ { nowhere { r = <0>; }; };'],
    ['a local fixup, beyond the value', '__local_fixups__ { fragment@0 { __overlay__ { r = <4>; }; }; };'],
    ['a local fixup that is no cell', '__local_fixups__ { fragment@0 { __overlay__ { r = [00]; }; }; };'],
  ])('is refused where it leads to no cell: %s', (_, fixups) => {
    expect(codesOf(`/ { ${content} ${fixups} };`)).toEqual(['bad-overlay']);
  });

  it('may be an overlay that changes nothing', () => {
    expect(codesOf('/ { };')).toEqual([]);
  });
});
