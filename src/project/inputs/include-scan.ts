/** One include as it is written. */
export interface WrittenInclude {
  readonly name: string;
  /** `#include "…"`, which is looked for beside its file first; `#include <…>`; or dtc's `/include/ "…"`. */
  readonly kind: 'quoted' | 'angled' | 'dtc';
}

/** What a text may include, found without preprocessing it. */
export interface IncludeScan {
  /** All that are written, also those in comments and in branches that are never taken. */
  readonly includes: readonly WrittenInclude[];
  /** Whether what it reads depends on more than these names: on a macro, on what there is, on the bytes of an /incbin/. */
  readonly isOpen: boolean;
}

const blank = String.raw`(?:[ \t\f\v]|\/\*[^\n]*?\*\/)*`;
const directive = new RegExp(
  String.raw`(?:^|\*\/)${blank}(?:#|%:|\?\?=)${blank}(include|import|include_next)\b${blank}(?:"([^"\n]+)"|<([^>\n]+)>)?`,
  'gm',
);
const ofDtc = /\/include\/(?:\s|\/\*[\s\S]*?\*\/)*"([^"\n]*)"/g;
/** `__has_include` may be put together by `##`, and a macro may stand between the slashes of an /incbin/. */
const asking = /__has_|incbin/;
/** A line that goes on in the midst of a word, or behind a `#`; a comment over several lines behind a `#`. */
const split =
  /\\[ \t]*\r?\n[ \t]*(?:#|include\b)|[\w#/]\\[ \t]*\r?\n\w|#[ \t]*\\[ \t]*\r?\n|(?:#|%:|\?\?=)[ \t]*\/\*(?:(?!\*\/)[^\n])*\n/;

/** The includes of a text: more than the preprocessor would follow, never fewer. */
export function scanIncludes(text: string): IncludeScan {
  if (!/inc|import|__has_|\\/.test(text)) return nothing;

  const includes: WrittenInclude[] = [];
  let isOpen = asking.test(text) || split.test(text);
  for (const [, word, quoted, angled] of text.matchAll(directive)) {
    const name = quoted ?? angled;
    if (name === undefined || word === 'include_next') isOpen = true;
    if (name !== undefined) includes.push({ name, kind: quoted === undefined ? 'angled' : 'quoted' });
  }
  if (text.includes('/include/'))
    for (const [, name = ''] of text.matchAll(ofDtc)) includes.push({ name, kind: 'dtc' });
  return includes.length === 0 && !isOpen ? nothing : { includes, isOpen };
}

const nothing: IncludeScan = { includes: [], isOpen: false };
