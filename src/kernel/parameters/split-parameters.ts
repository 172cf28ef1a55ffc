/** One word of a kernel command line. */
export interface Parameter {
  /** Dashes and underscores are one to the kernel: here they are underscores. */
  readonly name: string;
  /** Undefined: there is no `=`. */
  readonly value: string | undefined;
}

/**
 * The words of a command line as next_arg() of lib/cmdline.c takes them apart: blanks inside double quotes do not end a word, and
 * quotes around a word or a value are not part of it. What follows `--` is for init.
 */
export function splitParameters(text: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  for (const [word] of text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    if (word === '--') break;
    parameters.push(parameterOf(word));
  }
  return parameters;
}

function parameterOf(word: string): Parameter {
  const bare = word.startsWith('"') ? withoutLastQuote(word.slice(1)) : word;
  const equals = bare.indexOf('=');
  if (equals <= 0) return { name: bare.replaceAll('-', '_'), value: undefined };

  const value = bare.slice(equals + 1);
  return {
    name: bare.slice(0, equals).replaceAll('-', '_'),
    value: value.startsWith('"') ? withoutLastQuote(value.slice(1)) : value,
  };
}

function withoutLastQuote(text: string): string {
  return text.endsWith('"') ? text.slice(0, -1) : text;
}
