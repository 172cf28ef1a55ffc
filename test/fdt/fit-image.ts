import { createHash } from 'node:crypto';
import { writeDtb } from '../../src/fdt/write-dtb.ts';
import { treeOf } from '../devicetree/tree-of.ts';

/** An image node of a FIT image: its data, where they stand, and further statements. */
export interface FitPart {
  readonly data: Uint8Array;
  /** Default: in the node. */
  readonly where?: 'data-offset' | 'data-position';
  readonly type?: string;
  readonly compression?: string;
  /** Statements for the node. */
  readonly more?: string;
}

/** A FIT image as U-Boot's mkimage makes them, with a SHA-256 for each of its parts. */
export function fitImage(parts: Readonly<Record<string, FitPart>>, configurations: string): Uint8Array {
  // The offsets behind the tree need its size, which does not depend on them.
  const size = treeOfParts(parts, configurations, 0).length;
  const outside = Object.values(parts).filter(({ where }) => where !== undefined);
  const pieces = [
    treeOfParts(parts, configurations, size),
    new Uint8Array((4 - (size % 4)) % 4),
    ...outside.flatMap(({ data }) => [data, new Uint8Array((4 - (data.length % 4)) % 4)]),
  ];
  return Uint8Array.from(Buffer.concat(outside.length === 0 ? pieces.slice(0, 1) : pieces));
}

function treeOfParts(
  parts: Readonly<Record<string, FitPart>>,
  configurations: string,
  size: number,
): Uint8Array {
  const behind = Math.ceil(size / 4) * 4;
  let offset = 0;
  const images = Object.entries(parts).map(
    ([name, { data, where, type = 'flat_dt', compression, more = '' }]) => {
      const start = where === 'data-position' ? behind + offset : offset;
      if (where !== undefined) offset += Math.ceil(data.length / 4) * 4;
      const place =
        where === undefined
          ? `data = [${hex(data)}];`
          : `${where} = <${start}>; data-size = <${data.length}>;`;
      const packed = compression === undefined ? '' : `compression = "${compression}";`;
      const hash = `hash-1 { algo = "sha256"; value = [${createHash('sha256').update(data).digest('hex')}]; };`;
      return `${name} { ${place} type = "${type}"; ${packed} ${more} ${hash} };`;
    },
  );
  return writeDtb(treeOf(`/ { images { ${images.join('\n')} }; configurations { ${configurations} }; };`));
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}
