/** A value as big-endian 32-bit cells, or undefined if its length is not a multiple of 4. */
export function cellsOf(value: Uint8Array): readonly number[] | undefined {
  if (value.length % 4 !== 0) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return Array.from({ length: value.length / 4 }, (_, index) => view.getUint32(index * 4));
}

/** A value as NUL-terminated strings, or undefined if it is not a list of them. */
export function stringsOf(value: Uint8Array): readonly string[] | undefined {
  if (value.length === 0 || value.at(-1) !== 0) return undefined;
  return new TextDecoder().decode(value.subarray(0, -1)).split('\0');
}
