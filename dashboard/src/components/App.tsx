// Which page the address names: the wards, or one ward with one session for all its views.
import { useEffect, useMemo } from 'preact/hooks';
import { view } from '../address';
import { watchBuild } from '../build';
import { Session } from '../session';
import { fetchBedPageAhead } from './BedView';
import { Boundary } from './Boundary';
import { WardPage } from './WardPage';
import { WardsPage } from './WardsPage';

export function App() {
    const at = view.value;
    return <Boundary>{at.name === 'wards' ? <WardsPage /> : <OneWard key={at.ward} ward={at.ward} />}</Boundary>;
}

function OneWard({ ward }: { ward: string }) {
    const session = useMemo(() => new Session(ward), []);
    useEffect(() => {
        const stop = watchBuild(session);
        fetchBedPageAhead();
        return () => {
            stop();
            session.stop();
        };
    }, []);
    return <WardPage session={session} />;
}
