import { editLossless } from '../../grammar/lossless/edit-lossless.ts';
import { type LosslessEdit, rename, replaceValue } from '../../grammar/lossless/edits.ts';
import type { ItemElement, PropertyElement } from '../../grammar/lossless/elements.ts';
import { encodeLossless } from '../../grammar/lossless/encode-lossless.ts';
import type { LosslessFile } from '../../grammar/lossless/lossless-file.ts';
import { printLossless } from '../../grammar/lossless/print-lossless.ts';
import { readLossless } from '../../grammar/lossless/read-lossless.ts';
import { applyTextEdits } from '../../grammar/lossless/text-edit.ts';
import type { Failure } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';

/** Of a large file, every property is more than need be changed. */
const mostEdits = 40;

/** Whether each source is printed byte for byte, and an edit changes the property that it names and nothing else. */
export function checkLossless({ files }: FuzzInput): Failure | undefined {
  for (const [path, bytes] of files) {
    if (!/\.(dtsi?|dtso|h)$/.test(path)) continue;
    const failure = checkFile(bytes);
    if (failure !== undefined) return { ...failure, detail: `${path}: ${failure.detail}` };
  }
  return undefined;
}

function checkFile(bytes: Uint8Array): Failure | undefined {
  const file = readLossless(bytes);
  const text = printLossless(file.document);
  const printed = encodeLossless(text, file);
  if (printed === undefined || Buffer.compare(printed, bytes) !== 0)
    return { signature: 'a source is printed as something else', detail: '' };
  return checkEdits(file, text);
}

function checkEdits(file: LosslessFile, text: string): Failure | undefined {
  const properties = propertiesOf(file).slice(0, mostEdits);
  const edits = properties.map((property, index): readonly LosslessEdit[] => [
    index % 2 === 0 ? replaceValue(property, '<0xf022>') : rename(property, 'fuzz,renamed'),
  ]);
  const edited = editLossless(file, edits);
  if (applyTextEdits(text, edited.changes) !== edited.text)
    return { signature: 'an edit changes more than it tells', detail: '' };
  const stray = edited.changes.find(({ start, end }) => {
    return !properties.some((property) => property.start <= start && end <= property.end);
  });
  if (stray !== undefined)
    return { signature: 'an edit changes more than its property', detail: JSON.stringify(stray) };
  return undefined;
}

function propertiesOf({ document }: LosslessFile): readonly PropertyElement[] {
  const properties: PropertyElement[] = [];
  const waiting: ItemElement[] = [...document.items];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (item.kind === 'property') properties.push(item);
    if ('body' in item) for (const each of item.body.items) waiting.push(each);
  }
  return properties;
}
