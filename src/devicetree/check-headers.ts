import type { StatementSyntax, SyntaxRange } from '../../grammar/syntax.ts';
import type { Problem } from '../source/problem.ts';
import type { MergedTree } from './merged-tree.ts';

type Where = Pick<SyntaxRange, 'text' | 'start' | 'end'>;

/**
 * Headers come first, then reservations, then nodes; /plugin/ stands behind every /dts-v1/ or behind none. Notes in the tree whether
 * it is an overlay.
 */
export function checkHeaders(
  statements: readonly StatementSyntax[],
  tree: MergedTree,
  readable: boolean,
  problems: Problem[],
): void {
  const before = problems.length;
  let hasVersion: boolean | undefined;
  let stage: 'header' | 'memreserve' | 'nodes' = 'header';
  let versions = 0;
  let plugins = 0;
  for (let index = 0; index < statements.length; index++) {
    const statement = statements[index] as StatementSyntax;
    const { kind } = statement;
    if (kind === 'version' || kind === 'plugin') {
      const previous = statements[index - 1]?.kind;
      if (stage !== 'header') problems.push(misplacedHeader(statement, kind));
      else if (kind === 'plugin' && previous !== 'version') {
        hasVersion ??= statements.some((each) => each.kind === 'version');
        if (hasVersion) problems.push(pluginWithoutVersion(statement));
      }
      if (kind === 'version') versions++;
      else plugins++;
    } else if (kind === 'memreserve') {
      if (stage === 'nodes') problems.push(lateReservation(statement));
      else stage = 'memreserve';
    } else {
      stage = 'nodes';
    }
  }
  tree.plugin = plugins > 0;
  if (statements.length === 0) {
    problems.push(emptyFile(tree));
    return;
  }
  const isTold = problems.length > before;
  if (versions === 0) {
    // What could not be read there may be the header.
    if (readable || !tree.isUnreadableAtStart) problems.push(missingVersion(tree));
  } else if (plugins > 0 && plugins !== versions && !isTold) problems.push(mixedHeaders(statements));
  if (stage !== 'nodes' && readable) problems.push(noNodes(tree));
}

function error(code: string, message: string, { text, start, end }: Where, help: string): Problem {
  return { severity: 'error', code, message, place: text.place(start, end), help };
}

function misplacedHeader(where: Where, kind: string): Problem {
  const name = kind === 'version' ? '/dts-v1/' : '/plugin/';
  return error(
    'misplaced-header',
    `\`${name}\` must stand before everything else.`,
    where,
    `Move \`${name};\` to the head of the file.`,
  );
}

function pluginWithoutVersion(where: Where): Problem {
  return error(
    'misplaced-header',
    '`/plugin/` must follow `/dts-v1/;` directly.',
    where,
    'Write `/dts-v1/; /plugin/;`.',
  );
}

function lateReservation(where: Where): Problem {
  return error(
    'late-memreserve',
    '`/memreserve/` must stand before the first node.',
    where,
    'Move it between `/dts-v1/;` and the first `/ {`.',
  );
}

function emptyFile({ place }: MergedTree): Problem {
  return {
    severity: 'error',
    code: 'empty-file',
    message: 'The file has nothing in it but blanks and comments.',
    place,
    help: 'The smallest device tree is `/dts-v1/; / { };`.',
  };
}

function missingVersion({ place }: MergedTree): Problem {
  const help = 'Write `/dts-v1/;` as the first line.';
  return {
    severity: 'error',
    code: 'missing-version',
    message: 'The file does not begin with `/dts-v1/;`.',
    place,
    help,
  };
}

function mixedHeaders(statements: readonly StatementSyntax[]): Problem {
  const last = statements.findLast(({ kind }) => kind === 'version') as StatementSyntax;
  return error(
    'mixed-headers',
    '`/plugin/` must follow every `/dts-v1/` or none.',
    last,
    'Write `/plugin/;` behind this `/dts-v1/;` too, or remove the other.',
  );
}

function noNodes({ place }: MergedTree): Problem {
  return {
    severity: 'error',
    code: 'no-node',
    message: 'The file has no node.',
    place,
    help: 'Write `/ { };`.',
  };
}
