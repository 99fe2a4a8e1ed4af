/* The life of one alarm, and who hears of it: a monitor, the server's memory, its journal, two dashboard stations, time, and
 * a crash at any moment. Every step is one turn of the server's event loop, or one step of somebody else.
 *
 * What is left out changes nothing that is stated here: values and delays (a message says how urgent the condition is: 0 not
 * at all, 1 medium, 2 high), other beds, the text of an alarm. Time is counted in ticks.
 *
 * PROPERTY: which statement is checked; what it does not speak of takes no part then, for size. FAULT: how the server is
 * broken. tests/models/run expects every statement to hold, and every fault to be found. */

#ifndef PROPERTY
#define PROPERTY 0
#endif
#define audio_pause_ends            1
#define alarm_pause_ends            2
#define urgent_breaks_audio_pause   3
#define urgent_breaks_alarm_pause   4
#define acknowledging_ends_nothing  5
#define unseen_stays                6
#define more_urgent_is_unseen_again 7
#define holding_has_an_alarm        8
#define sent_again_is_the_same      9
#define an_answer_survives          10
#define in_sync_shows_the_alarm     11
#define about(p) (PROPERTY == p)

#define AUDIO   (about(audio_pause_ends) || about(urgent_breaks_audio_pause))
#define ALARM   (about(alarm_pause_ends) || about(urgent_breaks_alarm_pause))
#define AGAIN   (!VIEWS)
#define VIEWS   about(in_sync_shows_the_alarm)
#define ANSWERS about(an_answer_survives)

#ifndef FAULT
#define FAULT 0
#endif
#define audio_pause_without_end   1
#define alarm_pause_without_end   2
#define pause_begins_again        3  /* its rest is stored, not the moment of its end */
#define audio_pause_holds         4  /* whatever happens */
#define alarm_pause_holds         5
#define acknowledging_clears      6
#define clearing_erases           7
#define acknowledged_for_ever     8
#define latched_never_renewed     9
#define monitor_answered_before   10 /* before the commit */
#define seen_outlives_journal     11 /* messages remembered elsewhere than in the journal */
#define id_from_a_counter         12
#define answer_before_commit      13
#define epoch_kept                14
#define overflow_forgets          15

#define PAUSE     2 /* ticks that a pause lasts, ticks after which an acknowledged alarm sounds again */
#define QUEUE     2 /* inputs that the journal holds before senders have to wait */
#define OLD       3 /* a station is behind by more events than are kept */
#define state_that(p, e) assert(!about(p) || (e))
#define wrong(f)  (FAULT == f)

typedef ward {
    unsigned last : 2;      /* key of the last message */
    unsigned level : 2;     /* of the condition: how urgent it is now */
    unsigned id : 2;        /* of the alarm; 0: there is none. Latched: an alarm, and level is 0 */
    unsigned urgency : 2;   /* of the alarm */
    bool acknowledged;
    unsigned again : 2;     /* ticks until it sounds again */
    unsigned paused : 2;    /* ticks that the alarm pause still lasts */
    unsigned paused_upto : 2;
    byte audio[2];          /* the same for each station's audio pause */
    byte audio_upto[2];
}
ward memory, disk;                   /* `disk`: what a restart now would make of the journal, the deadlines that have passed included */
unsigned queued : 2;
bool up = true, latching;

unsigned truth : 2, key : 2 = 1;     /* the monitor: what it last told, in which message */
bool unanswered;
unsigned message : 2;                /* 1: taken, 2: committed */

bool connected[2];                   /* stations */
byte view[2];                        /* the alarm as it is shown */
byte coming[2], after[2];            /* told and not yet received; 0: nothing */
bool snapshot_due[2], same_epoch[2];
byte behind[2];                      /* events between what a disconnected station knows and the server's last one */
unsigned older : 7, newest : 7;      /* events that the server keeps for who comes back */
unsigned lost : 2;                   /* events since the last commit (only to keep an epoch wrongly) */
byte command[2];                     /* acknowledge: 2 taken, 3 committed */
byte meant[2];                       /* which alarm it means */

unsigned promised : 2;               /* alarm whose acknowledgement was answered, and which nothing has changed since */
unsigned first_id : 2;               /* of the alarm that the monitor's last message raised */
unsigned counter : 2;
byte audio_age[2], alarm_age;        /* ticks since a pause was last asked for */
hidden byte was_id, was_level, was_urgency;
hidden byte was_acknowledged;

#define present 64
#define told(w) (present + w.id * 16 + w.urgency * 4 + (w.level == 0 -> 2 : 0) + (w.acknowledged -> 1 : 0))
#define stale(n) (n < OLD -> n + 1 : OLD)
#define grow(p, age) age = ((about(p) && age < PAUSE) -> age + 1 : age)

/* ---- the fold: what the ward makes of an input. W is `memory` or `disk`. */

inline clear(W) {
    W.id = 0; W.urgency = 0; W.acknowledged = false; W.again = 0; W.level = 0
}

/* IEC 60601-1-8: a pause holds what was known when it was asked for, and nothing more urgent. */
inline sound(W) {
    if
    :: !wrong(audio_pause_holds) && W.audio_upto[0] < W.urgency -> W.audio[0] = 0; W.audio_upto[0] = 0
    :: else
    fi;
    if
    :: !wrong(audio_pause_holds) && W.audio_upto[1] < W.urgency -> W.audio[1] = 0; W.audio_upto[1] = 0
    :: else
    fi;
    if
    :: !wrong(alarm_pause_holds) && W.paused_upto < W.urgency -> W.paused = 0; W.paused_upto = 0
    :: else
    fi
}

inline now_at(W, l) {
    W.level = l; W.urgency = l
}

inline judge(W, l) {
    if
    :: l > 0 && W.id == 0 -> /* onset */
        if
        :: wrong(id_from_a_counter) -> counter = counter % 3 + 1; W.id = counter
        :: else -> W.id = key
        fi;
        state_that(sent_again_is_the_same, first_id == 0 || first_id == W.id);
        first_id = (about(sent_again_is_the_same) -> W.id : 0);
        now_at(W, l); sound(W)
    :: l > 0 && W.id != 0 && W.level == 0 -> /* renewed */
        if
        :: !wrong(latched_never_renewed) -> now_at(W, l); sound(W)
        :: else
        fi
    :: l > W.level && W.level > 0 -> /* escalated */
        now_at(W, l);
        if
        :: !wrong(acknowledged_for_ever) -> W.acknowledged = false; W.again = 0
        :: else
        fi;
        sound(W)
    :: l > 0 && l < W.level -> now_at(W, l) /* deescalated */
    :: l == 0 && W.level > 0 -> /* over */
        if
        :: latching && !W.acknowledged && !wrong(clearing_erases) -> W.level = 0
        :: else -> clear(W)
        fi
    :: else
    fi
}

inline take_note(W) {
    if
    :: W.id != 0 && !W.acknowledged ->
        W.acknowledged = true;
        if
        :: AGAIN -> W.again = PAUSE
        :: else
        fi;
        if
        :: W.level == 0 || wrong(acknowledging_clears) -> clear(W)
        :: else
        fi
    :: else
    fi
}

inline less(n, upto) {
    if
    :: n > 1 -> n = n - 1
    :: n == 1 -> n = 0; upto = 0
    :: else
    fi
}

inline pass(W) {
    if
    :: wrong(audio_pause_without_end)
    :: else -> less(W.audio[0], W.audio_upto[0])
    fi;
    less(W.audio[1], W.audio_upto[1]);
    if
    :: wrong(alarm_pause_without_end)
    :: else -> less(W.paused, W.paused_upto)
    fi;
    if
    :: W.again > 1 -> W.again = W.again - 1
    :: W.again == 1 ->
        W.again = 0;
        if
        :: W.level > 0 -> W.acknowledged = false; sound(W) /* realarmed */
        :: else
        fi
    :: else
    fi
}

inline copy(to, from) {
    to.last = from.last; to.level = from.level; to.id = from.id; to.urgency = from.urgency;
    to.acknowledged = from.acknowledged; to.again = from.again;
    to.paused = from.paused; to.paused_upto = from.paused_upto;
    to.audio[0] = from.audio[0]; to.audio_upto[0] = from.audio_upto[0];
    to.audio[1] = from.audio[1]; to.audio_upto[1] = from.audio_upto[1]
}

/* ---- the hub: what stations are told */

inline tell(s) {
    if
    :: !connected[s] -> behind[s] = stale(behind[s])
    :: connected[s] && !snapshot_due[s] && coming[s] == 0 -> coming[s] = told(memory)
    :: connected[s] && !snapshot_due[s] && coming[s] != 0 && after[s] == 0 -> after[s] = told(memory)
    :: connected[s] && !snapshot_due[s] && after[s] != 0 -> /* over its bound */
        if
        :: !wrong(overflow_forgets) -> coming[s] = 0; after[s] = 0; snapshot_due[s] = true
        :: else
        fi
    :: else
    fi
}

inline disconnect(s) {
    if
    :: connected[s] ->
        behind[s] = (snapshot_due[s] -> OLD : (after[s] != 0 -> 2 : (coming[s] != 0 -> 1 : 0)));
        connected[s] = false; snapshot_due[s] = false; coming[s] = 0; after[s] = 0
    :: else
    fi;
    command[s] = 0; meant[s] = 0
}

/* With the epoch of before, a station is behind by fewer events than it seemed: those that were lost are counted again. */
inline ahead(s) {
    same_epoch[s] = same_epoch[s] && behind[s] >= lost;
    behind[s] = (behind[s] >= lost -> behind[s] - lost : 0)
}

/* ---- one turn of the server, between begin() and end() */

inline begin() {
    was_id = memory.id; was_level = memory.level; was_urgency = memory.urgency;
    was_acknowledged = memory.acknowledged
}

#define same_as_before (memory.id == was_id && memory.level == was_level && memory.urgency == was_urgency && \
                        memory.acknowledged == was_acknowledged)
#define holds_back(left, upto) (left > 0 && upto < memory.urgency)
#define sounds_now (memory.id != 0 && memory.level > 0 && (was_level < memory.level || memory.id != was_id))

inline end() {
    if
    :: VIEWS && !same_as_before ->
        tell(0);
        older = newest; newest = told(memory);
        if
        :: wrong(epoch_kept) -> lost = stale(lost)
        :: else
        fi
    :: else
    fi;
    state_that(urgent_breaks_audio_pause, !sounds_now || (!holds_back(memory.audio[0], memory.audio_upto[0]) &&
                                                          !holds_back(memory.audio[1], memory.audio_upto[1])));
    state_that(urgent_breaks_alarm_pause, !sounds_now || !holds_back(memory.paused, memory.paused_upto));
    state_that(more_urgent_is_unseen_again, !(sounds_now && memory.acknowledged));
    state_that(holding_has_an_alarm, memory.level == 0 || memory.id != 0);
    if
    :: ANSWERS && !(memory.id == was_id && memory.acknowledged && was_acknowledged) -> /* another alarm, or to be seen again */
        promised = 0; meant[0] = 0; meant[1] = 0
    :: else
    fi;
    was_id = 0; was_level = 0; was_urgency = 0; was_acknowledged = false
}

#define may_take (up && queued < QUEUE)

/* ---- who takes part */

/* Sends a message, waits for the answer, sends it again when the connection breaks. */
active proctype monitor() {
    do
    :: atomic { !unanswered ->
            key = 3 - key; first_id = 0; unanswered = true;
            if :: truth = 0 :: truth = 1 :: truth = 2 fi }
    :: d_step { may_take && unanswered && message == 0 ->
            begin();
            if
            :: memory.last == key -> message = (disk.last == key -> 2 : 1) /* it was here before */
            :: else ->
                memory.last = key; judge(memory, truth); message = 1; queued++;
                state_that(unseen_stays, was_id == 0 || !latching || was_acknowledged || memory.id == was_id)
            fi;
            end() }
    :: d_step { up && (message == 2 || (message == 1 && wrong(monitor_answered_before))) ->
            unanswered = false; message = 0 }
    :: d_step { unanswered && message > 0 -> message = 0 } /* the connection breaks */
    od
}

/* Shows what it is told; a nurse acknowledges, and asks for pauses. What a station shows does not depend on what others
 * show, so the first one alone subscribes; both act. */
active [2] proctype station() {
    do
    :: d_step { VIEWS && _pid == 1 && up && !connected[_pid - 1] -> /* subscribes: what it missed, or a snapshot */
            connected[_pid - 1] = true;
            if
            :: same_epoch[_pid - 1] && behind[_pid - 1] == 0
            :: same_epoch[_pid - 1] && behind[_pid - 1] == 1 && newest != 0 -> coming[_pid - 1] = newest
            :: same_epoch[_pid - 1] && behind[_pid - 1] == 2 && older != 0 ->
                coming[_pid - 1] = older; after[_pid - 1] = newest
            :: else -> snapshot_due[_pid - 1] = true
            fi;
            same_epoch[_pid - 1] = true; behind[_pid - 1] = 0 }
    :: d_step { up && snapshot_due[_pid - 1] -> coming[_pid - 1] = told(memory); snapshot_due[_pid - 1] = false }
    :: d_step { coming[_pid - 1] != 0 -> view[_pid - 1] = coming[_pid - 1]; coming[_pid - 1] = after[_pid - 1];
            after[_pid - 1] = 0 }
    :: d_step { connected[_pid - 1] || command[_pid - 1] > 0 -> disconnect(_pid - 1) }
    :: d_step { may_take && command[_pid - 1] == 0 && memory.id > 0 -> /* of another alarm: refused, nothing changes */
            begin();
            command[_pid - 1] = (ANSWERS -> 2 : 0); take_note(memory); queued++;
            state_that(acknowledging_ends_nothing, memory.level == was_level && (was_level == 0 || memory.id == was_id));
            end();
            meant[_pid - 1] = (command[_pid - 1] == 2 -> memory.id : 0) }
    :: d_step { up && (command[_pid - 1] == 3 || (command[_pid - 1] == 2 && wrong(answer_before_commit))) ->
            if
            :: memory.id == meant[_pid - 1] && memory.acknowledged -> promised = memory.id
            :: else
            fi;
            command[_pid - 1] = 0; meant[_pid - 1] = 0 }
    :: d_step { AUDIO && may_take ->
            memory.audio[_pid - 1] = PAUSE; audio_age[_pid - 1] = 0; queued++;
            memory.audio_upto[_pid - 1] = (memory.acknowledged -> 0 : memory.urgency) }
    :: d_step { ALARM && may_take ->
            memory.paused = PAUSE; alarm_age = 0; queued++;
            memory.paused_upto = (memory.urgency > 1 -> memory.urgency : 1) }
    od
}

/* Commits whatever is queued; the answers follow when they will. */
active proctype journal() {
    do
    :: d_step { up && queued > 0 ->
            copy(disk, memory); queued = 0; lost = 0;
            if :: message == 1 -> message = 2 :: else fi;
            if :: command[0] == 2 -> command[0] = 3 :: else fi;
            if :: command[1] == 2 -> command[1] = 3 :: else fi }
    od
}

active proctype time() {
    do
    :: d_step { AUDIO || ALARM || AGAIN ->
            begin();
            if :: up -> pass(memory) :: else fi;
            promised = (!up && disk.again == 1 -> 0 : promised); /* its time to sound again comes while nobody serves */
            pass(disk);
            grow(audio_pause_ends, audio_age[0]); grow(audio_pause_ends, audio_age[1]); grow(alarm_pause_ends, alarm_age);
            state_that(audio_pause_ends, (memory.audio[0] == 0 || audio_age[0] < PAUSE) &&
                                         (memory.audio[1] == 0 || audio_age[1] < PAUSE));
            state_that(alarm_pause_ends, memory.paused == 0 || alarm_age < PAUSE);
            if :: up -> end() :: else fi }
    od
}

active proctype crash() {
    ward nobody;
    do
    :: d_step { up ->
            up = false; queued = 0; message = 0;
            disconnect(0); disconnect(1);
            if
            :: wrong(epoch_kept) -> ahead(0)
            :: else -> same_epoch[0] = false
            fi;
            older = 0; newest = 0; lost = 0;
            if :: wrong(seen_outlives_journal) -> disk.last = memory.last :: else fi;
            copy(memory, nobody) }
    :: d_step { !up -> /* recovery: what the journal holds, and the deadlines that have passed */
            copy(memory, disk); up = true;
            if :: wrong(pause_begins_again) && memory.audio[0] > 0 -> memory.audio[0] = PAUSE :: else fi;
            state_that(an_answer_survives, promised == 0 || (memory.id == promised && memory.acknowledged)) }
    od
}

/* Beside everything else: what must be so between any two steps. */
#define shows(s) (!connected[s] || snapshot_due[s] || coming[s] != 0 || view[s] == told(memory))
active proctype always() {
    d_step { about(holding_has_an_alarm) && up && !unanswered && truth > 0 &&
             (memory.id == 0 || memory.level != truth) -> assert(false) }
}
active proctype in_sync() {
    d_step { about(in_sync_shows_the_alarm) && up && !shows(0) -> assert(false) }
}

active proctype rules() {
    if :: latching = true :: latching = false fi
}
