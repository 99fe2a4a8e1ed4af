// A link to another view of this page: the stream goes on. Opened in another tab it is a page of its own.
import type { ComponentChildren, JSX } from 'preact';
import { go, pathOf, type View } from '../address';

type Props = { to: View; children: ComponentChildren } & Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>;

export function ViewLink({ to, children, ...rest }: Props) {
    return (
        <a {...rest} href={pathOf(to) + location.search} onClick={(event) => follow(event, to)}>
            {children}
        </a>
    );
}

function follow(event: MouseEvent, to: View): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
}
