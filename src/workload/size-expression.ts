import { pictureBytes, readPicture } from './pictures/picture.ts';

/** A size as written: whole bytes, or whole pages where it says so. */
export type Size =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'pages'; readonly pages: number };

export type SizeResult =
  | { readonly ok: true; readonly size: Size }
  | { readonly ok: false; readonly message: string };

const units: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ['byte', 1n],
  ['bytes', 1n],
  ['k', 1n << 10n],
  ['kib', 1n << 10n],
  ['m', 1n << 20n],
  ['mib', 1n << 20n],
  ['g', 1n << 30n],
  ['gib', 1n << 30n],
  ['t', 1n << 40n],
  ['tib', 1n << 40n],
]);

const decimalUnits = new Set(['kb', 'mb', 'gb', 'tb']);
const pageUnits = new Set(['page', 'pages']);
const longestExpression = 100;

/**
 * Reads a size: a number of bytes, `0x1000`, `64KiB`, `4 pages`, or a product such as `1920x1080x4` or
 * `1920 x 1088 x 1.5`, or a picture, `1920x1080 NV12`. Units are powers of two, as the kernel's memparse() takes them. The product is worked out
 * exactly, and must be a whole number from 1 to 2^53 - 1.
 */
export function parseSize(value: number | string): SizeResult {
  const text = String(value).trim();
  if (text.length > longestExpression)
    return refuse(`A size has at most ${longestExpression} characters; this one has ${text.length}.`);
  if (/^0x[0-9a-f]+$/i.test(text)) return whole(BigInt(text), 1n, text, false);
  const picture = readPicture(text);
  if (picture?.kind === 'picture') return whole(BigInt(pictureBytes(picture.picture)), 1n, text, false);
  if (picture !== undefined && !isUnit(picture.name)) return refuse(picture.message);

  let numerator = 1n;
  let denominator = 1n;
  let pages = false;

  for (const factor of text.split(/\s*[x×*]\s*/i)) {
    const match = /^(\d+)(?:\.(\d+))?\s*([a-z]*)$/i.exec(factor);
    if (match === null) return refuse(`${quoted(text)} is not a size.`);
    const unit = (match[3] ?? '').toLowerCase();
    if (decimalUnits.has(unit))
      return refuse(`${quoted(match[3] ?? '')} may mean powers of ten or of two; write ${binaryName(unit)}.`);

    const multiplier = pageUnits.has(unit) ? 1n : units.get(unit);
    if (multiplier === undefined)
      return refuse(
        `${quoted(match[3] ?? '')} is not a unit of size; there are KiB, MiB, GiB, TiB, bytes and pages.`,
      );
    if (pages && pageUnits.has(unit)) return refuse(`${quoted(text)} multiplies pages by pages.`);
    pages ||= pageUnits.has(unit);

    const fraction = match[2] ?? '';
    numerator *= BigInt((match[1] ?? '') + fraction) * multiplier;
    denominator *= 10n ** BigInt(fraction.length);
  }
  return whole(numerator, denominator, text, pages);
}

function isUnit(name: string): boolean {
  const unit = name.toLowerCase();
  return units.has(unit) || pageUnits.has(unit) || decimalUnits.has(unit);
}

function whole(numerator: bigint, denominator: bigint, text: string, pages: boolean): SizeResult {
  const unit = pages ? 'pages' : 'bytes';
  if (numerator === 0n) return refuse('A size is at least 1 byte.');
  if (numerator % denominator !== 0n) {
    return refuse(
      `${quoted(text)} is ${Number(numerator) / Number(denominator)} ${unit}, which is not a whole number.`,
    );
  }

  const amount = numerator / denominator;
  if (amount > BigInt(Number.MAX_SAFE_INTEGER))
    return refuse(`${quoted(text)} is more than 2^53 - 1 ${unit}.`);
  return {
    ok: true,
    size: pages ? { kind: 'pages', pages: Number(amount) } : { kind: 'bytes', bytes: Number(amount) },
  };
}

function refuse(message: string): SizeResult {
  return { ok: false, message };
}

function quoted(text: string): string {
  return `\`${text}\``;
}

function binaryName(unit: string): string {
  return `${unit.charAt(0).toUpperCase()}iB`;
}

/** A size in bytes, or a sentence that says why it is none. */
export function bytesOfSize(text: number | string, pageSize: number): number | string {
  const result = parseSize(text);
  if (!result.ok) return result.message;
  const bytes = result.size.kind === 'bytes' ? result.size.bytes : result.size.pages * pageSize;
  return Number.isSafeInteger(bytes) ? bytes : `\`${String(text)}\` is more than 2^53 - 1 bytes.`;
}
