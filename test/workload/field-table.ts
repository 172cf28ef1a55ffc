import type { FieldType, OperationSpec } from '../../src/workload/operations/operation-spec.ts';

/** The table of fields that an operation's page has, as Markdown. */
export function fieldTable(spec: OperationSpec): string {
  const rows = spec.fields.map(
    ({ name, type, required, text }) =>
      `| \`${name}\` | ${typeText(type)} | ${required === true ? 'yes' : ''} | ${text.replaceAll('|', '\\|')} |`,
  );
  return ['| field | holds | needed | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'device':
      return 'a device';
    case 'makes':
      return 'an id, given here';
    case 'uses':
      return `the id of ${type.families.map((family) => familyWords[family]).join(' or ')}`;
    case 'size':
      return 'a size';
    case 'offset':
      return 'bytes';
    case 'count':
      return 'a number';
    case 'address':
      return 'an address';
    case 'mask':
      return 'a mask or its bits';
    case 'choice':
      return type.of.map((word) => `\`${word}\``).join(', ');
    case 'choices':
      return `a list of ${type.of.map((word) => `\`${word}\``).join(', ')}`;
    case 'flag':
      return '`true` or `false`';
    case 'entries':
      return 'a list of entries';
  }
}

const familyWords = {
  allocation: 'an allocation',
  memory: 'a buffer',
  mapping: 'a mapping',
  pool: 'a DMA pool',
  block: 'a block',
};
