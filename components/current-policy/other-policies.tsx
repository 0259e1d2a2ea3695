'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';

export interface OtherPoliciesProps {
  /** The answer on the page is by policies that were given here. */
  readonly areSent: boolean;
  readonly onSend: (text: string | null) => void;
}

/** Policies that are pasted or read from a file, for one answer. */
export function OtherPolicies({ areSent, onSend }: OtherPoliciesProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const id = useId();
  if (!open) {
    return (
      <div className="flex flex-wrap gap-2">
        <Button aria-expanded={false} onClick={() => setOpen(true)} size="sm">
          Judge by other policies
        </Button>
        {areSent && (
          <Button onClick={() => onSend(null)} size="sm" variant="ghost">
            Back to the server’s policies
          </Button>
        )}
      </div>
    );
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(text);
        setOpen(false);
      }}
    >
      <label className="text-12 text-muted" htmlFor={id}>
        Policies in YAML: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy, NetworkPolicy
      </label>
      <textarea
        className="mono h-40 resize-y rounded-2 border border-line-strong bg-inset p-2 text-12 text-fg"
        id={id}
        onChange={(event) => setText(event.target.value)}
        placeholder="kubectl get cnp,ccnp,netpol -A -o yaml"
        spellCheck={false}
        value={text}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={text.trim() === ''} size="sm" type="submit" variant="primary">
          Judge by these
        </Button>
        <Button onClick={() => setOpen(false)} size="sm">
          Cancel
        </Button>
        <input
          accept=".yaml,.yml,.json"
          aria-label="Policy files"
          className="text-12 text-muted"
          multiple
          onChange={async ({ target }) => {
            const texts = await Promise.all([...(target.files ?? [])].map((file) => file.text()));
            setText(texts.join('\n---\n'));
          }}
          type="file"
        />
      </div>
    </form>
  );
}
