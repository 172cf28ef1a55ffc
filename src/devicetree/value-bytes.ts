/** A value as big-endian 32-bit cells, or undefined if its length is not a multiple of 4. */
export function cellsOf(value: Uint8Array): readonly number[] | undefined {
  if (value.length % 4 !== 0) return undefined;
  const cells: number[] = [];
  for (let at = 0; at < value.length; at += 4) {
    const high = ((value[at] as number) << 8) | (value[at + 1] as number);
    const low = ((value[at + 2] as number) << 8) | (value[at + 3] as number);
    cells.push(high * 0x1_0000 + low);
  }
  return cells;
}

/** A value as NUL-terminated strings, or undefined if it is not a list of them. */
export function stringsOf(value: Uint8Array): readonly string[] | undefined {
  if (value.length === 0 || value.at(-1) !== 0) return undefined;
  return textOf(value, value.length - 1).split('\0');
}

/** What is long, or more than ASCII, is better left to the decoder. */
const longestByHand = 64;

let decoder: { decode(bytes: Uint8Array): string } | undefined;

function textOf(value: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at++) {
    const byte = value[at] as number;
    if (byte >= 0x80 || at > longestByHand) {
      decoder ??= new TextDecoder();
      return decoder.decode(value.subarray(0, length));
    }
    text += String.fromCharCode(byte);
  }
  return text;
}
