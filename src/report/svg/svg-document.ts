import { attributes, escapeXml } from '../xml.ts';
import { colourRules, patternDefs, pictureRules } from './picture-theme.ts';

/** A part of a picture: drawn from its own upper left corner. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

export interface SvgDocument {
  readonly title: string;
  /** The same in words, for who does not see it. */
  readonly description: string;
  readonly pieces: readonly (Piece & { readonly x: number; readonly y: number })[];
}

const margin = 16;

/** A picture as a document of its own: it names nothing outside, and is light or dark as its reader is. */
export function svgDocument({ title, description, pieces }: SvgDocument): string {
  const width = 2 * margin + Math.max(0, ...pieces.map((piece) => piece.x + piece.width));
  const height = 2 * margin + Math.max(0, ...pieces.map((piece) => piece.y + piece.height));
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'pic',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-labelledby': 'title description',
  };
  return [
    `<svg${attributes(frame)}>`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="description">${escapeXml(description)}</desc>`,
    `<style>${colourRules('svg')}${pictureRules}</style>`,
    patternDefs(),
    '<rect width="100%" height="100%" fill="var(--page)"/>',
    ...pieces.map(
      ({ x, y, content }) => `<g transform="translate(${margin + x} ${margin + y})">\n${content}\n</g>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** A coordinate, with no more digits than an eye sees. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A text cut in its middle to so many characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}
