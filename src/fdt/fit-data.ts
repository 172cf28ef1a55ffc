import { createHash } from 'node:crypto';
import { cellBytes } from '../devicetree/tree-property.ts';
import type { Problem } from '../source/problem.ts';
import { crc32 } from './crc32.ts';
import { gunzip } from './gunzip.ts';
import type { PlainNode, PlainProperty } from './plain-node.ts';

/** Of a FIT image: all of its bytes, and how many of them are the tree that describes it. */
export interface FitBytes {
  readonly bytes: Uint8Array;
  readonly treeBytes: number;
}

/**
 * The bytes of a device tree in a FIT image, unpacked and checked against its hashes; or why there are none.
 *
 * They stand in the node (`data`), or behind the image's tree: from its end, rounded up to 4 (`data-offset`), or from the
 * beginning of the image (`data-position`), `data-size` bytes (U-Boot's fit_image_get_data). Unknown kinds of hashes and
 * signatures are passed over: whether an image is trusted is for the boot loader to say.
 *
 * Problems: `fit-image-type`, `fit-encrypted`, `fit-data`, `fit-hash`, `fit-compression`, `fit-unpack`.
 */
export function fitData(image: PlainNode, fit: FitBytes): Uint8Array | Problem {
  const type = image.property('type')?.asString();
  if (type !== 'flat_dt') {
    const told = type === undefined ? 'has no type' : `is of type ${type}`;
    return problem('fit-image-type', `The image ${image.name} ${told}, not flat_dt.`, image, 'type');
  }
  if ([...image.children.keys()].some((name) => /^cipher(@|$|-)/.test(name)))
    return problem('fit-encrypted', `The image ${image.name} is encrypted, which cannot be read.`, image);

  const data = storedData(image, fit);
  if ('severity' in data) return data;
  for (const child of image.children.values()) {
    const fault = checkHash(image, child, data);
    if (fault !== undefined) return fault;
  }
  return unpacked(image, data);
}

function storedData(image: PlainNode, { bytes, treeBytes }: FitBytes): Uint8Array | Problem {
  const inside = image.property('data');
  if (inside !== undefined) return inside.value;

  const position = cellOf(image.property('data-position'));
  const offset = cellOf(image.property('data-offset'));
  const size = cellOf(image.property('data-size'));
  if (size === undefined || (position === undefined && offset === undefined)) {
    const message = `The image ${image.name} has no data: neither \`data\` nor \`data-size\` with \`data-offset\` or \`data-position\`.`;
    return problem('fit-data', message, image);
  }
  const start = position ?? Math.ceil(treeBytes / 4) * 4 + (offset ?? 0);
  if (start + size <= bytes.length) return bytes.subarray(start, start + size);
  const message = `The data of ${image.name}, bytes ${start} to ${start + size}, lie beyond the end of the image, which has ${bytes.length}.`;
  return problem('fit-data', message, image, position === undefined ? 'data-offset' : 'data-position');
}

function cellOf(property: PlainProperty | undefined): number | undefined {
  return property?.value.length === 4 ? property.asCells()?.[0] : undefined;
}

const digests: Readonly<Record<string, (data: Uint8Array) => Uint8Array>> = {
  crc32: (data) => cellBytes(crc32(data)),
  md5: (data) => createHash('md5').update(data).digest(),
  sha1: (data) => createHash('sha1').update(data).digest(),
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha384: (data) => createHash('sha384').update(data).digest(),
  sha512: (data) => createHash('sha512').update(data).digest(),
};

/** U-Boot's fit_image_verify_with_data: nodes whose name begins with `hash`, over the data as they are stored. */
function checkHash(image: PlainNode, hash: PlainNode, data: Uint8Array): Problem | undefined {
  if (!hash.name.startsWith('hash') || hash.property('uboot-ignore') !== undefined) return undefined;
  const algorithm = hash.property('algo')?.asString() ?? '';
  const digest = Object.hasOwn(digests, algorithm) ? digests[algorithm] : undefined;
  const wanted = hash.property('value');
  if (digest === undefined || wanted === undefined) return undefined;
  if (Buffer.compare(digest(data), wanted.value) === 0) return undefined;

  const message = `The data of ${image.name} are damaged: their ${algorithm} is not that of ${hash.name}.`;
  return { severity: 'error', code: 'fit-hash', message, place: wanted.place };
}

function unpacked(image: PlainNode, data: Uint8Array): Uint8Array | Problem {
  const property = image.property('compression');
  const compression = property === undefined ? 'none' : property.asString();
  if (compression === undefined) {
    const message = `The \`compression\` of the image ${image.name} is no string.`;
    return problem('fit-compression', message, image, 'compression');
  }
  if (compression === 'none') return data;
  if (compression !== 'gzip') {
    const message = `The image ${image.name} is packed with ${compression}; only none and gzip can be read.`;
    const index = [...(image.parent?.children.keys() ?? [])].indexOf(image.name);
    const help = `Take the tree out with dumpimage and unpack it: \`dumpimage -T flat_dt -p ${index} -o FILE IMAGE\`.`;
    return { ...problem('fit-compression', message, image, 'compression'), help };
  }
  const result = gunzip(data);
  if (typeof result !== 'string') return result.bytes;
  return problem('fit-unpack', `The data of ${image.name} cannot be unpacked: ${result}.`, image, 'data');
}

function problem(code: string, message: string, image: PlainNode, property = ''): Problem {
  return { severity: 'error', code, message, place: (image.property(property) ?? image).place };
}
