/** The parameters of a kernel command line that decide about memory. Absent ones are undefined. */
export interface CommandLine {
  readonly text: string;
  /** `mem=` in bytes, as written. */
  readonly memoryLimit: bigint | undefined;
  /** Every `mem=SIZE[@START]`, in order: banks on 32-bit Arm. */
  readonly memoryRanges: readonly { readonly size: bigint; readonly start: bigint | undefined }[];
  readonly cma: CmaParameter | undefined;
  /** `coherent_pool=` in bytes. */
  readonly coherentPool: bigint | undefined;
}

/** `cma=SIZE[@BASE[-LIMIT]]`, as early_cma() keeps it (spec 03 §6.1). */
export interface CmaParameter {
  readonly size: bigint;
  readonly base: bigint;
  /** 0 where neither base nor limit was given. */
  readonly limit: bigint;
}

/** Reads the early parameters. Of one that is given twice the last counts. */
export function parseCommandLine(text: string): CommandLine {
  const values = new Map<string, string>();
  const memoryRanges: CommandLine['memoryRanges'][number][] = [];
  for (const word of splitWords(text)) {
    const equals = word.indexOf('=');
    // Everything after `--` is for init.
    if (word === '--') break;
    if (equals <= 0) continue;
    values.set(word.slice(0, equals).replaceAll('-', '_'), word.slice(equals + 1));
    if (word.startsWith('mem=')) memoryRanges.push(memoryRange(word.slice(equals + 1)));
  }

  const memory = values.get('mem');
  const cma = values.get('cma');
  const pool = values.get('coherent_pool');
  return {
    text,
    memoryLimit: memory === undefined ? undefined : memparse(memory).value,
    memoryRanges,
    cma: cma === undefined ? undefined : parseCma(cma),
    coherentPool: pool === undefined ? undefined : memparse(pool).value,
  };
}

function memoryRange(text: string): CommandLine['memoryRanges'][number] {
  const { value, rest } = memparse(text);
  return { size: value, start: rest.startsWith('@') ? memparse(rest.slice(1)).value : undefined };
}

function parseCma(text: string): CmaParameter {
  const size = memparse(text);
  if (!size.rest.startsWith('@')) return { size: size.value, base: 0n, limit: 0n };

  const base = memparse(size.rest.slice(1));
  if (!base.rest.startsWith('-'))
    return { size: size.value, base: base.value, limit: base.value + size.value };
  return { size: size.value, base: base.value, limit: memparse(base.rest.slice(1)).value };
}

/** lib/cmdline.c memparse(): a number in C's notation with an optional K, M, G, T, P or E, and what follows it. */
export function memparse(text: string): { readonly value: bigint; readonly rest: string } {
  const digits = /^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text)?.[0];
  if (digits === undefined) return { value: 0n, rest: text };

  const number = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const rest = text.slice(digits.length);
  const power = rest === '' ? -1 : 'KMGTPE'.indexOf(rest.charAt(0).toUpperCase());
  if (power < 0) return { value: BigInt.asUintN(64, number), rest };
  return { value: BigInt.asUintN(64, number << BigInt(10 * (power + 1))), rest: rest.slice(1) };
}

/** Words between blanks; double quotes hold a word together. */
function splitWords(text: string): readonly string[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
