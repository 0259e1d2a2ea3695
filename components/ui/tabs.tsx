import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface Tab<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
}

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly tabs: readonly Tab<Value>[];
  readonly onChange: (value: Value) => void;
}

/** Tabs in the head of a panel. The chosen one is underlined. */
export function Tabs<Value extends string>({ label, value, tabs, onChange }: TabsProps<Value>) {
  return (
    <div aria-label={label} className="flex gap-4 self-stretch" role="tablist">
      {tabs.map((tab) => (
        <button
          aria-selected={tab.value === value}
          className={clsx(
            'inline-flex items-center gap-1.5 whitespace-nowrap border-y-2 border-t-transparent font-medium text-12 hover:text-fg',
            tab.value === value ? 'border-b-fg text-fg' : 'border-b-transparent text-muted',
          )}
          key={tab.value}
          onClick={() => onChange(tab.value)}
          role="tab"
          type="button"
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
