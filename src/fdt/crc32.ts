/** One entry a byte value, of the reflected polynomial of IEEE 802.3. */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb8_8320 : rest >>> 1;
  return rest;
});

/** The CRC-32 of zip, gzip and U-Boot's images. (node:zlib has it from Node 22.2 on only.) */
export function crc32(bytes: Uint8Array): number {
  let rest = -1;
  for (const byte of bytes) rest = (table[(rest ^ byte) & 0xff] as number) ^ (rest >>> 8);
  return ~rest >>> 0;
}
