import type { Place } from '../source/place.ts';
import { printable } from './printable.ts';
import { paint, type Style, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** A text behind its label, wrapped to the terminal, further lines under the first. */
export function wrapped(
  terminal: Terminal,
  label: string,
  text: string,
  style: Style = 'cyan',
): readonly string[] {
  const lines = wrapText(printable(text), Math.max(20, terminal.width - 2 - label.length));
  return lines.map(
    (line, index) => `  ${index === 0 ? paint(terminal, style, label) : ' '.repeat(label.length)}${line}`,
  );
}

/** `demo.yaml:4:3`. */
export function position(place: Place): string {
  const { line, column } = place.file.lineColumn(place.start);
  return `${place.file.path}:${line}:${column}`;
}

/** `1 buffer`, `2 buffers`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
