import type { Board } from '../../src/project/board.ts';
import { loadBoardText } from '../../src/project/load-board.ts';
import { hasErrors, problemsText } from './problems-text.ts';

/**
 * A board from a text, for tests of whatever takes one. Errors in the text make the test fail, with their places, unless they
 * are allowed.
 */
export function boardFromText(dts: string, options: { readonly allowErrors?: boolean } = {}): Board {
  const { board, problems } = loadBoardText('test.dts', dts, { allowErrors: true });
  if (board === undefined || (hasErrors(problems) && options.allowErrors !== true)) {
    throw new Error(`the board of this test has errors:\n${problemsText(problems)}`);
  }
  return board;
}
