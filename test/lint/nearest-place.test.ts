import { expect, it } from 'vitest';
import { BoardFacts } from '../../src/lint/board-facts.ts';
import { nearestPlace } from '../../src/lint/nearest-place.ts';
import { boardFromText } from '../helpers/board.ts';
import { reserved } from './rule-test.ts';

const board = new BoardFacts({
  model: boardFromText(
    reserved('a@90000000 { reg = <0x90000000 0x1000000>; }; b@91100000 { reg = <0x91100000 0x1000000>; };'),
  ).model,
});

it('finds the place itself where that is free', () => {
  expect(nearestPlace(board, 0x1000n, 0x1000n, 0x88000000n)?.base).toBe(0x88000000n);
});

it('finds the nearer one of the holes on both sides', () => {
  expect(nearestPlace(board, 0x100000n, 0x1000n, 0x90100000n)?.base).toBe(0x8ff00000n);
  expect(nearestPlace(board, 0x100000n, 0x1000n, 0x90f00000n)?.base).toBe(0x91000000n);
});

it('passes over a hole that is too small, or too small once it is aligned', () => {
  expect(nearestPlace(board, 0x200000n, 0x1000n, 0x91000000n)?.base).toBe(0x92100000n);
  expect(nearestPlace(board, 0x100000n, 0x200000n, 0x91100000n)?.base).toBe(0x91000000n);
});

it('finds none where nothing is large enough', () => {
  expect(nearestPlace(board, 0x80000000n, 0x1000n, 0x80000000n)).toBeUndefined();
});
