import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { usePolicies } from './use-policies';

/** Requests that wait for an answer, in the order in which they came. */
const asked: ((body: unknown) => void)[] = [];
const fetching = () => new Promise<Response>((resolve) => asked.push((body) => resolve(Response.json(body))));
vi.stubGlobal('fetch', fetching);

afterEach(() => {
  cleanup();
  asked.length = 0;
});

async function answer(body: unknown) {
  await waitFor(() => expect(asked).toHaveLength(1));
  await act(async () => asked.shift()?.(body));
}

test('what policies say of a group stays while the same is asked of its next drop, and goes for other policies', async () => {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result, rerender } = renderHook(({ id }) => usePolicies(id, null), { initialProps: { id: 'a' }, wrapper });
  expect(result.current.policies).toEqual({ state: 'asking' });
  await answer('of a');
  await waitFor(() => expect(result.current.policies).toEqual({ state: 'found', answer: 'of a' }));

  rerender({ id: 'b' });
  expect(result.current.policies).toEqual({ state: 'found', answer: 'of a' });
  await answer('of b');
  await waitFor(() => expect(result.current.policies).toEqual({ state: 'found', answer: 'of b' }));

  act(() => result.current.send('kind: CiliumNetworkPolicy'));
  expect(result.current.policies).toEqual({ state: 'asking' });
  await answer('of b by others');
  await waitFor(() => expect(result.current.policies).toEqual({ state: 'found', answer: 'of b by others' }));
});
