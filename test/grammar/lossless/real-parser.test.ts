import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { preprocessSource } from '../../../src/project/preprocess-source.ts';
import { Project } from '../../../src/project/project.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { openCorpus } from '../../conformance/corpus/corpus-folder.ts';

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
function outlineOfItems(items: readonly ItemElement[]): Outline {
  const properties: string[] = [];
  const nodes: Outline['nodes'][number][] = [];
  for (const item of items) {
    switch (item.kind) {
      case 'property': {
        const parts = item.value?.parts.map((part) =>
          part.kind === 'cells' ? part.cells.length : partNames[part.kind],
        );
        properties.push(
          `${item.labels.map(({ text }) => `${text}: `).join('')}${item.name.text} ${parts ?? ''}`,
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
        nodes.push({ name: `${labels}${name}`, body: outlineOfItems(item.body.items) });
        break;
      }
      case 'unstructured':
        nodes.push(item.kind);
    }
  }
  return { properties, nodes };
}

function outlineOfStatements(statements: readonly StatementSyntax[]): Outline {
  const nodes = statements.flatMap((each): Outline['nodes'][number][] => {
    switch (each.kind) {
      case 'root':
        return [{ name: '/', body: outlineOfBody(each.body) }];
      case 'extend':
        return [{ name: `${labelsOf(each)}${each.target}`, body: outlineOfBody(each.body) }];
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

function outlineOfBody({ properties, nodes }: BodySyntax): Outline {
  return {
    properties: properties.map((each) =>
      each.kind === 'property'
        ? `${labelsOf(each)}${each.name} ${partsOf(each).join()}`
        : `delete ${each.name}`,
    ),
    nodes: nodes.map((each) =>
      each.kind === 'node'
        ? { name: `${labelsOf(each)}${each.name}`, body: outlineOfBody(each.body) }
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

/** The sources of some boards, and all that they include but headers. */
function sourcesOfBoards(): readonly SourceFile[] {
  const { sources } = openCorpus(corpusFolder);
  const boards = readFileSync(join(corpusFolder, 'boards40.txt'), 'utf8').trim().split('\n');
  const project = new Project();
  const files = new Set<SourceFile>();
  for (const board of boards) {
    const input = project.files.open(join(sources, board.trim()));
    if (!(input instanceof SourceFile)) throw new Error(input.message);
    const { preprocessed } = preprocessSource(input, { project });
    for (const file of preprocessed.files) if (!file.path.endsWith('.h')) files.add(file);
  }
  return [...files];
}

describe.skipIf(!existsSync(join(corpusFolder, 'boards40.txt')))(
  'the files of forty boards (in ../shared/corpus)',
  () => {
    it('have the structure that the real parser finds', () => {
      const counts = { asTheyStand: 0, withoutPreprocessor: 0 };
      for (const { path, text } of sourcesOfBoards()) {
        const { document } = readLosslessText(text);
        const plain = withoutPreprocessor(document);
        if (plain === undefined) continue;

        if (![...tokensOf(document)].some(({ kind }) => kind === 'directive' || kind === 'word')) {
          counts.asTheyStand++;
          expect(outlineOfItems(document.items), path).toEqual(realOutline(path, text));
        }
        counts.withoutPreprocessor++;
        expect(outlineOfItems(document.items), path).toEqual(realOutline(path, plain));
      }
      console.log(counts);
      expect(counts.asTheyStand).toBeGreaterThan(5);
      expect(counts.withoutPreprocessor).toBeGreaterThan(100);
    });
  },
);

function realOutline(path: string, text: string): Outline {
  const { statements, problems } = parseDts(unitFromText(new SourceFile(path, text)));
  // Of a conditional only one branch is meant to be read.
  expect(
    problems.filter(({ code }) => code !== 'property-after-subnode'),
    path,
  ).toEqual([]);
  return outlineOfStatements(statements);
}
