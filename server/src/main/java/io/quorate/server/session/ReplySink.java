package io.quorate.server.session;

import io.quorate.jute.JuteWriter;

/**
 * The way out to one client. Frames leave in the order in which they were begun; they are sent at the end of the loop's
 * iteration, all in one go.
 */
public interface ReplySink {
    /** Begins a frame; whatever is written until {@link #endFrame} becomes its body. */
    JuteWriter beginFrame();

    /** Takes back what was written since {@link #beginFrame}. */
    void rewindFrame();

    /** Ends the frame begun last and says how many bytes its body has. */
    int endFrame();

    /** Sends a whole frame, length word included, that others are sent too. */
    void sendFrame(byte[] frame);

    /** Notes that the client sent something that cannot be decoded; at most one log line a connection. */
    void malformed(String what);

    /** Notes that a request took longer than is thought right. */
    default void slow(String what) {
        // Only those who have a log need it.
    }

    /** Stops to read from the client; for back-pressure. */
    void pauseReading();

    /** Reads from the client again. */
    void resumeReading();

    /** Whether more waits to be sent than a client may leave unread; the connection is closed at the end of the iteration. */
    boolean isOverfull();

    /** Closes the connection once everything sent before is out. Nothing is read from it any more. */
    void closeAfterFlush(String reason);

    /** The client's address as operators see it: {@code /host:port}. */
    String remoteAddress();
}
