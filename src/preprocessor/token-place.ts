import type { MacroUse, Place, Span } from '../source/place.ts';
import type { Token } from './token.ts';

/** Where a token is in a real file: itself, or the outermost macro use that it came through. */
export function placeOf(token: Token): Place {
  if (token.via === undefined) return spanOf(token);

  const { file, start, end } = outermostUse(token.via);
  return { file, start, end, via: token.via, spelled: spanOf(token) };
}

/** Where a token is spelled, be it in a macro's body. */
export function spanOf(token: Token): Span {
  return { file: token.file, start: token.start, end: token.end };
}

/** The use that stands in a file, not in another macro's body. */
export function outermostUse(use: MacroUse): Span {
  let outer = use;
  while (outer.parent !== undefined) outer = outer.parent;
  return outer.use;
}
