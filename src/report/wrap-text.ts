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
