import { paint, type Terminal } from './terminal.ts';

/** A page of the documentation for a terminal: headings bold, code indented, links as their text. */
export function markdownPage(markdown: string, terminal: Terminal): string {
  const lines: string[] = [];
  let inCode = false;

  for (const line of markdown.trimEnd().split('\n')) {
    if (line.startsWith('```')) {
      inCode = !inCode;
    } else if (inCode) {
      lines.push(line === '' ? '' : paint(terminal, 'cyan', `    ${line}`));
    } else {
      lines.push(textLine(line, terminal));
    }
  }
  return `${lines.join('\n')}\n`;
}

function textLine(line: string, terminal: Terminal): string {
  const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return paint(terminal, 'bold', plain(heading, terminal));
  return plain(line, terminal);
}

/** Emphasis and links as they read; code keeps its marks only where colour cannot show it. */
function plain(text: string, terminal: Terminal): string {
  const unlinked = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*\*([^*]+)\*\*/g, '$1');
  if (!terminal.colour) return unlinked;
  return unlinked.replace(/`([^`]+)`/g, (_, code: string) => paint(terminal, 'cyan', code));
}
