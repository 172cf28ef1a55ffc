import { markdownTable } from './markdown-table.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** Longer lines are hard to read. */
const widest = 100;

/** A page of the documentation for a terminal: headings bold, text wrapped, code indented, links as their text. */
export function markdownPage(markdown: string, terminal: Terminal): string {
  return `${blocksOf(markdown)
    .map((block) => blockLines(block, terminal).join('\n'))
    .join('\n\n')}\n`;
}

interface Block {
  readonly kind: 'heading' | 'code' | 'table' | 'text';
  readonly lines: readonly string[];
}

/** Blocks begin after an empty line, and code is one however many it has. */
function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let inCode = false;
  const finish = (): void => {
    if (lines.length > 0) blocks.push({ kind: inCode ? 'code' : kindOf(lines), lines });
    lines = [];
  };

  for (const line of markdown.trimEnd().split('\n')) {
    if (line.startsWith('```')) {
      finish();
      inCode = !inCode;
    } else if (line === '' && !inCode) finish();
    else lines.push(line);
  }
  finish();
  return blocks;
}

function kindOf([first = '']: readonly string[]): Block['kind'] {
  if (first.startsWith('#')) return 'heading';
  return first.startsWith('|') ? 'table' : 'text';
}

function blockLines({ kind, lines }: Block, terminal: Terminal): readonly string[] {
  switch (kind) {
    case 'heading':
      return [paint(terminal, 'bold', plain(lines.join(' ').replace(/^#+ /, '')))];
    case 'code':
      return lines.map((line) => (line === '' ? '' : paint(terminal, 'cyan', `    ${line}`)));
    case 'table':
      return markdownTable(lines.map(plain), terminal).map((line) => coloured(line, terminal));
    case 'text':
      return textLines(lines.join(' '), terminal);
  }
}

/** Code stays on one line, so that its marks do not end up on two. */
function textLines(text: string, terminal: Terminal): readonly string[] {
  const joined = plain(text).replace(/`[^`]+`/g, (code) => code.replaceAll(' ', '\u00a0'));
  return wrapText(joined, Math.min(terminal.width, widest)).map((line) =>
    coloured(line.replaceAll('\u00a0', ' '), terminal),
  );
}

/** Emphasis and links as they read. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*\*([^*]+)\*\*/g, '$1');
}

/** Code keeps its marks only where colour cannot show it. */
function coloured(text: string, terminal: Terminal): string {
  if (!terminal.colour) return text;
  return text.replace(/`([^`]+)`/g, (_, code: string) => paint(terminal, 'cyan', code));
}
