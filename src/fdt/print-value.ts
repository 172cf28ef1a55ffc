const noReferences: ReadonlyMap<number, string> = new Map();

/**
 * A value as sources have it, its type guessed as `dtc -O dts` guesses: strings where all is printable, cells where the length
 * allows, else bytes (treesource.c, guess_value_type). Cells that refer to nodes are references.
 *
 * @returns the empty text for an empty value
 */
export function printValue(
  value: Uint8Array,
  references: ReadonlyMap<number, string> = noReferences,
): string {
  if (references.size === 0) return printPlain(value);
  const offsets = [...references.keys()].sort((left, right) => left - right);
  if (value.length % 4 === 0 && offsets.every((offset) => offset % 4 === 0))
    return printCells(value, references);

  const pieces: string[] = [];
  let at = 0;
  for (const offset of offsets) {
    if (offset < at) continue;
    if (offset > at) pieces.push(printPlain(value.subarray(at, offset)));
    pieces.push(`<${references.get(offset)}>`);
    at = offset + 4;
  }
  if (at < value.length) pieces.push(printPlain(value.subarray(at)));
  return pieces.join(', ');
}

function printPlain(value: Uint8Array): string {
  if (value.length === 0) return '';
  if (isStrings(value)) return printStrings(value);
  return value.length % 4 === 0 ? printCells(value, noReferences) : printBytes(value);
}

/** Ends with a NUL, has only what can be printed, and not more NULs than characters. */
function isStrings(value: Uint8Array): boolean {
  if (value.at(-1) !== 0) return false;
  let nuls = 0;
  for (const byte of value) {
    if (byte === 0) nuls++;
    else if (!isCharacter(byte)) return false;
  }
  return nuls <= value.length - nuls;
}

/** Printable ASCII, and what has an escape from `\a` to `\r`. */
function isCharacter(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 7 && byte <= 13);
}

function printStrings(value: Uint8Array): string {
  const text = Buffer.from(value.buffer, value.byteOffset, value.length - 1).toString('latin1');
  const strings = text.split('\0').map((part) => Array.from(part, (one) => escapes.get(one) ?? one).join(''));
  return strings.map((string) => `"${string}"`).join(', ');
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ...Array.from('abtnvfr', (letter, index) => [String.fromCharCode(7 + index), `\\${letter}`] as const),
]);

function printCells(value: Uint8Array, references: ReadonlyMap<number, string>): string {
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const cells: string[] = [];
  for (let at = 0; at < value.length; at += 4) {
    cells.push(references.get(at) ?? `0x${view.getUint32(at).toString(16)}`);
  }
  return `<${cells.join(' ')}>`;
}

function printBytes(value: Uint8Array): string {
  return `[${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(' ')}]`;
}
