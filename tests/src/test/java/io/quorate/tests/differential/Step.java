package io.quorate.tests.differential;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One entry of the list that both servers are put through. Slots are client sessions, numbered from 0. Any sublist of a list
 * of steps can be performed too: a slot without a connection gets one when it needs it.
 */
sealed interface Step {
    /** Requests of one session, sent at once; the answers are awaited. */
    record Burst(int slot, List<Call> calls) implements Step {
        static Burst of(int slot, Call call) {
            return new Burst(slot, List.of(call));
        }

        @Override
        public String toString() {
            return calls.stream().map(Call::toString).collect(Collectors.joining(" | ", "s" + slot + ": ", ""));
        }
    }

    /** A request after which the server is expected to close the connection. */
    record Last(int slot, Call call) implements Step {
        @Override
        public String toString() {
            return "s" + slot + ": " + call + ", then the server closes";
        }
    }

    /** A request that does not decode. The client drops the connection after the answer, if the server did not. */
    record Undecodable(int slot, Call call) implements Step {
        @Override
        public String toString() {
            return "s" + slot + ": " + call + ", then the client drops the connection";
        }
    }

    /** A new session for the slot; the old one, if any, is left without a connection. */
    record Open(int slot, int timeoutMillis, boolean oldForm) implements Step {
        @Override
        public String toString() {
            return "s" + slot + ": new session, timeout " + timeoutMillis + (oldForm ? ", old form" : "");
        }
    }

    /** A new connection for the slot's session. */
    record Resume(int slot, How how) implements Step {
        enum How {
            /** After dropping the old connection. */
            PLAIN,
            /** As clients that do not know of read-only servers do it. */
            OLD_FORM,
            /** While the old connection is still there. */
            MOVE,
            /** While the old connection is still there, with the wrong password. */
            WRONG_PASSWORD,
            /** With the id of a session that never was. */
            UNKNOWN_ID,
            /** Having seen more than the server. */
            AHEAD
        }

        @Override
        public String toString() {
            return "s" + slot + ": reconnect " + how;
        }
    }

    /** The client drops the connection without closing the session. */
    record Drop(int slot, boolean reset) implements Step {
        @Override
        public String toString() {
            return "s" + slot + ": connection " + (reset ? "reset" : "dropped");
        }
    }

    /** The client closes the session. */
    record Close(int slot) implements Step {
        @Override
        public String toString() {
            return "s" + slot + ": closeSession";
        }
    }

    /** A session of its own with a short timeout creates ephemerals and is then left alone until it expires. */
    record Expire(List<String> ephemerals) implements Step {
        @Override
        public String toString() {
            return "a session with " + ephemerals + " expires";
        }
    }

    /** A session of its own that is closed at once: for timeouts out of range. */
    record Brief(int timeoutMillis) implements Step {
        @Override
        public String toString() {
            return "a session with timeout " + timeoutMillis + " is opened and closed";
        }
    }

    /** A connection of its own whose first frame is this. */
    record FirstFrame(byte[] payload, String text) implements Step {
        @Override
        public String toString() {
            return "a connection begins with " + text;
        }
    }

    /** The server is restarted, in order or by kill -9. */
    record Restart(boolean kill) implements Step {
        @Override
        public String toString() {
            return kill ? "kill -9 and start" : "stop and start";
        }
    }

    /** Everything that is there: every znode, and what the server says about itself. */
    record ReadAll() implements Step {
        @Override
        public String toString() {
            return "read everything";
        }
    }

    /** Whether other connections may be told something because of it. */
    default boolean mayCauseEvents() {
        if (this instanceof Burst burst) {
            return burst.calls().stream().anyMatch(Call::mayCauseEvents);
        }
        return this instanceof Close || this instanceof Expire || this instanceof Last;
    }

    /** Whether it waits for a server or for time to pass. */
    default boolean isSlow() {
        return this instanceof Restart || this instanceof Expire || this instanceof Brief;
    }

    /** Whether it is a request or several of a session. */
    default boolean isBurst() {
        return this instanceof Burst;
    }

    /** Whether it ends sessions: the order of the events for their ephemerals is not defined. */
    default boolean endsSession() {
        return this instanceof Close || this instanceof Expire;
    }
}
