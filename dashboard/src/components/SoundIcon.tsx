// A loudspeaker, with waves or crossed out.
export function SoundIcon({ armed }: { armed: boolean }) {
    return (
        <svg class="sound-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 9h4l5-4v14l-5-4H4z" />
            <path class="line" d={armed ? 'M16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12' : 'M16 9l6 6M22 9l-6 6'} />
        </svg>
    );
}
