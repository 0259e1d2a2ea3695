import { Kbd } from '@/components/ui/badge';
import { Icon } from '@/components/ui/icon';
import { MenuItem } from '@/components/ui/popover';
import { visible } from '@/lib/flow/visible';
import type { CopiedCommand } from './command';

export interface CommandCopyProps {
  readonly copied: CopiedCommand | null;
  readonly onCopy: () => void;
}

/** Filter and range as a command of Hubble's own tool, and what that cannot say. */
export function CommandCopy({ copied, onCopy }: CommandCopyProps) {
  return (
    <section aria-label="On the command line" className="mt-1 border-line border-t pt-1">
      <MenuItem aria-keyshortcuts="O" onClick={onCopy}>
        <Icon name={copied?.copied ? 'check' : 'terminal'} size={14} />
        <span className="flex-1">Copy as hubble observe</span>
        <Kbd>O</Kbd>
      </MenuItem>
      <div aria-live="polite" className="px-2 text-12 text-muted">
        {copied && (
          <>
            <p className="pt-1 text-subtle">
              {copied.copied ? 'Copied.' : 'The browser does not let it be copied. Select it here.'}
            </p>
            <pre className="mt-1 max-h-40 overflow-auto whitespace-pre-wrap wrap-anywhere rounded-1 bg-inset p-2 text-fg mono">
              {visible(copied.command)}
            </pre>
            <ul className="py-1.5">
              {copied.notes.map((note) => (
                <li className="py-0.5" key={note}>
                  {visible(note)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
