import { styleText } from 'node:util';

/** What the place that a report is written to can show. Decided in `cli/`, never read from the process here. */
export interface Terminal {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** Box-drawing characters; plain ASCII otherwise. */
  readonly unicode: boolean;
}

export const plainTerminal: Terminal = { width: 100, colour: false, unicode: true };

export type Style = Parameters<typeof styleText>[0];

/** The text in a style where the terminal has colours, else the text. */
export function paint(terminal: Terminal, style: Style, text: string): string {
  return terminal.colour ? styleText(style, text, { validateStream: false }) : text;
}
