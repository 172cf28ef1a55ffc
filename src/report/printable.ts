/** C0 and C1 controls, and the marks that turn text round: a name in a hostile tree must not move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from an input, safe to print: control characters as `\x1b`. */
export function printable(text: string): string {
  return text.replace(control, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** Columns that a text takes: one for each code point. */
export function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}

/** The text in at most `width` columns; what does not fit is cut, with a mark at the cut. */
export function truncate(
  text: string,
  width: number,
  options: { readonly unicode: boolean; readonly keep?: 'start' | 'end' | undefined },
): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return '';

  const mark = options.unicode ? '…' : '~';
  const characters = [...text];
  return options.keep === 'end'
    ? mark + characters.slice(characters.length - width + 1).join('')
    : characters.slice(0, width - 1).join('') + mark;
}
