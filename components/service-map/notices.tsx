// What is to be known before the map is read: what is missing, and what is not drawn.
import type { ReactNode } from 'react';
import { TextButton } from '@/components/ui/button';
import { countOf } from '@/lib/flow/format';
import type { ServiceMapProps } from './props';
import { Notice } from './tools/tools';

interface NoticesProps extends Pick<ServiceMapProps, 'folded' | 'onLook' | 'incomplete' | 'hidden' | 'compared'> {
  /** Of the picture; the table has all. */
  readonly drawn: boolean;
  /** How many nodes are too far from the chosen one; null where all are drawn, however far. */
  readonly further: number | null;
  /** Only drops were asked for, and there are none. */
  readonly none: boolean;
  readonly newcomers: number;
  readonly onTidy: () => void;
}

export function Notices(props: NoticesProps) {
  const { folded, onLook, incomplete, hidden, compared, drawn, further, none, newcomers, onTidy } = props;
  return (
    <Stack incomplete={incomplete} none={none}>
      {drawn && folded.notice && (
        <Notice
          action={
            <TextButton onClick={() => onLook({ choice: { others: 'open', folded: [], opened: [] } })}>
              Open all
            </TextButton>
          }
        >
          {folded.notice}
        </Notice>
      )}
      {drawn && further !== null && (
        <Notice action={<TextButton onClick={() => onLook({ reach: 'all' })}>Show all</TextButton>}>
          {furtherAway(further)}
        </Notice>
      )}
      {hidden && (
        <Notice action={<TextButton onClick={() => onLook({ hide: [] })}>Show all</TextButton>}>{hidden}</Notice>
      )}
      {compared && (
        <Notice action={<TextButton onClick={() => onLook({ against: null })}>End</TextButton>}>
          {compared.sentence}
        </Notice>
      )}
      {drawn && <Newcomers count={newcomers} onTidy={onTidy} />}
    </Stack>
  );
}

export const furtherAway = (count: number): string => `${countOf(count, 'node')} further away not drawn`;

interface StackProps {
  readonly incomplete: readonly string[] | undefined;
  readonly none: boolean;
  readonly children: ReactNode;
}

function Stack({ incomplete = [], none, children }: StackProps) {
  return (
    <div className="flex flex-col items-start gap-2">
      {incomplete.map((sentence) => (
        <Notice key={sentence} tone="warn">
          {sentence}
        </Notice>
      ))}
      {none && <Notice>Nothing is denied in this view</Notice>}
      {children}
    </div>
  );
}

function Newcomers({ count, onTidy }: { count: number; onTidy: () => void }) {
  if (count === 0) return null;
  return (
    <Notice action={<TextButton onClick={onTidy}>Tidy up</TextButton>}>
      {`${countOf(count, 'new card')} on the map`}
    </Notice>
  );
}
