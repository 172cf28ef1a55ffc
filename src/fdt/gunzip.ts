import { gunzipSync, inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

/** The largest tree upstream has 0.3 MB; a bomb has gigabytes. */
const mostBytes = 64 << 20;

/** What is packed has one, or a few; a hostile input has millions of empty ones. */
const mostMembers = 100;

export interface Gunzipped {
  readonly bytes: Uint8Array;
  /** How many bytes stand behind the packed ones and are no zeros, as gzip counts them. */
  readonly garbageBytes: number;
}

/** Whether bytes begin as gzip's do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What gzip packed, up to 64 MiB, and whatever stands behind it passed over; or, in words, why that is impossible. */
export function gunzip(bytes: Uint8Array): Gunzipped | string {
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: mostBytes }), garbageBytes: 0 };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return `they would be more than ${mostBytes >> 20} MiB`;
    const reason = code === 'Z_BUF_ERROR' ? 'they end too early' : 'they are no valid gzip data';
    return withGarbage(bytes) ?? reason;
  }
}

/** Node's zlib takes what stands behind a member for another one: here they are told apart (RFC 1952, section 2.2). */
function withGarbage(bytes: Uint8Array): Gunzipped | undefined {
  const pieces: Uint8Array[] = [];
  let rest = bytes;
  let room = mostBytes;
  while (isGzip(rest) && pieces.length < mostMembers) {
    const member = readMember(rest, room);
    if (member === undefined) break;
    pieces.push(member.bytes);
    room -= member.bytes.length;
    rest = rest.subarray(member.packedLength);
  }
  return pieces.length === 0 ? undefined : { bytes: Buffer.concat(pieces), garbageBytes: rest.length };
}

function readMember(
  packed: Uint8Array,
  room: number,
): { readonly bytes: Uint8Array; readonly packedLength: number } | undefined {
  const start = headerLength(packed);
  if (start === undefined || room <= 0) return undefined;
  try {
    // What `info` gives is not in the types of Node.
    const { buffer, engine } = inflateRawSync(packed.subarray(start), {
      info: true,
      maxOutputLength: room,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    const end = start + engine.bytesWritten;
    if (end + 8 > packed.length) return undefined;
    const trailer = new DataView(packed.buffer, packed.byteOffset + end, 8);
    const isSound =
      trailer.getUint32(0, true) === crc32(buffer) && trailer.getUint32(4, true) === buffer.length;
    return isSound ? { bytes: buffer, packedLength: end + 8 } : undefined;
  } catch {
    return undefined;
  }
}

/** Up to the packed data: ten bytes, and those of what the flags name: a checksum, extra fields, a name, a comment. */
function headerLength(packed: Uint8Array): number | undefined {
  const flags = packed[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (packed[at] ?? 0) + 256 * (packed[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = packed.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  return at < packed.length ? at : undefined;
}
