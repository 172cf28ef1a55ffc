import { describe, expect, it } from 'vitest';
import type { BootChange } from '../../src/project/compare-boots.ts';
import { groupByCause } from '../../src/report/boot-change-groups.ts';

/** A change with these causes: `a+b` are needed together, of `a|b` each is enough. */
function change(kind: BootChange['kind'], subject: string, causes: string): BootChange {
  const cause = (behaviour: string) => ({ behaviour, about: '', from: '', to: '' });
  const joints = causes.split('|').map((joint) => joint.split('+').map(cause));
  return { kind, subject, aspect: '', from: '1', to: '2', causes: joints };
}

function told(changes: readonly BootChange[]): readonly string[] {
  return groupByCause(changes).map(({ causes, parts }) => {
    const names = causes.map((joint) => joint.map(({ behaviour }) => behaviour).join('+')).join('|');
    const texts = parts.map(({ also, changes: some }) =>
      [...also.map(({ behaviour }) => `+${behaviour}`), ...some.map(({ subject }) => subject)].join(' '),
    );
    return `${names}: ${texts.join('; ')}`;
  });
}

describe('groupByCause', () => {
  it('tells each cause once, of regions before devices before messages', () => {
    const changes = [
      change('message', 'm', 'b'),
      change('device', 'd', 'a'),
      change('memory', 'left', 'a'),
      change('region', 'r', 'a'),
      change('message', 'n', 'a'),
    ];
    expect(told(changes)).toEqual(['a: r d left n', 'b: m']);
  });

  it('puts what needs a cause and more with that cause', () => {
    const changes = [change('region', 'r', 'a'), change('region', 's', 'a+b'), change('region', 't', 'a|c')];
    expect(told(changes)).toEqual(['a: r t; +b s']);
  });

  it('puts a message with the cause that changes more than messages', () => {
    const changes = [change('message', 'm', 'b'), change('message', 'n', 'a+b'), change('region', 'r', 'a')];
    expect(told(changes)).toEqual(['a: r; +b n', 'b: m']);
  });
});
