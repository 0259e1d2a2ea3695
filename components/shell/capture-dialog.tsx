'use client';

import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { countOf, formatCount, formatDateTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { CaptureReport } from '@/lib/wire/frame';

/** What has become of a file that was dropped on the page. */
export type CaptureState =
  | { readonly state: 'none' }
  | { readonly state: 'sending'; readonly name: string; readonly share: number }
  | { readonly state: 'reading'; readonly name: string }
  | { readonly state: 'opened'; readonly name: string; readonly report: CaptureReport }
  | { readonly state: 'failed'; readonly name: string; readonly title: string; readonly detail: string };

export interface CaptureDialogProps {
  readonly capture: CaptureState;
  readonly onView: (report: CaptureReport) => void;
  readonly onClose: () => void;
}

/** Progress while a capture is read, then what was in it and which lines could not be read. */
export function CaptureDialog({ capture, onView, onClose }: CaptureDialogProps) {
  return (
    <Dialog.Root onOpenChange={(open) => open || onClose()} open={capture.state !== 'none'}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/5 left-1/2 z-40 flex max-h-[70dvh] w-[480px] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col gap-3 rounded-3 border border-line-strong bg-overlay p-4 shadow-dialog outline-none"
        >
          <Body capture={capture} onClose={onClose} onView={onView} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body({ capture, onView, onClose }: CaptureDialogProps) {
  switch (capture.state) {
    case 'none':
      return null;
    case 'sending':
      return <Progress share={capture.share} title={`Sending ${capture.name}`} />;
    case 'reading':
      return <Progress share={1} title={`Reading ${capture.name}`} />;
    case 'failed':
      return (
        <>
          <Title>{capture.title}</Title>
          <p className="text-12 text-muted">{visible(capture.detail)}</p>
          <Foot>
            <Button onClick={onClose}>Close</Button>
          </Foot>
        </>
      );
    case 'opened':
      return (
        <>
          <Title>{capture.name}</Title>
          <Report report={capture.report} />
          <Foot>
            <Button onClick={() => onView(capture.report)} variant="primary">
              {capture.report.bundle ? 'View this bundle' : 'View this capture'}
            </Button>
            <Button onClick={onClose}>Stay here</Button>
          </Foot>
        </>
      );
  }
}

function Report({ report }: { report: CaptureReport }) {
  const others = [
    [report.lostEvents, 'loss message'],
    [report.nodeEvents, 'node message'],
    [report.otherEvents, 'agent or debug event'],
    [report.unknownKinds, 'line of an unknown kind', 'lines of an unknown kind'],
  ] as const;
  return (
    <>
      <p className="text-12 text-muted">
        <b className="font-semibold text-fg">{countOf(report.flows, 'flow')}</b>
        {report.from &&
          report.to &&
          `, ${formatDateTime(Date.parse(report.from))} to ${formatDateTime(Date.parse(report.to))} UTC`}
        .{others.map(([count, one, many]) => (count > 0 ? ` ${countOf(count, one, many)}.` : ''))}
      </p>
      {report.bundle && <p className="text-12 text-muted">{bundleWords(report.bundle)}</p>}
      {report.unknownColumns && report.unknownColumns.length > 0 && (
        <p className="break-words text-12 text-warn-text">
          Left out: {countOf(report.unknownColumns.length, 'column')} that no flow has,{' '}
          {report.unknownColumns.map((name) => JSON.stringify(visible(name))).join(', ')}.
        </p>
      )}
      {report.badLineCount > 0 && <BadLines report={report} />}
    </>
  );
}

function bundleWords({ page, by, at, flowsLeftOut }: NonNullable<CaptureReport['bundle']>): string {
  const whose = by === null ? '' : ` by ${visible(by)}`;
  const left = flowsLeftOut > 0 ? ` ${countOf(flowsLeftOut, 'older flow')} were left out of it.` : '';
  return `A bundle of the ${page}, made${whose} at ${formatDateTime(Date.parse(at))} UTC.${left}`;
}

function BadLines({ report }: { report: CaptureReport }) {
  const more = report.badLineCount - report.badLines.length;
  return (
    <div className="flex min-h-0 flex-col gap-1.5">
      <p className="text-12 text-warn-text">
        {countOf(report.badLineCount, 'line')} could not be read. Everything else is kept.
      </p>
      <ul className="min-h-0 overflow-auto rounded-2 border border-line bg-inset py-1">
        {report.badLines.map(({ line, message }) => (
          <li className="grid grid-cols-[72px_minmax(0,1fr)] gap-2 px-3 py-0.5 text-12" key={line}>
            <span className="text-subtle mono">line {formatCount(line)}</span>
            <span className="break-words">{visible(message)}</span>
          </li>
        ))}
        {more > 0 && <li className="px-3 py-0.5 text-12 text-subtle">and {formatCount(more)} more</li>}
      </ul>
    </div>
  );
}

function Progress({ title, share }: { title: string; share: number }) {
  return (
    <>
      <Title>{title}</Title>
      <div
        aria-label={visible(title)}
        aria-valuemax={100}
        aria-valuemin={0}
        aria-valuenow={Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-[2px] bg-chart-bar"
        role="progressbar"
      >
        <span className="block h-full bg-fg" style={{ width: `${share * 100}%` }} />
      </div>
    </>
  );
}

const Title = ({ children }: { children: string }) => (
  <Dialog.Title className="truncate font-semibold text-14">{visible(children)}</Dialog.Title>
);

const Foot = ({ children }: { children: ReactNode }) => <div className="flex gap-2">{children}</div>;
