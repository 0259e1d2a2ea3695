import { Fragment } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/value-actions/copy-button';
import { countOf } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';

export interface ActionsProps {
  /** A link to this group. */
  readonly link: () => string;
  /** The group as text for a chat or a ticket. */
  readonly report: () => string;
  /** The `hubble observe` command for its flows, and what that cannot say. */
  readonly command: string;
  readonly commandLacks: readonly string[];
  /** Where it selects a little differently. */
  readonly commandNotes: readonly string[];
  /** Hands over the flows as a file. */
  readonly onExport: () => void;
  /** How far that is, one sentence; '' while nothing is. */
  readonly exported: string;
  readonly onShowFlows: () => void;
  readonly onShowOnMap: () => void;
  /** Absent where a filter has no word for the reason. */
  readonly onOnlyReason?: (() => void) | undefined;
}

/** What one does next: tell others, look with Hubble's own tool, keep the evidence, look at it elsewhere. */
export function Actions(props: ActionsProps) {
  const { command, commandLacks, commandNotes, exported } = props;
  return (
    <section aria-label="Act on it" className="grid min-w-0 gap-2">
      <h3 className="font-semibold text-13">Act on it</h3>
      <pre
        className="mono overflow-x-auto whitespace-pre-wrap wrap-anywhere rounded-2 border border-line bg-inset px-3 py-2 text-muted"
        data-testid="command"
      >
        {flagsOf(command).map((flag, place) => (
          <Fragment key={`${place.toString()} ${flag}`}>
            {place > 0 && ' '}
            <span className="inline-block max-w-full align-top">{visible(flag)}</span>
          </Fragment>
        ))}
      </pre>
      {commandLacks.map((note) => (
        <p className="wrap-anywhere text-12 text-subtle" key={note}>
          {visible(note)}
        </p>
      ))}
      {commandNotes.length > 0 && (
        <details className="text-12 text-subtle">
          <summary className="cursor-default">
            {countOf(commandNotes.length, 'difference')} from what is counted here
          </summary>
          <ul className="mt-1 grid gap-1 pl-4">
            {commandNotes.map((note) => (
              <li className="wrap-anywhere" key={note}>
                {visible(note)}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="flex flex-wrap gap-2">
        <CopyButton icon="link" label="Copy link" text={props.link}>
          Copy link
        </CopyButton>
        <CopyButton icon="terminal" label="Copy as hubble observe" text={command}>
          Copy as hubble observe
        </CopyButton>
        <CopyButton label="Copy as text" text={props.report}>
          Copy as text
        </CopyButton>
        <Button icon="download" onClick={props.onExport} size="sm">
          Export as JSON lines
        </Button>
        <Button icon="list" onClick={props.onShowFlows} size="sm">
          Open in Flows
        </Button>
        <Button icon="map" onClick={props.onShowOnMap} size="sm">
          Show on map
        </Button>
        {props.onOnlyReason && (
          <Button icon="filter" onClick={props.onOnlyReason} size="sm">
            Only this reason
          </Button>
        )}
      </div>
      <p aria-live="polite" className="text-12 text-subtle">
        {visible(exported)}
      </p>
    </section>
  );
}

/** Broken only between flags, so that each can be read. */
const flagsOf = (command: string): readonly string[] => command.split(/ (?=--)/);
