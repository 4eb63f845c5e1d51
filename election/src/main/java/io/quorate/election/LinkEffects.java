package io.quorate.election;

import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.util.List;

/**
 * What {@link ElectionLinks} does to the world. Each method returns at once; calls for one connection take effect in their order.
 * None calls back, except that {@link #received} may lead to {@link ElectionLinks#send}. Connections are numbers that {@code
 * ElectionLinks} gave out.
 */
public interface LinkEffects {
    /**
     * Opens a connection to the first of these addresses that can be reached, names resolved anew. Answered by {@link
     * ElectionLinks#onDialled} or {@link ElectionLinks#onClosed}.
     */
    void dial(long connection, long sid, List<HostPort> addresses);

    /** Writes the first message of a connection that we dialled. */
    void introduce(long connection, InitialMessage message);

    /** Writes a notification; answered by {@link ElectionLinks#onWritten} when it has left for the network. */
    void write(long connection, Notification notification);

    /** Closes a connection once all that was written to it is sent, or gives up a dial. It is not heard of again. */
    void close(long connection);

    /** A notification of the server at the other end: for {@link FastLeaderElection#onNotification}. */
    void received(long sid, Notification notification);

    /**
     * Something is known of the connection to a server: for {@link FastLeaderElection#onLink}, once the call that brought it out
     * has returned, since that may have been a {@code send} of the election itself.
     */
    void linkChanged(long sid, LinkState state);

    /**
     * Something for the log.
     *
     * @param connection {@link ElectionLinks#REFUSED} if it was not taken
     * @param sid -1 if it is not known
     */
    void warn(LinkWarning warning, long connection, long sid);
}
