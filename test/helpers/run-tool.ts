/** What a person gets wrong rather than a tool: options, and files that are not there. */
const mistakes = /^(?:ERR_PARSE_ARGS_\w+|ENOENT|ENOTDIR|EISDIR|EACCES)$/;

/**
 * Runs the main function of one of the project's tools and sets the exit status: that which it returns, or 2, with the usage,
 * where the arguments are none that it knows.
 */
export async function runTool(
  name: string,
  usage: string,
  main: (args: readonly string[]) => number | Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !mistakes.test(code)) throw error;
    console.error(`${name}: ${error.message}\n\n${usage}`);
    process.exitCode = 2;
  }
}
