import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/value-actions/copy-button';
import { visible } from '@/lib/flow/visible';

export interface ActionsProps {
  /** A link to this group. */
  readonly link: () => string;
  /** The group as text for a chat or a ticket. */
  readonly report: () => string;
  /** The `hubble observe` command for its flows, and what that cannot say. */
  readonly command: string;
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
  const { command, commandNotes, exported } = props;
  return (
    <section aria-label="Act on it" className="grid min-w-0 gap-2">
      <h3 className="font-semibold text-13">Act on it</h3>
      <pre
        className="mono overflow-x-auto whitespace-pre-wrap wrap-anywhere rounded-2 border border-line bg-inset px-3 py-2 text-muted"
        data-testid="command"
      >
        {visible(command)}
      </pre>
      {commandNotes.map((note) => (
        <p className="text-12 text-subtle" key={note}>
          {visible(note)}
        </p>
      ))}
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
