import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { visible } from '@/lib/flow/visible';
import { partsOf } from './draft';
import { valueTone } from './value-tone';

export interface TokenChipProps {
  readonly text: string;
  readonly onOpen: () => void;
  readonly onRemove: () => void;
}

/** One token in force. A press opens it for rewriting; the cross takes it out. Dashes and minus mean not. */
export function TokenChip({ text: token, onOpen, onRemove }: TokenChipProps) {
  const text = visible(token);
  const { minus, head, values } = partsOf(text);
  return (
    <span
      className={clsx(
        'inline-flex h-[22px] max-w-80 flex-none items-center rounded-1 border border-line-strong bg-raised pl-1.5 text-fg mono',
        minus && 'border-dashed',
      )}
    >
      <button
        aria-label={`Edit ${text}`}
        className="flex min-w-0 items-center"
        onClick={onOpen}
        title={text}
        type="button"
      >
        {minus && <Icon name="minus" size={10} />}
        <span className="text-subtle">{head}</span>
        {head.endsWith('verdict:') && values !== '' && (
          <VerdictGlyph className="mr-1 ml-0.5" tone={valueTone(values.split(',')[0] ?? '')} />
        )}
        <span className="truncate">{values}</span>
      </button>
      <button
        aria-label={`Remove ${text}`}
        className="-my-0.5 -mr-px -ml-0.5 flex size-6 flex-none items-center justify-center text-subtle hover:text-fg"
        onClick={onRemove}
        type="button"
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
