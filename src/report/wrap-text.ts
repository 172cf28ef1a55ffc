import { textWidth } from './printable.ts';

/** Lines of at most `width` columns, broken at spaces; a longer word is broken where the line ends. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(width, 1);
  const lines: string[] = [];
  let line = '';

  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = breakWord(word, room, lines);
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** Pushes full lines of a word that is too long, and gives its rest back. */
function breakWord(word: string, room: number, lines: string[]): string {
  const characters = [...word];
  while (characters.length > room) lines.push(characters.splice(0, room).join(''));
  return characters.join('');
}

/** Lines of at most `width` columns, broken only between the items; an item that is longer is wrapped as a text. */
export function wrapList(items: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const longer = lines.length === 0 ? item : `${lines.at(-1)}${separator}${item}`;
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...wrapText(item, width));
  }
  return lines;
}
