import { LineFlag, type ScannedFile } from './scan.ts';

/*
 * Directives as nearly all files write them, told from the text itself: to cut their lines into tokens takes several times as long.
 * What has a comment in an unusual place, a macro or a mistake in it matches none of these.
 */
const INCLUDE = /[ \t]*#[ \t]*include[ \t]*("[^"\\\n]+"|<[^>\n]+>)[ \t]*(?:\r?\n|$)/y;
const NAME = /[ \t]*#[ \t]*[a-z]+[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*(?:\r?\n|$)/y;
const BARE = /[ \t]*#[ \t]*[a-z]+[ \t]*(?:\/\*(?:[^*\n]|\*(?!\/))*\*\/[ \t]*)?(?:\r?\n|$)/y;

/** A piece of a directive's text and where it begins in the file. */
export interface DirectivePiece {
  readonly text: string;
  readonly start: number;
}

/** What a plain `#include` names, with its quotes or brackets and nothing behind it. */
export function plainInclude(scan: ScannedFile, line: number): DirectivePiece | undefined {
  return pieceOf(INCLUDE, scan, line);
}

/** The name in a plain `#ifdef`, `#ifndef` or `#undef`, with nothing behind it. */
export function plainName(scan: ScannedFile, line: number): DirectivePiece | undefined {
  return pieceOf(NAME, scan, line);
}

/** Whether a directive is one word, perhaps with one comment behind it. */
export function isBare(scan: ScannedFile, line: number): boolean {
  if (isSpliced(scan, line)) return false;
  BARE.lastIndex = scan.starts[line] ?? 0;
  return BARE.test(scan.file.text);
}

function pieceOf(form: RegExp, scan: ScannedFile, line: number): DirectivePiece | undefined {
  if (isSpliced(scan, line)) return undefined;
  form.lastIndex = scan.starts[line] ?? 0;
  const text = form.exec(scan.file.text)?.[1];
  if (text === undefined) return undefined;
  // Only blanks and the line's end stand behind it.
  return { text, start: scan.file.text.lastIndexOf(text, form.lastIndex) };
}

function isSpliced(scan: ScannedFile, line: number): boolean {
  return ((scan.flags[line] ?? 0) & LineFlag.Spliced) !== 0;
}
