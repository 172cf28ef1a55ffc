import { printable } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** A text, wrapped to the terminal: its first line after `first`, the others after `rest`. */
export function hangingText(
  terminal: Terminal,
  text: string,
  {
    first = '',
    rest = '',
    style,
  }: { readonly first?: string; readonly rest?: string; readonly style?: Style } = {},
): readonly string[] {
  const shown = terminal.unicode ? text : text.replaceAll('→', '->').replaceAll('…', '...');
  const width = terminal.width - Math.max(first.length, rest.length);
  return wrapText(printable(shown), width).map((line, index) => {
    const whole = `${index === 0 ? first : rest}${line}`;
    return style === undefined ? whole : paint(terminal, style, whole);
  });
}
