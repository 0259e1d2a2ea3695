import { act, cleanup, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { type FoldChoice, foldsByItself, withFolded } from '@/lib/graph/fold-choice';
import { foldGraph } from '@/lib/graph/folding';
import { edge, graphWith, workload } from '@/lib/graph/sample';
import { useCursor } from './use-cursor';

afterEach(cleanup);

const [cart, payments] = [workload('cart'), workload('payments')];
const graph = graphWith([cart, payments], [edge(cart, payments, 443)]);

function useMap() {
  const [choice, setChoice] = useState<FoldChoice>(foldsByItself);
  const folded = foldGraph(graph, { home: [], choice });
  const onFold = (group: string, closed: boolean) => setChoice(withFolded(choice, group, closed));
  return useCursor({ ...folded, selection: null, onSelect() {}, onFold });
}

it('stands on the group that its card is folded into, and opens and folds it again and again', () => {
  const { result } = renderHook(useMap);
  act(() => result.current.setCursor(payments.id));
  act(() => result.current.foldHere());
  const group = result.current.here;
  expect(group).toMatch(/namespace\/shop$/);
  expect(result.current.cursor).toBe(group);
  act(() => result.current.foldHere());
  expect(result.current.here).toBe(payments.id);
  act(() => result.current.foldHere());
  // Who walks on to the group itself has a place as well once it is open.
  act(() => result.current.setCursor(group));
  act(() => result.current.foldHere());
  expect(result.current.here).toBe(cart.id);
  act(() => result.current.foldHere());
  expect(result.current.here).toBe(group);
});
