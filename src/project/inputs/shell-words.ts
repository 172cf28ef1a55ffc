const pieces =
  /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\s+)|(&&|\|\||[;|()&])|(\d*>>?&?|<)|([^\s'"\\;|()&<>]+)/g;

/**
 * The simple commands of a shell line, each as its words, without what is redirected; enough for what make writes down, and
 * never run.
 */
export function shellCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let isFile = false;

  const endWord = (): void => {
    if (word !== undefined && !isFile) commands.at(-1)?.push(word);
    if (word !== undefined) isFile = false;
    word = undefined;
  };
  for (const [, single, double, escaped, space, end, redirection, plain] of line.matchAll(pieces)) {
    if (space !== undefined) endWord();
    else if (end !== undefined) {
      endWord();
      commands.push([]);
    } else if (redirection !== undefined) {
      endWord();
      isFile = true;
    } else {
      const text = single ?? plain ?? escaped ?? double?.replace(/\\([\\"$`])/g, '$1') ?? '';
      word = (word ?? '') + text;
    }
  }
  endWord();
  return commands.filter((words) => words.length > 0);
}
