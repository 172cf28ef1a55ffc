import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isFitImage } from '../../src/fdt/fit-configuration.ts';
import { readDtb } from '../../src/fdt/read-dtb.ts';
import { readFit } from '../../src/fdt/read-fit.ts';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { locationText } from '../../src/report/code-frame.ts';
import { outline, treeOf } from '../devicetree/tree-of.ts';
import { type FitPart, fitImage } from './fit-image.ts';

const base = writeDtb(treeOf('/ { model = "base"; uart: serial { }; };'), { symbols: true });
const overlay = writeDtb(treeOf('/plugin/; &uart { status = "okay"; };'));
const one = 'default = "conf"; conf { fdt = "fdt"; };';

/** The roots of the trees that a configuration has, and the codes of what is wrong. */
function read(image: Uint8Array, configuration?: string): { trees: string[]; codes: string[] } {
  const { trees, problems } = readFit(readDtb('board.itb', image), image, configuration);
  return {
    trees: trees.map(({ tree }) => (tree === undefined ? '' : outline(tree.root))),
    codes: [...problems, ...trees.flatMap((tree) => tree.problems)].map(({ code }) => code),
  };
}

const helpOf = (image: Uint8Array, configuration?: string): string | undefined =>
  readFit(readDtb('board.itb', image), image, configuration).problems[0]?.help;

const withPart = (part: Partial<FitPart>): Uint8Array => fitImage({ fdt: { data: base, ...part } }, one);

const baseOutline = 'model serial { phandle } __symbols__ { uart }';

describe('a FIT image', () => {
  it('is told by what its root has', () => {
    const isImage = (blob: Uint8Array): boolean | undefined => {
      const { tree } = readDtb('board.itb', blob);
      return tree && isFitImage(tree);
    };
    expect(isImage(withPart({}))).toBe(true);
    expect(isImage(base)).toBe(false);
  });

  it.each([
    ['in its structure', {}],
    ['behind its end', { where: 'data-offset' }],
    ['at a position', { where: 'data-position' }],
    ['packed with gzip', { data: gzipSync(base), compression: 'gzip' }],
    ['packed with gzip behind its end', { data: gzipSync(base), compression: 'gzip', where: 'data-offset' }],
    ['that say that they are not packed', { compression: 'none' }],
  ] as const)('has its trees %s', (_, part) => {
    expect(read(withPart(part))).toEqual({ trees: [baseOutline], codes: [] });
  });

  it('has each tree where it is, behind others', () => {
    const parts = {
      kernel: { data: Uint8Array.of(1, 2, 3), type: 'kernel', where: 'data-offset' },
      fdt: { data: base, where: 'data-offset' },
    } as const;
    expect(read(fitImage(parts, one))).toEqual({ trees: [baseOutline], codes: [] });
  });

  it('tells its places by image, node and property', () => {
    const image = withPart({});
    const { tree } = readFit(readDtb('board.itb', image), image).trees[0] ?? {};
    const uart = tree?.root.child('serial');
    expect(uart && locationText(uart.place)).toBe('board.itb: [fdt] /serial');
  });
});

describe('the configuration', () => {
  const parts = { fdt: { data: base }, other: { data: base }, over: { data: overlay } };

  it('is the one that was asked for', () => {
    const image = fitImage(parts, 'default = "a"; a { fdt = "none"; }; b { fdt = "other", "over"; };');
    expect(read(image, 'b').codes).toEqual([]);
    expect(read(image, 'b').trees).toHaveLength(2);
  });

  it('is the default, else the only one', () => {
    expect(read(fitImage(parts, 'default = "b"; a { }; b { fdt = "fdt"; };')).codes).toEqual([]);
    expect(read(fitImage(parts, 'only { fdt = "fdt"; };')).codes).toEqual([]);
  });

  it('must be named where there are several, which are listed', () => {
    const image = fitImage(parts, 'a { description = "Board A"; }; b { };');
    expect(read(image).codes).toEqual(['fit-configuration-open']);
    expect(helpOf(image)).toBe('Choose one with --configuration: a (Board A), b.');
  });

  it('that is not there is refused with the nearest and the list', () => {
    const image = fitImage(parts, 'conf-1 { fdt = "fdt"; };');
    expect(read(image, 'conf-2').codes).toEqual(['fit-configuration-unknown']);
    expect(helpOf(image, 'conf-2')).toBe('Did you mean conf-1? It has: conf-1.');
  });

  it('takes the overlays of those behind a #', () => {
    const image = fitImage(parts, 'a { fdt = "fdt"; }; b { fdt = "over"; };');
    expect(read(image, 'a#b').trees).toHaveLength(2);
    expect(read(image, 'a#c').codes).toEqual(['fit-configuration-unknown']);
  });

  it.each([
    ['without any', '', 'fit-no-configurations'],
    ['whose default is missing', 'default = "x"; a { fdt = "fdt"; };', 'fit-configuration-unknown'],
    ['without a tree', 'a { };', 'fit-no-tree'],
    ['whose tree is no list of names', 'a { fdt = <1>; };', 'fit-no-tree'],
    ['whose image is missing', 'a { fdt = "fdt", "nowhere"; };', 'fit-image-missing'],
  ])('%s is refused', (_, configurations, code) => {
    const image = fitImage(parts, configurations);
    expect(read(image).codes).toEqual([code]);
    expect(readFit(readDtb('board.itb', image), image).problems[0]?.place).toBeDefined();
  });
});

describe('an image of a FIT image is refused', () => {
  const bomb = gzipSync(new Uint8Array(65 << 20));

  it.each<[string, Partial<FitPart>, string]>([
    ['of another type', { type: 'kernel' }, 'fit-image-type'],
    ['packed in a way that is not known', { compression: 'lzma' }, 'fit-compression'],
    ['whose packing is no name', { more: 'compression = <1>;' }, 'fit-compression'],
    ['that is no gzip data', { compression: 'gzip' }, 'fit-unpack'],
    ['that unpacks to more than any tree has', { data: bomb, compression: 'gzip' }, 'fit-unpack'],
    ['that ends too early', { data: gzipSync(base).subarray(0, 60), compression: 'gzip' }, 'fit-unpack'],
    ['that is encrypted', { more: 'cipher { algo = "aes256"; };' }, 'fit-encrypted'],
    ['that is no tree', { data: new Uint8Array(64) }, 'not-a-dtb'],
  ])('%s', (_, part, code) => {
    expect(read(withPart(part)).codes).toEqual([code]);
  });

  it.each([
    ['has no size', 'data-offset = <0>;'],
    ['has no place', 'data-size = <4>;'],
    ['lies beyond the end', 'data-offset = <0xffffffff>; data-size = <0xffffffff>;'],
    ['lies beyond the end, at a position', 'data-position = <0x100000>; data-size = <4>;'],
  ])('when it %s', (_, place) => {
    const image = writeDtb(
      treeOf(`/ { images { fdt { type = "flat_dt"; ${place} }; }; configurations { ${one} }; };`),
    );
    expect(read(image).codes).toEqual(['fit-data']);
  });

  it('when its tail is missing', () => {
    const image = withPart({ where: 'data-offset' });
    expect(read(image.subarray(0, image.length - 8)).codes).toEqual(['fit-data']);
  });
});

describe('the hashes of an image', () => {
  const hashOf = (algo: string, value: string): Partial<FitPart> => ({
    more: `hash-2 { algo = "${algo}"; value = [${value}]; };`,
  });

  it.each(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])('are checked: %s', (algo) => {
    const digest = createHash(algo).update(base).digest('hex');
    expect(read(withPart(hashOf(algo, digest))).codes).toEqual([]);
    const wrong = digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(read(withPart(hashOf(algo, wrong))).codes).toEqual(['fit-hash']);
  });

  it('are checked: crc32', () => {
    // The check value of CRC-32/ISO-HDLC.
    const data = new TextEncoder().encode('123456789');
    const codesOf = (value: string): string[] =>
      read(fitImage({ fdt: { data, ...hashOf('crc32', value) } }, one)).codes;
    expect(codesOf('cbf43926')).toEqual(['not-a-dtb']);
    expect(codesOf('cbf43927')).toEqual(['fit-hash']);
  });

  it('are passed over where they are of another kind, or to be ignored', () => {
    expect(read(withPart(hashOf('crc16-ccitt', '0000'))).codes).toEqual([]);
    const ignored = 'hash-2 { algo = "sha1"; value = [00]; uboot-ignore = <1>; };';
    expect(read(withPart({ more: ignored })).codes).toEqual([]);
    expect(read(withPart({ more: 'signature-1 { algo = "sha256,rsa2048"; value = [00]; };' })).codes).toEqual(
      [],
    );
  });
});

describe('a FIT image in a FIT image', () => {
  it('is refused', () => {
    expect(read(withPart({ data: withPart({}) }))).toEqual({ trees: [], codes: ['fit-in-fit'] });
  });
});
