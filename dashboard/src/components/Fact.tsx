// A name and what it is now, in a list of facts.
export function Fact({ name, value, strong = false }: { name: string; value: string | number; strong?: boolean }) {
    return (
        <div class="fact">
            <dt>{name}</dt>
            <dd>{strong ? <strong class="fault">{value}</strong> : value}</dd>
        </div>
    );
}
