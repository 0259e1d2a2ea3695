'use client';

// The snapshots of this reader: the list, making one, taking one back. Where nobody signs in the browser keeps the secret
// by which the server knows them for its own.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callApi, saying } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { usePreference } from '@/app/workspace/use-preference';
import type { SnapshotShare } from '@/components/share/snapshot-panel';
import type { Keep } from '@/lib/wire/share';
import type { SnapshotAnswer, SnapshotList, SnapshotMade, SnapshotRequest } from '@/lib/wire/snapshot';

const key = ['snapshots'];

export interface UseSnapshots {
  /** What is to be frozen, at the moment of asking. */
  readonly request: () => Omit<SnapshotRequest, 'keep'>;
  readonly linkOf: SnapshotShare['linkOf'];
}

export function useSnapshots({ request, linkOf }: UseSnapshots): SnapshotShare {
  const [owner, setOwner] = usePreference('owner', '', isText);
  const queries = useQueryClient();
  const list = useQuery({ queryKey: [...key, owner], queryFn: () => call<SnapshotList>('snapshots', owner) });
  const making = useMutation({
    mutationFn: (keep: Keep) => call<SnapshotMade>('snapshots', owner, saying('POST', { ...request(), keep })),
    onSuccess: (made) => {
      if (made.owner && made.owner !== owner) setOwner(made.owner);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  const revoking = useMutation({
    mutationFn: (id: string) => call<null>(`snapshots/${encodeURIComponent(id)}`, owner, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const own = list.data?.snapshots ?? [];
  return {
    keeps: list.data?.keeps ?? null,
    kept: list.data?.kept ?? 'memory',
    own,
    made: madeOf(making.data?.snapshot, own, revoking.variables),
    busy: making.isPending,
    problem: [making.error, revoking.error, list.error].find((error) => error !== null)?.message ?? '',
    linkOf,
    make: making.mutate,
    revoke: revoking.mutate,
  };
}

/** One that was taken back again is not offered any more. */
function madeOf(made: SnapshotAnswer | undefined, own: readonly SnapshotAnswer[], revoked: string | undefined) {
  return made && made.id !== revoked ? (own.find(({ id }) => id === made.id) ?? made) : null;
}

/** null is the answer of what was only to be done. */
async function call<Answer>(route: string, owner: string, request: RequestInit = {}): Promise<Answer> {
  const headers = { ...request.headers, ...(owner && { 'eyepiece-owner': owner }) };
  const response = await callApi(route, { ...request, headers });
  if (!response.ok) throw await refusalOf(response);
  return response.status === 204 ? (null as Answer) : response.json();
}

const isText = (value: unknown): value is string => typeof value === 'string';
