import fc from 'fast-check';

/** What a source says, without how it is written. */
export interface ModelNode {
  name: string;
  properties: { name: string; value: string | readonly number[] | undefined }[];
  nodes: ModelNode[];
}

export interface WrittenTree {
  readonly model: ModelNode;
  readonly text: string;
}

const gaps = [
  '',
  ' ',
  '\n',
  '\t',
  '\n\t\t',
  '/* c */',
  ' // l\n',
  '\r\n',
  '\\\n',
  '\n\n/* a\n b */\n\t',
  '\f',
  ' // x \\\n y\n',
];

const value = fc.oneof(
  fc.constant(undefined),
  fc.stringMatching(/^[ -!#-[\]-~]{0,6}$/),
  fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 4 }),
);

/** Names begin with a letter, lest what stands together becomes one token; each is of its own within a node. */
const propertyName = fc.stringMatching(/^[a-z][a-z0-9,._+?#-]{0,4}$/);
const nodeName = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9,._+-]{0,4}$/), fc.option(fc.nat(4096)))
  .map(([base, address]) => (address === null ? base : `${base}@${address.toString(16)}`));
const properties = fc.uniqueArray(fc.record({ name: propertyName, value }), {
  maxLength: 4,
  selector: (each) => each.name,
});

const node: fc.Arbitrary<ModelNode> = fc.letrec<{ node: ModelNode }>((tie) => {
  const nodes = fc.uniqueArray(tie('node'), { maxLength: 3, selector: (each) => each.name });
  const none = fc.constant(0).map((): ModelNode[] => []);
  return {
    node: fc.record({
      name: nodeName,
      properties,
      nodes: fc.oneof({ depthSize: 'small' }, none, nodes),
    }),
  };
}).node;

/** A tree, written with any white space and comments between its tokens. */
export const writtenTree: fc.Arbitrary<WrittenTree> = fc
  .record({ root: node, seeds: fc.array(fc.nat(gaps.length - 1), { minLength: 8, maxLength: 40 }) })
  .map(({ root, seeds }) => {
    const model = { ...root, name: '/' };
    let next = 0;
    const gap = (): string => gaps[seeds[next++ % seeds.length] ?? 0] ?? '';
    // A blank keeps a slash from beginning a comment with what follows.
    const text = ['/dts-v1/ ', ';', ...tokens(model)].map((token) => `${gap()}${token}`).join('');
    return { model, text: `${text}${gap()}` };
  });

function tokens({ name, properties, nodes }: ModelNode): string[] {
  return [
    name === '/' ? '/ ' : name,
    '{',
    ...properties.flatMap((each) => [
      each.name,
      ...(each.value === undefined ? [] : ['=', ...valueTokens(each.value)]),
      ';',
    ]),
    ...nodes.flatMap(tokens),
    '}',
    ';',
  ];
}

/** A value as tokens. Cells end with a blank, since digits that meet are one number. */
export function valueTokens(written: string | readonly number[]): string[] {
  if (typeof written === 'string') return [`"${written}"`];
  return ['<', ...written.map((cell) => `0x${cell.toString(16)} `), '>'];
}
