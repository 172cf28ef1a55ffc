import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { workloadLimits } from './workload-limits.ts';
import { wrongAliases } from './yaml-aliases.ts';

export type YamlPath = readonly PropertyKey[];

/** A YAML (or JSON) text as a plain value that still knows where each part of it stands. */
export interface YamlSource {
  readonly file: SourceFile;
  readonly value: unknown;
  /** Where the value at a path stands; the nearest one around it that exists, if it does not. */
  placeOf(path: YamlPath): Place;
  /** Where a key of the mapping at a path stands. */
  placeOfKey(path: YamlPath, key: string): Place;
}

/** The same text with another value of the same shape. */
export function withValue(source: YamlSource, value: unknown): YamlSource {
  return {
    file: source.file,
    value,
    placeOf: (path) => source.placeOf(path),
    placeOfKey: (path, key) => source.placeOfKey(path, key),
  };
}

export interface YamlResult {
  readonly source: YamlSource | undefined;
  readonly problems: readonly Problem[];
}

/** Uses of an anchor inside uses of an anchor, multiplied: beyond this a text is a bomb. */
const mostAliases = 100;
/** `[[[[…`: the parser descends once per bracket. */
const deepestNesting = 200;
const mostProblems = 20;

/**
 * Reads a text as YAML 1.2 (which JSON is part of). A text that is too long, nests too deeply or multiplies aliases is
 * refused with one problem; syntax errors are all reported, up to 20.
 */
export function readYaml(file: SourceFile): YamlResult {
  // A plan and each of its runs ask for the same text.
  const known = lastRead.get(file);
  if (known !== undefined) return known;
  const result = parseYaml(file);
  lastRead.set(file, result);
  return result;
}

const lastRead = new WeakMap<SourceFile, YamlResult>();

function parseYaml(file: SourceFile): YamlResult {
  const refusal = refuse(file);
  if (refusal !== undefined) return { source: undefined, problems: [refusal] };

  // The parser compares every key of a mapping with every other; `repeatedKeys` takes a set.
  const options = { prettyErrors: false, uniqueKeys: false, version: '1.2', logLevel: 'error' } as const;
  const document = parseDocument(file.text, options);
  const [first] = document.errors;
  const unquoted = first === undefined ? undefined : unquotedVariable(file, first.pos[0]);
  if (unquoted !== undefined) return { source: undefined, problems: [unquoted] };
  // Of a bracket that is missing the parser says the same at each that is open.
  const distinct = new Map(document.errors.map((error) => [`${error.pos[0]} ${error.code}`, error]));
  const errors = [...distinct.values()].map((error) =>
    problem('yaml-syntax', syntaxText(error), placeAt(file, error.pos[0], error.pos[1])),
  );
  const aliases = wrongAliases(document).map(({ start, end, message }) =>
    problem('yaml-aliases', message, placeAt(file, start, end)),
  );
  const problems = [...errors, ...wrongKeys(file, document), ...aliases].slice(0, mostProblems);
  return problems.length > 0 ? { source: undefined, problems } : toSource(file, document);
}

/** Keys that stand twice, and those that JavaScript takes for something else, so that mappings of any names would lose them. */
function wrongKeys(file: SourceFile, document: Document.Parsed): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const [start, end] = key.range ?? [0, 0];
        const report = (message: string): unknown =>
          problems.push(problem('yaml-syntax', message, placeAt(file, start, end)));
        if (seen.has(key.value)) report(`The key \`${String(key.value)}\` stands here a second time.`);
        else if (key.value === '__proto__') report('Nothing can have the name `__proto__`.');
        seen.add(key.value);
      }
    },
  });
  return problems;
}

function toSource(file: SourceFile, document: Document.Parsed): YamlResult {
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { source: new DocumentSource(file, document, value), problems: [] };
  } catch (error) {
    // The one thing that toJS() refuses in a document whose aliases are right is too many of them.
    const message = `The aliases of this file cannot be resolved: ${error instanceof Error ? error.message : String(error)}.`;
    return { source: undefined, problems: [problem('yaml-aliases', message, placeAt(file, 0, 0))] };
  }
}

/** What is refused before the parser sees it. */
function refuse(file: SourceFile): Problem | undefined {
  const { text } = file;
  if (text.length > workloadLimits.characters) {
    const message = `A YAML workload has at most ${workloadLimits.characters} characters; this one has ${text.length}.`;
    return {
      ...problem('workload-too-long', message, placeAt(file, 0, 0)),
      help: 'Write it as an operation log, one JSON object a line.',
    };
  }
  if (text.trim() === '') return problem('workload-empty', 'The workload is empty.', placeAt(file, 0, 0));

  const nul = text.search(notText);
  if (nul !== -1)
    return problem(
      'workload-not-text',
      'This is not a text: it has a control character here.',
      placeAt(file, nul, nul + 1),
    );

  const deep = deepBracket(text) ?? deepIndicator(text);
  if (deep === undefined) return undefined;
  return problem(
    'yaml-too-deep',
    `A workload nests at most ${deepestNesting} brackets or list marks.`,
    placeAt(file, deep, deep + 1),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: binary input is what this looks for
const notText = /[\u0000-\u0008\u000e-\u001f\ufffd]/;

/** Offset of the first bracket beyond the limit. Brackets in strings and comments count: 200 open ones are no workload. */
function deepBracket(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
    if (depth > deepestNesting) return at;
  }
  return undefined;
}

/** Offset of `- - - …` or `? ? ? …` that opens more lists in one line than the limit, or of an indentation that could. */
function deepIndicator(text: string): number | undefined {
  const match = /^[ \t]*(?:[-?:][ \t]+){200}|^[ \t]{2000}[^\s]/m.exec(text);
  return match?.index;
}

class DocumentSource implements YamlSource {
  readonly file: SourceFile;
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>> = new WeakMap();

  constructor(file: SourceFile, document: Document.Parsed, value: unknown) {
    this.file = file;
    this.#document = document;
    this.value = value;
  }

  placeOf(path: YamlPath): Place {
    let node = this.#resolved(this.#document.contents);
    let place = this.#placeOfNode(node);
    for (const step of path) {
      node = this.#resolved(this.#child(node, step));
      if (node === undefined) return place;
      place = this.#placeOfNode(node);
    }
    return place;
  }

  placeOfKey(path: YamlPath, key: string): Place {
    let node = this.#resolved(this.#document.contents);
    for (const step of path) node = this.#resolved(this.#child(node, step));
    const pair = isMap(node) ? this.#pairsOf(node).get(key) : undefined;
    return isNode(pair?.key) ? this.#placeOfNode(pair.key) : this.placeOf(path);
  }

  #child(node: Node | undefined, step: PropertyKey): unknown {
    if (isSeq(node)) return node.items[Number(step)];
    return isMap(node) ? this.#pairsOf(node).get(String(step))?.value : undefined;
  }

  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(
        map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])),
      );
      this.#pairs.set(map, pairs);
    }
    return pairs;
  }

  #resolved(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.#document);
    return isNode(node) ? node : undefined;
  }

  #placeOfNode(node: Node | undefined): Place {
    const range = node?.range;
    if (range === undefined || range === null) return placeAt(this.file, 0, 0);
    // A block's range reaches to the line where the next one begins; what is underlined ends with its text.
    const end = range[0] + this.file.text.slice(range[0], range[1]).trimEnd().length;
    return placeAt(this.file, range[0], Math.max(end, range[0]));
  }
}

function placeAt(file: SourceFile, start: number, end: number): Place {
  return {
    file,
    start: Math.min(start, file.text.length),
    end: Math.min(Math.max(start, end), file.text.length),
  };
}

function problem(code: string, message: string, place: Place): Problem {
  return { severity: 'error', code, message, place };
}

const unquotedMessage = `Inside \`{ … }\` and \`[ … ]\`, YAML takes the brace of \`\${name}\` for its own.`;
const unquotedHelp = `Write the text in quotes: '\${name}'.`;

/** Where the brace of a `${name}` without quotes made a syntax error: all others follow from it. */
function unquotedVariable(file: SourceFile, start: number): Problem | undefined {
  const line = file.text.lastIndexOf('\n', start) + 1;
  const before = file.text.slice(line, start + 1);
  const at = before.search(/\$\s*\{?$|\$\{[^'"]*$/);
  if (at === -1) return undefined;
  const text = /^\$\{[^{}\s]*\}?/.exec(file.text.slice(line + at))?.[0] ?? '$';
  const place = placeAt(file, line + at, line + at + text.length);
  return { ...problem('variable-unquoted', unquotedMessage, place), help: unquotedHelp };
}

function syntaxText({ code, message }: { readonly code: string; readonly message: string }): string {
  return code === 'MULTIPLE_DOCS' ? 'A second document begins here: a file holds one.' : sentence(message);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
