import { gunzipSync } from 'node:zlib';

/** The largest tree upstream has 0.3 MB; a bomb has gigabytes. */
const mostBytes = 64 << 20;

/** Whether bytes begin as gzip's do. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What gzip packed, up to 64 MiB; or, in words, why that is impossible. */
export function gunzip(bytes: Uint8Array): Uint8Array | string {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') return `they would be more than ${mostBytes >> 20} MiB`;
    return code === 'Z_BUF_ERROR' ? 'they end too early' : 'they are no valid gzip data';
  }
}
