import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { visible } from '@/lib/flow/visible';

export interface Check {
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
}

export interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly checks: readonly Check[];
  /** Two ways on. */
  readonly children: ReactNode;
}

/** Never a bare "no data": what was asked, what was checked, and how to go on. */
export function EmptyState({ title, text, checks, children }: EmptyStateProps) {
  return (
    <section className="flex h-full overflow-auto p-6">
      <div className="m-auto flex w-full max-w-[520px] flex-col items-start gap-3">
        <h2 className="font-semibold text-16 tracking-tight">{title}</h2>
        <p className="text-13 text-muted">{visible(text)}</p>
        <ul className="w-full border-line border-t">
          {checks.map((check) => (
            <li
              className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 gap-y-0.5 border-line border-b py-2 text-12"
              key={`${check.title} ${check.text}`}
            >
              {check.ok ? (
                <Icon className="text-ok" name="check" />
              ) : (
                <VerdictGlyph className="mt-0.5" size={14} tone="error" />
              )}
              <span>{visible(check.title)}</span>
              <span className="col-start-2 text-muted">{visible(check.text)}</span>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">{children}</div>
      </div>
    </section>
  );
}
