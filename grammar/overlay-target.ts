import type { ExtendSyntax, PropertySyntax } from './syntax.ts';
import type { ValueWriter } from './value-writer.ts';

/** Writes the value of a statement's {@link overlayTarget}: all statements have one, few are overlays. */
export function writeOverlayTarget(target: string, writer: ValueWriter): void {
  if (target.includes('/')) writer.append(new TextEncoder().encode(`${target}\0`));
  else writer.cell(0xffff_ffff);
}

/** The property that names the target of a statement that becomes an overlay's fragment: `target` or `target-path`. */
export function overlayTarget({ text, start, end, target, targetStart }: ExtendSyntax): PropertySyntax {
  const isPath = target.includes('/');
  return {
    kind: 'property',
    name: isPath ? 'target-path' : 'target',
    text,
    start,
    end,
    statementEnd: end,
    valueStart: targetStart,
    valueEnd: targetStart + (isPath ? new TextEncoder().encode(target).length + 1 : 4),
    references: isPath ? undefined : [{ kind: 'phandle', offset: 0, target, start, end }],
    labels: [],
    valueLabels: undefined,
  };
}
