import { SourceFile } from '../../src/source/source-file.ts';
import { readDocument } from './document-reader.ts';
import type { LosslessFile } from './lossless-file.ts';
import { scanTokens } from './scan-tokens.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const byteOrderMark = '\ufeff';

/**
 * Reads the bytes of a source file to its lossless tree. No file is refused: what cannot be understood is in the tree as
 * tokens without structure. The encoding is told as for every source (`decodeSource`), but binary data is taken as well.
 */
export function readLossless(bytes: Uint8Array): LosslessFile {
  const utf8 = decodeUtf8(bytes);
  if (utf8 === undefined) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return { ...readLosslessText(text), encoding: 'latin1' };
  }
  const hasByteOrderMark = utf8.startsWith(byteOrderMark);
  return { ...readLosslessText(hasByteOrderMark ? utf8.slice(1) : utf8), hasByteOrderMark };
}

/** The same for a text that has no bytes yet: what an editor holds. It counts as UTF-8 without a byte order mark. */
export function readLosslessText(text: string): LosslessFile {
  const document = readDocument(scanTokens(new SourceFile('', text)));
  return { document, encoding: 'utf8', hasByteOrderMark: false, lineEnd: usualLineEnd(text) };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function usualLineEnd(text: string): '\n' | '\r\n' {
  let plain = 0;
  let withReturn = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (text.charCodeAt(at - 1) === 0x0d) withReturn++;
    else plain++;
  }
  return withReturn > plain ? '\r\n' : '\n';
}
