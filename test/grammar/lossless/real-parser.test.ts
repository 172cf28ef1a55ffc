import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type DocumentElement,
  type ItemElement,
  isToken,
  type LosslessChild,
} from '../../../grammar/lossless/elements.ts';
import { printLossless, tokensOf } from '../../../grammar/lossless/print-lossless.ts';
import { readLosslessText } from '../../../grammar/lossless/read-lossless.ts';
import { applyTextEdits, type TextEdit } from '../../../grammar/lossless/text-edit.ts';
import { parseDts, valueElements } from '../../../grammar/parse-dts.ts';
import type { BodySyntax, PropertySyntax, StatementSyntax } from '../../../grammar/syntax.ts';
import { unitFromText } from '../../../grammar/unit-from-text.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { openCorpus } from '../../conformance/corpus/corpus-folder.ts';
import { problemsText } from '../../helpers/problems-text.ts';

const corpusFolder = fileURLToPath(new URL('../../../../shared/corpus', import.meta.url));

/** What a body or a document says, properties and nodes apart as the real parser has them. */
interface Outline {
  readonly properties: readonly string[];
  readonly nodes: readonly (string | { readonly name: string; readonly body: Outline })[];
}

/** A macro may be anything; here it is a string. */
const partNames = {
  string: 'string',
  bytes: 'bytes',
  reference: 'reference',
  incbin: 'incbin',
  'macro-part': 'string',
} as const;

/** How many cells, strings and so on a property of each kind of value has. */
function outlineOfItems(items: readonly ItemElement[], values: boolean): Outline {
  const properties: string[] = [];
  const nodes: Outline['nodes'][number][] = [];
  for (const item of items) {
    switch (item.kind) {
      case 'property': {
        const parts = item.value?.parts.map((part) =>
          part.kind === 'cells' ? part.cells.length : partNames[part.kind],
        );
        properties.push(
          `${item.labels.map(({ text }) => `${text}: `).join('')}${item.name.text} ${(values && parts) || ''}`,
        );
        break;
      }
      case 'delete-property':
        properties.push(`delete ${item.target.text}`);
        break;
      case 'delete-node':
      case 'omit-if-no-ref':
        nodes.push(`${item.kind} ${item.target.text.replace(/^&\{?|\}$/g, '')}`);
        break;
      case 'root':
      case 'extend':
      case 'node': {
        const labels = item.labels.map(({ text }) => `${text}: `).join('');
        const name = item.name.text.replace(/^&\{?|\}$/g, '');
        nodes.push({ name: `${labels}${name}`, body: outlineOfItems(item.body.items, values) });
        break;
      }
      case 'unstructured':
        nodes.push(item.kind);
    }
  }
  return { properties, nodes };
}

function outlineOf({ items }: DocumentElement, values: boolean): Outline {
  return outlineOfItems(items, values);
}

function outlineOfStatements(statements: readonly StatementSyntax[], values: boolean): Outline {
  const nodes = statements.flatMap((each): Outline['nodes'][number][] => {
    switch (each.kind) {
      case 'root':
        return [{ name: '/', body: outlineOfBody(each.body, values) }];
      case 'extend':
        return [{ name: `${labelsOf(each)}${each.target}`, body: outlineOfBody(each.body, values) }];
      case 'delete':
        return [`delete-node ${each.target}`];
      case 'omit-if-no-ref':
        return [`omit-if-no-ref ${each.target}`];
      default:
        return [];
    }
  });
  return { properties: [], nodes };
}

function outlineOfBody({ properties, nodes }: BodySyntax, values: boolean): Outline {
  return {
    properties: properties.map((each) =>
      each.kind === 'property'
        ? `${labelsOf(each)}${each.name} ${values ? partsOf(each).join() : ''}`
        : `delete ${each.name}`,
    ),
    nodes: nodes.map((each) =>
      each.kind === 'node'
        ? { name: `${labelsOf(each)}${each.name}`, body: outlineOfBody(each.body, values) }
        : `delete-node ${each.name}`,
    ),
  };
}

function labelsOf({ labels }: { readonly labels: readonly { readonly name: string }[] }): string {
  return labels.map(({ name }) => `${name}: `).join('');
}

function partsOf(property: PropertySyntax): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const { kind, part } of valueElements(property)) {
    const before = parts[part];
    if (kind === 'cells') parts[part] = (typeof before === 'number' ? before : 0) + 1;
    else parts[part] = { string: 'string', bytes: 'bytes', path: 'reference', file: 'incbin' }[kind];
  }
  return parts;
}

/**
 * A file without what needs the preprocessor: directives gone, of conditionals all branches kept, macros that are cells or
 * strings replaced by such. Undefined where macros make names, or another file is needed.
 */
function withoutPreprocessor(document: DocumentElement): string | undefined {
  const edits: TextEdit[] = [];
  const open: LosslessChild[] = [document];
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const { start, end } = child;
    if (isToken(child)) {
      if (child.kind === 'directive') edits.push({ start, end, text: '' });
      if (child.text === '/include/' || child.text === '/incbin/') return undefined;
    } else if (child.kind === 'name' || child.kind === 'label') {
      if (child.isMacro && child.parent?.kind !== 'macro') return undefined;
    } else if (child.kind === 'macro') edits.push({ start, end, text: '' });
    else if (child.kind === 'macro-part') edits.push({ start, end, text: '"s"' });
    else if (child.kind === 'cell') {
      const isPlain = child.form === 'number' || (child.form === 'reference' && child.children.length === 1);
      if (!isPlain) edits.push({ start, end, text: '0' });
    } else open.push(...child.children);
  }
  edits.sort((left, right) => left.start - right.start);
  return applyTextEdits(printLossless(document), edits);
}

/** The texts of forty boards by path, and of all that they include from beside them but headers. */
function sourcesOfBoards(): ReadonlyMap<string, string> {
  const { sources } = openCorpus(corpusFolder);
  const boards = readFileSync(join(corpusFolder, 'boards40.txt'), 'utf8').trim().split('\n');
  const texts = new Map<string, string>();
  const wanted = boards.map((board) => join(sources, board.trim()));
  for (const path of wanted) {
    if (texts.has(path)) continue;
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const item of readLosslessText(text).document.items) {
      if (item.kind !== 'include' || !item.path?.endsWith('.dtsi')) continue;
      const included = join(dirname(path), item.path);
      if (existsSync(included)) wanted.push(included);
    }
  }
  return texts;
}

describe.skipIf(!existsSync(join(corpusFolder, 'boards40.txt')))(
  'the files of forty boards (in ../shared/corpus)',
  () => {
    it('have the structure that the real parser finds', () => {
      const counts = { asTheyStand: 0, withoutPreprocessor: 0 };
      for (const [path, text] of sourcesOfBoards()) {
        const { document } = readLosslessText(text);
        const plain = withoutPreprocessor(document);
        if (plain === undefined) continue;
        const isPiece = document.items.some(({ kind }) => kind === 'node' || kind === 'property');

        if (![...tokensOf(document)].some(({ kind }) => kind === 'directive' || kind === 'word')) {
          counts.asTheyStand++;
          // What values hold takes the real parser long to tell.
          expect(outlineOf(document, true), path).toEqual(realOutline(path, text, isPiece, true));
        }
        counts.withoutPreprocessor++;
        expect(outlineOf(document, false), path).toEqual(realOutline(path, plain, isPiece, false));
      }
      expect(counts.asTheyStand).toBeGreaterThan(5);
      expect(counts.withoutPreprocessor).toBeGreaterThan(100);
    });
  },
);

/** The outline that the real parser gives; of a piece of a body, as if it stood in one. */
function realOutline(path: string, text: string, isPiece: boolean, values: boolean): Outline {
  const whole = isPiece ? `/ {\n${text}\n};` : text;
  const { statements, problems } = parseDts(unitFromText(new SourceFile(path, whole)));
  // Of a conditional only one branch is meant to be read.
  const mistakes = problems.filter(({ code }) => code !== 'property-after-subnode');
  expect(problemsText(mistakes)).toBe('');
  const [root] = statements;
  return isPiece && root?.kind === 'root'
    ? outlineOfBody(root.body, values)
    : outlineOfStatements(statements, values);
}
