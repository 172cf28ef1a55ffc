import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editLossless } from '../../../grammar/lossless/edit-lossless.ts';
import {
  insertNode,
  insertProperty,
  type LosslessEdit,
  removeNode,
  removeProperty,
  rename,
  replaceElement,
  replaceValue,
} from '../../../grammar/lossless/edits.ts';
import type { DocumentElement, NodeElement, PropertyElement } from '../../../grammar/lossless/elements.ts';
import { lastToken } from '../../../grammar/lossless/elements.ts';
import { encodeLossless } from '../../../grammar/lossless/encode-lossless.ts';
import { printLossless, tokensOf } from '../../../grammar/lossless/print-lossless.ts';
import { readLossless, readLosslessText } from '../../../grammar/lossless/read-lossless.ts';
import { applyTextEdits } from '../../../grammar/lossless/text-edit.ts';
import { parseDts } from '../../../grammar/parse-dts.ts';
import type { BodySyntax } from '../../../grammar/syntax.ts';
import { preprocess } from '../../../src/preprocessor/preprocess.ts';
import { FileStore } from '../../../src/source/file-store.ts';
import { MemoryFiles } from '../../../src/source/memory-files.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { type ModelNode, valueTokens, type WrittenTree, writtenTree } from './random-trees.ts';

const fixtures = ['demo.dts', 'demo-soc.dtsi', 'demo-memory.h'].map((name) =>
  readFileSync(new URL(`../../../fixtures/boards/${name}`, import.meta.url), 'utf8'),
);

const pieces = [
  ...[
    '/ {',
    'n@1 {',
    '};',
    '}',
    ';',
    ' = ',
    '<',
    '>',
    '(',
    ')',
    '[',
    ']',
    ',',
    '&l',
    '&{/a}',
    'l:',
    '"',
    "'",
    '0x10',
  ],
  ...[
    'FOO',
    'FOO(',
    'a-b',
    '/bits/',
    '/delete-node/',
    '/include/ "x"',
    '/dts-v1/',
    '\\',
    '\\\n',
    '/*',
    '*/',
    '//',
    '\0',
  ],
  ...[
    '\n#if A\n',
    '\n#else\n',
    '\n#endif\n',
    '\n#define X',
    '\n',
    '\r\n',
    '\t',
    '\f',
    ' ',
    'é',
    '\ufeff',
    '\ud800',
    '#',
  ],
];

function printsBack(text: string): void {
  const { document } = readLosslessText(text);
  expect(printLossless(document)).toBe(text);
  let end = 0;
  for (const token of tokensOf(document)) {
    expect(token.fullStart).toBe(end);
    end = token.fullEnd;
  }
  expect(end).toBe(text.length);
}

describe('any text', () => {
  it('of tokens prints back, each character in one token', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) =>
        printsBack(parts.join('')),
      ),
      { numRuns: 1500 },
    );
  });

  it('made of a real one by cutting and pasting prints back', () => {
    const cuts = fc.array(
      fc.record({ at: fc.nat(), length: fc.nat(60), piece: fc.constantFrom('', ...pieces) }),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), cuts, (fixture, changes) => {
        let text = fixture;
        for (const { at, length, piece } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + piece + text.slice(from + length);
        }
        printsBack(text);
      }),
      { numRuns: 150 },
    );
  });

  it('of any bytes is written as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const file = readLossless(bytes);
        expect([...(encodeLossless(printLossless(file.document), file) ?? [])]).toEqual([...bytes]);
      }),
    );
  });
});

// ---- Edits ----------------------------------------------------------------------------------------------------

const noFiles = new FileStore({ access: new MemoryFiles(), workingFolder: '/' });

/** What the real parser reads, as a model. */
function modelOf(text: string): ModelNode | undefined {
  const { unit } = preprocess(new SourceFile('random.dts', text), { files: noFiles });
  const { statements, problems } = parseDts(unit);
  expect(problems).toEqual([]);
  const root = statements.find(({ kind }) => kind === 'root');
  return root?.kind === 'root' ? modelOfBody('/', root.body) : undefined;
}

function modelOfBody(name: string, { properties, nodes }: BodySyntax): ModelNode {
  return {
    name,
    properties: properties.flatMap((each) => {
      if (each.kind !== 'property') return [];
      const bytes = Buffer.from(each.text.values.subarray(each.valueStart, each.valueEnd));
      return [{ name: each.name, value: bytes.toString('hex') }];
    }),
    nodes: nodes.flatMap((each) => (each.kind === 'node' ? [modelOfBody(each.name, each.body)] : [])),
  };
}

/** The model with its values as the bytes that they become. */
function compiled({ name, properties, nodes }: ModelNode): ModelNode {
  return {
    name,
    properties: properties.map((each) => ({ name: each.name, value: bytesOf(each.value).toString('hex') })),
    nodes: nodes.map(compiled),
  };
}

function bytesOf(value: ModelNode['properties'][number]['value']): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if (typeof value === 'string') return Buffer.from(`${value}\0`);
  const bytes = Buffer.alloc(value.length * 4);
  for (const [index, cell] of value.entries()) bytes.writeUInt32BE(cell, index * 4);
  return bytes;
}

/** A node of the model and the same one of the tree. */
type Pair = readonly [ModelNode, NodeElement];

function pairsOf({ items }: DocumentElement, model: ModelNode): Pair[] {
  const root = items.find(({ kind }) => kind === 'root') as NodeElement;
  const pairs: Pair[] = [[model, root]];
  for (const [node, element] of pairs) {
    const inner = element.body.items.filter((item): item is NodeElement => item.kind === 'node');
    for (const [index, each] of node.nodes.entries()) pairs.push([each, inner[index] as NodeElement]);
  }
  return pairs;
}

function propertyOf({ body }: NodeElement, index: number): PropertyElement {
  return body.items.filter((item) => item.kind === 'property')[index] as PropertyElement;
}

interface Step {
  readonly kind:
    | 'value'
    | 'cell'
    | 'name'
    | 'node-name'
    | 'remove'
    | 'remove-node'
    | 'insert'
    | 'insert-node';
  readonly node: number;
  readonly index: number;
  readonly cells: readonly number[];
}

/** Makes a change in the model, and says it as an edit; undefined where there is nothing to change. */
function take(step: Step, pairs: readonly Pair[]): LosslessEdit | undefined {
  const [node, element] = pairs[step.node % pairs.length] as Pair;
  const index = step.index % Math.max(node.properties.length, 1);
  const property = node.properties[index];
  const parent = pairs.find(([each]) => each.nodes.includes(node))?.[0];
  switch (step.kind) {
    case 'insert': {
      const text = `new-${step.index} = ${valueTokens(step.cells).join('')};`;
      node.properties.splice(property === undefined ? 0 : index + 1, 0, {
        name: `new-${step.index}`,
        value: step.cells,
      });
      return insertProperty(
        element,
        text,
        property === undefined ? 'first' : { after: propertyOf(element, index) },
      );
    }
    case 'insert-node':
      node.nodes.push({
        name: `new@${step.index}`,
        properties: [{ name: 'a', value: undefined }],
        nodes: [],
      });
      return insertNode(element, `new@${step.index} {\n\ta;\n};`);
    case 'node-name':
      if (parent === undefined) return undefined;
      node.name = `renamed@${step.index}`;
      return rename(element, node.name);
    case 'remove-node':
      if (parent === undefined) return undefined;
      parent.nodes.splice(parent.nodes.indexOf(node), 1);
      return removeNode(element);
  }
  if (property === undefined) return undefined;
  const written = propertyOf(element, index);
  switch (step.kind) {
    case 'value':
      property.value = step.cells;
      return replaceValue(written, valueTokens(step.cells).join(''));
    case 'name':
      property.name = `renamed-${step.index}`;
      return rename(written, property.name);
    case 'remove':
      node.properties.splice(index, 1);
      return removeProperty(written);
    case 'cell': {
      const part = written.value?.parts[0];
      const cell = part?.kind === 'cells' ? part.cells[0] : undefined;
      if (cell === undefined) return undefined;
      property.value = [step.cells[0] ?? 0, ...(property.value as readonly number[]).slice(1)];
      return replaceElement(cell, String(step.cells[0] ?? 0));
    }
  }
}

/** From where to where an edit may change the text. */
function claimOf(edit: LosslessEdit, text: string): readonly [number, number] {
  switch (edit.kind) {
    case 'remove':
      return [
        text.lastIndexOf('\n', edit.item.start) + 1,
        Math.max(lastToken(edit.item).fullEnd, edit.item.end),
      ];
    case 'insert':
      return [edit.into.start, edit.into.end];
    case 'rename':
      return [edit.item.name.start, edit.item.name.end];
    case 'set-value':
      return [edit.property.name.end, edit.property.semicolon.start];
    case 'replace':
      return [edit.element.start, edit.element.end];
  }
}

describe('any edit', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(
      'value',
      'cell',
      'name',
      'node-name',
      'remove',
      'remove-node',
      'insert',
      'insert-node',
    ),
    node: fc.nat(20),
    index: fc.nat(99),
    cells: fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 3 }),
  });

  it('changes what it claims, so that the real parser reads the tree with the change', () => {
    fc.assert(
      fc.property(writtenTree, fc.array(step, { maxLength: 4 }), ({ model, text }: WrittenTree, steps) => {
        let now = text;
        const wanted = structuredClone(model);
        for (const one of steps) {
          const file = readLosslessText(now);
          const edit = take(one, pairsOf(file.document, wanted));
          if (edit === undefined) continue;
          const result = editLossless(file, [[edit]]);
          expect([...result.refused.values()]).toEqual([]);
          expect(applyTextEdits(now, result.changes)).toBe(result.text);
          const [start, end] = claimOf(edit, now);
          for (const change of result.changes) {
            expect(change.start).toBeGreaterThanOrEqual(start);
            expect(change.end).toBeLessThanOrEqual(end);
          }
          now = result.text;
        }
        expect(modelOf(now)).toEqual(compiled(wanted));
      }),
      { numRuns: 300 },
    );
  });
});
