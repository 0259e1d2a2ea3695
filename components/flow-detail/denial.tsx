import { Told } from '@/components/current-policy/told';
import type { LinkComponent } from '@/components/shell/view-tabs';
import type { DropGroup } from '@/lib/drops/group';
import { whyParts } from '@/lib/drops/why';
import { dropReasonAdvice } from '@/lib/flow/drop-reason-advice';
import type { Flow } from '@/lib/flow/flow';
import { dropReasonOf } from '@/lib/flow/questions';
import { visible } from '@/lib/flow/visible';

export interface Why {
  readonly group: DropGroup;
  /** Where the group is explained. */
  readonly href: string;
  readonly Link: LinkComponent;
}

/** What happened, in a sentence; where its group is known, in that of the group, with a link to all that is known of it. */
export function Denial({ flow, why }: { flow: Flow; why?: Why | undefined }) {
  return (
    <p className="border-line border-b px-4 py-3 text-13 text-muted leading-5">
      {why ? <Told sentence={whyParts(why.group)} /> : denialText(flow)}
      {why && (
        <>
          {' '}
          <why.Link className="text-fg underline decoration-line-control underline-offset-3" href={why.href}>
            Why?
          </why.Link>
        </>
      )}
    </p>
  );
}

/** What happened and what to look at. */
function denialText(flow: Flow): string {
  const { meaning, advice } = dropReasonAdvice(dropReasonOf(flow));
  return dropReasonOf(flow) === '' ? 'Dropped; the flow gives no reason.' : `Dropped: ${visible(meaning)}. ${advice}`;
}
