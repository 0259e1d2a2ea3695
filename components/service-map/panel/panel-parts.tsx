// The pieces the side panel of the map is made of.
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/components/ui/icon';

export function PanelHead({ icon, title, line }: { icon: IconName; title: ReactNode; line: string }) {
  return (
    <header className="border-line border-b py-3 pr-10 pl-4">
      <h2 className="flex min-w-0 items-center gap-2 font-semibold text-14">
        <Icon className="text-subtle" name={icon} />
        <span className="truncate">{title}</span>
      </h2>
      <p className="mt-0.5 break-words text-12 text-subtle">{line}</p>
    </header>
  );
}

export interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly tone?: 'plain' | 'dropped';
}

export function Figures({ figures }: { figures: readonly FigureProps[] }) {
  return (
    <dl className="flex gap-4 border-line border-b px-4 py-3">
      {figures.map(({ name, value, tone }) => (
        <div className="min-w-0 flex-1" key={name}>
          <dt className="text-11 text-subtle">{name}</dt>
          <dd className={clsx('truncate font-semibold text-16', tone === 'dropped' && 'text-dropped-text')}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Nothing at all when there is nothing in it. */
export function PanelSection({ title, children }: { title: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section className="border-line border-b px-4 py-2">
      <h3 className="pb-1 font-semibold text-12">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

export interface PanelRowProps {
  readonly icon?: IconName;
  readonly name: ReactNode;
  readonly detail?: string;
  readonly figure?: ReactNode;
  readonly onPress?: () => void;
}

export function PanelRow({ icon, name, detail, figure, onPress }: PanelRowProps) {
  const content = (
    <>
      {icon && <Icon className="text-subtle" name={icon} size={14} />}
      <span className="truncate text-fg">{name}</span>
      {detail && <span className="mono-11 truncate text-subtle">{detail}</span>}
      <span className="mono-11 ml-auto flex flex-none items-center gap-2">{figure}</span>
    </>
  );
  const row = 'flex min-h-6 w-full items-center gap-2 text-left text-12';
  return (
    <li>
      {onPress ? (
        <button className={clsx(row, '-mx-1 rounded-1 px-1 hover:bg-hover')} onClick={onPress} type="button">
          {content}
        </button>
      ) : (
        <div className={row}>{content}</div>
      )}
    </li>
  );
}
