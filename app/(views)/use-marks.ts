'use client';

// What the team has said of drop groups: told with every view, and said through the API.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { saying } from '@/app/api-url';
import { useSettings } from '@/app/settings';
import { ask, askWith } from '@/app/workspace/ask';
import { contentOf } from '@/app/workspace/stream/parts';
import { usePreference } from '@/app/workspace/use-preference';
import type { MarkAsked, MarkPanelProps } from '@/components/drop-table/mark-panel';
import { type DropMark, type Marks, marksByGroup } from '@/lib/drops/mark';
import { useFeed } from '@/lib/feed/use-feed';
import type { MarkRequest, MarksAnswer } from '@/lib/wire/mark';

export interface TeamMarks {
  readonly marks: Marks;
  /** For the panel of one group. */
  readonly marking: (group: string, onMuted: () => void) => Omit<MarkPanelProps, 'mark' | 'nowMs'>;
}

/** Where they are kept is asked once a group is open. */
export function useMarks(anyOpen: boolean): TeamMarks {
  const told = useFeed(contentOf)?.marks ?? none;
  // What was answered holds until the stream tells of it: it may be paused.
  const [answered, setAnswered] = useState<{ readonly after: readonly DropMark[]; readonly answer: MarksAnswer }>();
  const current = answered?.after === told ? answered.answer.marks : told;
  const marks = useMemo(() => marksByGroup(current), [current]);
  const [given, setGiven] = usePreference('marks.author', '', isText);
  const { who } = useSettings();
  const signedIn = who.kind === 'reader';
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['marks'],
    queryFn: ({ signal }) => ask<MarksAnswer>('marks', null, signal),
    enabled: anyOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  function take(answer: MarksAnswer) {
    setAnswered({ after: told, answer });
    client.setQueryData(['marks'], answer);
  }
  return {
    marks,
    marking: (group, onMuted) => ({
      kept: data?.kept ?? null,
      author: signedIn ? who.name : given,
      signedIn,
      async onMark(asked) {
        take(await put({ group, ...asked }));
        if (!signedIn) setGiven(asked.author);
        if (asked.kind === 'muted') onMuted();
      },
      onUnmark: async () => take(await remove(group)),
    }),
  };
}

const none: readonly DropMark[] = [];
const isText = (value: unknown): value is string => typeof value === 'string';
const never = new AbortController().signal;

function put(request: MarkRequest & MarkAsked): Promise<MarksAnswer> {
  return ask('marks', null, never, saying('PUT', request));
}

function remove(group: string): Promise<MarksAnswer> {
  return askWith('marks', new URLSearchParams({ group }), never, { method: 'DELETE' });
}
