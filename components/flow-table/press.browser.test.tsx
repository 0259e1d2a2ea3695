import { fireEvent } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { followPress } from './press';

function pressed(from: string, to: string, moved = 0): readonly string[] {
  document.body.innerHTML =
    '<div><p data-flow="a"><b id="in-a">x</b><button id="act">x</button></p><p data-flow="b" id="b">x</p></div>';
  const choose = vi.fn();
  const at = (selector: string) => document.querySelector(selector) ?? document.body;
  document.body.onpointerdown = (event) => followPress(event, choose);
  fireEvent.pointerDown(at(from), { clientX: 10, clientY: 10, button: 0 });
  fireEvent.pointerUp(at(to), { clientX: 10, clientY: 10 + moved });
  fireEvent.pointerUp(at(to), { clientX: 10, clientY: 10 });
  return choose.mock.calls.flat();
}

it('a row that moves on under the pointer is chosen all the same, once', () => {
  expect(pressed('#in-a', '#b')).toEqual(['a']);
  expect(pressed('#in-a', 'div')).toEqual(['a']);
});

it('a row that stays is left to its click, a dragged one to whoever marks text, and a control to itself', () => {
  expect(pressed('#in-a', '[data-flow=a]')).toEqual([]);
  expect(pressed('#in-a', '#b', 20)).toEqual([]);
  expect(pressed('#act', '#b')).toEqual([]);
});
