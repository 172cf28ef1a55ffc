import { gzipSync } from 'node:zlib';
import { compileTree } from '../../../src/project/compile-tree.ts';
import { sourceInput } from '../fuzz-input.ts';
import { openFiles } from '../open-files.ts';
import type { Random } from '../random.ts';

/** A FIT image of our own writing around some blobs: their data within its tree or behind it, plain or packed. */
export function generateFit(blobs: readonly Uint8Array[], random: Random): Uint8Array {
  const outside: Uint8Array[] = [];
  const images = blobs.map((blob, index) => image(blob, index, outside, random)).join('\n');
  const names = blobs.map((_, index) => `"fdt-${index}"`);
  const configuration = `c-1 { compatible = "fuzz,board"; fdt = ${names.join(', ')}; };`;
  const fallback = random.oneIn(6) ? '' : `default = "${random.oneIn(8) ? 'c-2' : 'c-1'}";`;
  const dts = `/dts-v1/; / { images { ${images} }; configurations { ${fallback} ${configuration} }; };`;
  const { input, project } = openFiles(sourceInput('fit', dts).files, 'main.dts');
  const tree = 'severity' in input ? undefined : compileTree(input, { project }).blob;
  return Buffer.concat([tree ?? new Uint8Array(40), ...outside]);
}

function image(blob: Uint8Array, index: number, outside: Uint8Array[], random: Random): string {
  const isPacked = random.oneIn(3);
  const data = isPacked ? gzipSync(blob) : blob;
  const type = random.oneIn(12) ? random.pick(['kernel', 'ramdisk', '']) : 'flat_dt';
  const compression = random.oneIn(12) ? random.pick(['lzma', 'none', 'gzip']) : isPacked ? 'gzip' : 'none';
  const hash = random.oneIn(3) ? 'hash-1 { algo = "crc32"; value = <0>; };' : '';
  return `fdt-${index} { type = "${type}"; compression = "${compression}"; ${place(data, outside, random)} ${hash} };`;
}

function place(data: Uint8Array, outside: Uint8Array[], random: Random): string {
  if (random.oneIn(2)) return `data = [${Buffer.from(data).toString('hex')}];`;
  const offset = outside.reduce((sum, { length }) => sum + length, 0);
  outside.push(data, new Uint8Array(-data.length & 3));
  const size = random.oneIn(8) ? random.bits() : data.length;
  return `data-offset = <${random.oneIn(8) ? random.bits() : offset}>; data-size = <${size}>;`;
}
