import type { IToken } from 'chevrotain';
import { lex } from '../../../grammar/lexer.ts';
import { preprocess } from '../../../src/preprocessor/preprocess.ts';
import { printPreprocessed } from '../../../src/preprocessor/print.ts';
import type { LoadedBoard } from '../../../src/project/load-board.ts';
import type { Project } from '../../../src/project/project.ts';
import type { ExpectedBoard } from './corpus-folder.ts';
import { cppOutput, hasCpp } from './cpp-output.ts';
import type { CorpusPart } from './run-corpus.ts';
import { Tally } from './tally.ts';

/** Holds our preprocessor's text against cpp's, by the tokens that the DTS lexer finds in each. */
export class TokensPart implements CorpusPart {
  readonly name = 'tokens';
  readonly #tally = new Tally('tokens');
  readonly #sources: string;

  constructor(sources: string) {
    this.#sources = sources;
  }

  get passed(): number {
    return this.#tally.passed;
  }

  get failures(): ReadonlySet<string> {
    return this.#tally.failures;
  }

  async unavailable(): Promise<string | undefined> {
    return (await hasCpp()) ? undefined : 'cpp is not installed';
  }

  async compare({ board }: ExpectedBoard, { files: [input] }: LoadedBoard, project: Project): Promise<void> {
    const cpps = cppOutput(this.#sources, board);
    this.#tally.board();
    if (input?.absolutePath === undefined) {
      this.#tally.difference(board, 'there is no text');
      return;
    }

    // Preprocessed a second time: the cache of the run makes that cheap, and a board keeps no text.
    const { files, preprocessorCache: cache } = project;
    const { includeFolders } = project.sourceTreeOf(input.absolutePath);
    const ours = printPreprocessed(preprocess(input, { files, includeFolders, cache }));
    compareTokens(this.#tally, board, ours, await cpps);
  }

  summary(): string {
    return this.#tally.summary();
  }
}

/** Compares the DTS tokens of our preprocessed text with those of cpp's: kind and spelling, in order. */
function compareTokens(tally: Tally, board: string, ours: string, cpps: string): void {
  const left = lex(ours, 'name').tokens;
  const right = lex(cpps, 'name').tokens;
  tally.compared('tokens', right.length);

  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [left[index], right[index]];
    if (a !== undefined && b !== undefined && a.tokenType === b.tokenType && a.image === b.image) continue;

    tally.difference(
      board,
      `token ${index} is ${shown(a)}, cpp's is ${shown(b)}, after ${context(right, index)}`,
    );
    return;
  }
}

function shown(token: IToken | undefined): string {
  return token === undefined ? 'the end' : `${token.tokenType.name} ${JSON.stringify(token.image)}`;
}

function context(tokens: readonly IToken[], index: number): string {
  return JSON.stringify(
    tokens
      .slice(Math.max(index - 6, 0), index)
      .map(({ image }) => image)
      .join(' '),
  );
}
