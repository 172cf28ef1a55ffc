import type { LosslessFile } from './lossless-file.ts';

/**
 * The bytes of a text in the encoding of the file that it was made from, with its byte order mark.
 *
 * @returns undefined where the encoding has no bytes for one of the characters: beyond U+00FF in latin1, a lone surrogate in
 *   UTF-8
 */
export function encodeLossless(
  text: string,
  { encoding, hasByteOrderMark }: Pick<LosslessFile, 'encoding' | 'hasByteOrderMark'>,
): Uint8Array | undefined {
  if (!canEncode(text, encoding)) return undefined;
  if (encoding === 'latin1') return Uint8Array.from(Buffer.from(text, 'latin1'));
  return new TextEncoder().encode(hasByteOrderMark ? `\ufeff${text}` : text);
}

/** Whether the encoding has bytes for every character. */
export function canEncode(text: string, encoding: LosslessFile['encoding']): boolean {
  return encoding === 'latin1' ? !/[^\0-\u00ff]/.test(text) : !/\p{Surrogate}/u.test(text);
}
