/**
 * The page's program up to its maps: `page-data.ts`' record, the moments that it shows, and what happens in an operation.
 * It has no backtick and no dollar before a brace.
 */
export const pageRecordScript: string = String.raw`
'use strict';
const data = JSON.parse(document.getElementById('run-data').textContent);
const svg = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
  return element;
};

// The buffers: one column for each of the nine numbers of a row.
const rows = decode(data.buffers, data.count);

function decode(base64, count) {
  const text = atob(base64);
  const wide = () => new Float64Array(count);
  const table = { from: wide(), pool: wide(), first: wide(), pages: wide(), stem: wide(), next: wide(),
    holder: wide(), size: wide(), until: wide() };
  const columns = Object.values(table);
  let at = 0;
  const number = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = text.charCodeAt(at++);
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  let before = 0;
  for (let row = 0; row < count; row++) {
    for (const column of columns) column[row] = number();
    before = table.from[row] += before;
    table.until[row] = table.until[row] === 0 ? Infinity : table.until[row] + before;
  }
  return table;
}

function nameOf(row) {
  const stem = data.stems[rows.stem[row]];
  const next = rows.next[row];
  return next === 0 ? stem : stem + (next - 1) + (stem.endsWith('[') ? ']' : '');
}

function bytes(value) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < 4) { value /= 1024; unit++; }
  return Number(value.toFixed(2)) + ' ' + (unit === 0 && value === 1 ? 'byte' : units[unit]);
}

function share(pages, width) {
  return Number(((100 * pages) / width).toFixed(3)) + '%';
}

function address(value) {
  return '0x' + value.toString(16).replace(/\B(?=(?:[0-9a-f]{4})+$)/g, '_');
}

// The moments that can be shown: each operation, or each so many and those that are kept in full.
const shownMoments = (() => {
  if (data.stride === 1) return undefined;
  const kept = new Set([0, data.operations]);
  for (let at = 0; at <= data.operations; at += data.stride) kept.add(at);
  return [...kept].sort((left, right) => left - right);
})();
const lastStep = shownMoments === undefined ? data.operations : shownMoments.length - 1;
const operationOf = (step) => (shownMoments === undefined ? step : shownMoments[step]);
const stepOf = (operation) => {
  if (shownMoments === undefined) return operation;
  let step = 0;
  while (step < lastStep && shownMoments[step + 1] <= operation) step++;
  return step;
};

// What each operation did, so that the slider can say it.
const givenBy = new Map();
const takenBy = new Map();
for (let row = 0; row < data.count; row++) {
  givenBy.set(rows.from[row], row);
  if (rows.until[row] !== Infinity) takenBy.set(rows.until[row], row);
}
const failedBy = new Map(data.failures.map((failure) => [failure[0], failure]));

function happening(operation) {
  if (operation === 0) return 'before the first operation';
  const failure = failedBy.get(operation);
  if (failure !== undefined) {
    const size = failure[3] === 0 ? '' : ', ' + bytes(failure[3]);
    return failure[5] + ': ' + failure[2] + size + ' FAILS: ' + data.causes[failure[4]];
  }
  const given = givenBy.get(operation);
  if (given !== undefined) return data.holders[rows.holder[given]][0] + ' gets ' + nameOf(given) + ', ' + bytes(rows.size[given]);
  const taken = takenBy.get(operation);
  if (taken !== undefined) return data.holders[rows.holder[taken]][0] + ' frees ' + nameOf(taken);
  return 'no pool of this page changes';
}

const slider = document.getElementById('at');
const number = document.getElementById('at-number');
const said = document.getElementById('at-says');
let live = 0;
`;
